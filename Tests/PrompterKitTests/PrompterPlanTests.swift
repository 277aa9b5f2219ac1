import PrompterKit
import PrompterTesting
import Testing

@Suite("plans need no key and no model", .timeLimit(.minutes(5)))
struct PrompterPlanTests {
  private static let schema = #"""
    {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"],
     "additionalProperties": false}
    """#

  private func prompter(
    _ model: String, limits: [RateLimit] = [], budget: BudgetLimits = BudgetLimits(),
    prices: PriceTable = PriceTable()
  ) throws -> Prompter<JSONValue> {
    try Prompter(
      schema: Schema(json: Self.schema), model: model,
      configuration: PrompterConfiguration(
        connection: ModelConnection(environment: [:]),
        engine: EngineConfiguration(limits: limits, budget: budget), cacheFile: nil, prices: prices)
    )
  }

  private let documents = (1...3).map { Document(id: "d\($0)", text: "The number is \($0).") }

  @Test(
    "every provider's model can be planned for",
    arguments: ModelReference.providers.map { $0 == "local" ? "local/smollm2-135m" : "\($0)/m" })
  func providers(model: String) throws {
    let plan = try prompter(model).plan(for: documents)
    #expect(plan.calls == 3...3)
    #expect(plan.terms.model == model)
    let isOwn = ["local/smollm2-135m", "ollama/m", "vllm/m"].contains(model)
    #expect(plan.cost == (isOwn ? 0...0 : nil))
    if model.hasPrefix("local/") { #expect(plan.terms.concurrency == 1) }
  }

  @Test("the tokens are those that the engine reserves")
  func tokens() throws {
    let prompter = try prompter("openai/gpt-4.1-mini")
    let expected = try documents.map {
      try prompter.artifact.template.prompt(for: $0).estimatedTokens
    }.reduce(0, +)
    let plan = try prompter.plan(for: documents)
    #expect(plan.inputTokens == expected...expected)
    #expect(plan.answer.basis == .cap && plan.answer.tokens == 512)
    #expect(plan.cost.map { $0.upperBound > $0.lowerBound } == true)
  }

  @Test("who may be asked too is named, a judge only where answers are scored")
  func others() throws {
    let data = try Dataset(documents.map { Example($0, expected: ["n": 1]) })
    let alone = try prompter("openai/gpt-4.1-mini")
    #expect(try alone.plan(evaluating: data).warnings.isEmpty)
    var configuration = alone.configuration
    configuration.metrics = MetricCatalog(
      judge: try configuration.judge("openai/gpt-4.1", beside: alone.artifact.model))
    let judged = try Prompter<JSONValue>(artifact: alone.artifact, configuration: configuration)
    let prompter = try judged.falling(back: try self.prompter("ollama/m"))
    #expect(
      try prompter.plan(for: documents).warnings
        == ["ollama/m may be asked too: its calls are not counted here"])
    #expect(
      try prompter.plan(evaluating: data).warnings
        == ["ollama/m, openai/gpt-4.1 may be asked too: their calls are not counted here"])
  }

  @Test("what thinks before it answers has tokens for that, and so has a search that tries it")
  func thoughts() throws {
    let model = "openai/gpt-4.1-mini"
    let data = try Dataset(documents.map { Example($0, expected: ["n": 1]) })
    var artifact = try prompter(model).artifact
    artifact.template.layout.reasoning = true
    let thinking = try Prompter<JSONValue>(
      artifact: artifact, configuration: prompter(model).configuration)
    #expect(try thinking.plan(for: documents).terms.maximumOutputTokens == 1_224)
    let longer = try thinking.plan(evaluating: data).answer.tokens
    #expect(try longer == 100 + prompter(model).plan(evaluating: data).answer.tokens)
    #expect(try prompter(model).plan(for: documents).terms.maximumOutputTokens == 1_024)

    func most(_ model: String, _ options: OptimizationOptions) throws -> Int {
      try prompter(model).plan(optimizing: data, options).run.terms.maximumOutputTokens
    }
    #expect(try most(model, .light) == 128)
    #expect(try most(model, .medium) == 328)
    #expect(try most("local/smollm2-135m", .medium) == 128)
  }

  @Test(
    "the plan of a search has the proposer's price in its dearest end, and asks nothing of few rows"
  )
  func proposers() throws {
    var prices = PriceTable()
    prices.set(Price(inputPerMillion: 1, outputPerMillion: 1), for: "openai/x")
    prices.set(Price(inputPerMillion: 50, outputPerMillion: 50), for: "openai/writer")
    let seed = try prompter("openai/x", prices: prices)
    func plan(_ count: Int, _ proposer: String?) throws -> RunPlan {
      let data = try Dataset(
        (1...count).map {
          Example(Document(id: "\($0)", text: "The number is \($0)."), expected: ["n": 1])
        })
      return try seed.plan(optimizing: data, OptimizationOptions(proposer: proposer)).run
    }
    let own = try #require(try plan(80, nil).cost)
    let dear = try #require(try plan(80, "openai/writer").cost)
    #expect(dear.lowerBound == own.lowerBound)
    #expect(abs(dear.upperBound - 50 * own.upperBound) < 1e-9)
    #expect(try plan(80, "openai/unknown").cost == nil)
    for helper in [\OptimizationOptions.proposer, \.teacher] {
      var options = OptimizationOptions()
      options[keyPath: helper] = "openai/writer"
      let data = try Dataset(
        (1...80).map { Example(Document(id: "\($0)", text: "no. \($0)"), expected: ["n": 1]) })
      let cost = try #require(try seed.plan(optimizing: data, options).run.cost)
      #expect(cost.upperBound > 10 * cost.lowerBound)
    }
    #expect(try plan(3, nil).calls == 0...0)
  }

  @Test("an address in place of a provider's own is not that of another provider")
  func addresses() throws {
    var configuration = try prompter("openai/x").configuration
    configuration.connection.baseURL = "http://127.0.0.1:9/v1"
    let same = try configuration.reaching("openai/y", beside: "openai/x")
    #expect(same.connection.baseURL == "http://127.0.0.1:9/v1")
    let other = try configuration.reaching("anthropic/y", beside: "openai/x")
    #expect(other.connection.baseURL == nil)
  }

  @Test("an evaluation is planned from its labels")
  func evaluation() throws {
    let data = try Dataset(documents.map { Example($0, expected: ["n": 1]) })
    #expect(try prompter("openai/x").plan(evaluating: data).answer.basis == .labels)
  }

  @Test("a price of the user's own wins, for engine and plan alike")
  func prices() throws {
    let own = Price(inputPerMillion: 7, outputPerMillion: 8)
    let configuration = PrompterConfiguration(
      connection: ModelConnection(environment: ["OPENAI_API_KEY": "k"]), cacheFile: nil,
      prices: PriceTable(["openai/gpt-4.1-mini": own]))
    #expect(try configuration.engine(for: "openai/gpt-4.1-mini").price == own)
    #expect(try configuration.engine(for: "openai/gpt-4.1").price?.inputPerMillion == 2)
    #expect(try configuration.engine(for: "openai/unheard-of").price == nil)
    for model in ["openai/x", "ollama/x", "vllm/x", "local/smollm2-135m"] {
      let engine = try configuration.engine(for: model)
      let terms = try configuration.terms(for: model, Decoding())
      #expect(terms.concurrency == engine.concurrency && terms.price == engine.price)
      #expect(terms.retries == engine.configuration.retry.retries)
    }
    let plan = try prompter("openai/x", prices: PriceTable(["openai/x": own])).plan(for: documents)
    #expect(plan.terms.price == own)
  }

  @Test("a limit on cost without a price is wrong usage, before anything is sent")
  func unknownPrice() throws {
    let configuration = PrompterConfiguration(
      connection: ModelConnection(environment: ["OPENAI_API_KEY": "k"]),
      engine: EngineConfiguration(budget: BudgetLimits(cost: 1)), cacheFile: nil)
    let error = #expect(throws: ReferenceError.self) { try configuration.engine(for: "openai/x") }
    #expect(error?.description.contains("--price") == true)
    #expect(throws: Never.self) { try configuration.engine(for: "openai/gpt-4.1") }
    #expect(throws: Never.self) { try configuration.engine(for: "vllm/x") }
  }

  @Test("what is asked is within the plan", arguments: [1, 3])
  func withinPlan(retries: Int) async throws {
    let asked = Shared(0)
    let model = ScriptedModel { _ in
      let number = asked.update { asked in
        asked += 1
        return asked
      }
      return Completion(text: "no record" + String(repeating: "!", count: number))
    }
    var configuration = EngineConfiguration(retry: RetryPolicy(retries: retries))
    configuration.concurrency = 2
    let engine = Engine(model, configuration)
    let template = PromptTemplate.seed(try Schema(json: Self.schema))
    let extractor = ReaskingExtractor(Pipeline(template: template, engine: engine), reasks: 9)
    for document in documents { _ = await extractor.extract(document) }
    var forecast = RunForecast(
      RunTerms(model: model.name, retries: retries), answer: AnswerEstimate([], .cap, cap: 1))
    forecast.add(input: 1...1, times: documents.count)
    #expect(model.calls.count == forecast.plan().mostCalls)
  }

  @Test(
    "what is trained further has answers as long as the new examples need, unless the user decides")
  func longerAnswers() throws {
    let prompter = try prompter("openai/gpt-4.1-mini")
    let long = JSONValue.object([
      "n": .integer(1), "note": .string(String(repeating: "x", count: 900)),
    ])
    let data = try Dataset(documents.map { Example($0, expected: long) })
    var artifact = prompter.artifact
    artifact.template = PromptTemplate.seed(
      try Schema(
        json:
          #"{"type": "object", "properties": {"n": {"type": "integer"}, "note": {"type": "string"}}}"#
      ))
    artifact.decoding.maximumOutputTokens = 128
    func most(_ isTrained: Bool, keeps: Bool = false) throws -> Int {
      artifact.data = isTrained ? .init(sha256: "00", n: 3) : nil
      var options = OptimizationOptions.light
      options.keepsDecoding = keeps
      return try Prompter<JSONValue>(artifact: artifact, configuration: prompter.configuration)
        .plan(optimizing: data, options).run.terms.maximumOutputTokens
    }
    #expect(try most(true) == 640)
    #expect(try most(true, keeps: true) == 128)
    #expect(try most(false) == 128)
  }
}
