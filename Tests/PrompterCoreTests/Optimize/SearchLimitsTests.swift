import PrompterTesting
import Synchronization
import Testing

@testable import PrompterCore

@Suite("limits of a search")
struct SearchLimitsTests {
  /// A model whose answers take 30 tokens each, and a clock that it moves on by a second.
  private func lab(
    _ limits: SearchLimits, cache: (any CompletionCache)? = nil, proposer: Engine? = nil
  ) throws -> (lab: Lab, seed: Candidate, model: ScriptedModel) {
    let clock = ManualClock()
    let model = ScriptedModel { _ in
      clock.advance(by: .seconds(1))
      return Completion(text: #"{"n": 1}"#, usage: Usage(input: 20, output: 10))
    }
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#)
    let engine = Engine(
      model,
      EngineConfiguration(
        concurrency: 1, price: Price(checkedInput: 1_000, output: 1_000), cache: cache),
      clock: clock)
    var setup = Lab.Setup(
      scorer: try RecordScorer(schema), engine: engine, decoding: Decoding(), reasks: 0,
      proposer: proposer, seed: 0)
    setup.limits = limits
    let lab = Lab(
      setup, train: [], select: Classic.examples(0..<100), budget: 1_000, limits: limits,
      journal: Journal())
    return (lab, Candidate(.seed(schema), origin: "seed"), model)
  }

  /// Evaluates some examples at a time until the lab has enough; how many it allowed.
  private func allowed(_ lab: Lab, _ seed: Candidate, each: Int = 10) async throws -> Int {
    var count = 0
    do {
      for start in stride(from: 0, to: 100, by: each) {
        _ = try await lab.ask(seed, on: Array(lab.select[start..<(start + each)]))
        count += each
      }
    } catch is Lab.Exhausted {}
    return count
  }

  @Test(
    "a search stops before its share of tokens, money or time is exceeded",
    arguments: [
      (SearchLimits(tokens: 1_000), 1.0, 30), (SearchLimits(tokens: 1_000), 0.5, 10),
      (SearchLimits(cost: 1), 1.0, 30), (SearchLimits(seconds: 42), 1.0, 40),
      (SearchLimits(), 1.0, 100),
    ])
  func stops(_ limits: SearchLimits, _ share: Double, _ expected: Int) async throws {
    let (lab, seed, _) = try lab(limits.share(share))
    #expect(try await allowed(lab, seed) == expected)
    let reason = await lab.stoppedBecause
    #expect((expected < 100) == reason.contains("used"))
  }

  @Test("nothing is asked that will probably exceed a limit, and a race asks less then")
  func foresight() async throws {
    let (lab, seed, model) = try lab(SearchLimits(tokens: 500))
    let others = (0..<3).map { index in seed.child("\(index)") { $0.instruction = "Read \(index)." }
    }
    await #expect(throws: Lab.Exhausted.self) {
      try await lab.evaluate([seed] + others, on: Array(lab.select.prefix(50)))
    }
    #expect(model.calls.isEmpty)
    _ = try await Race(blocks: [8, 8]).winner(others, against: seed, in: lab)
    #expect((1...500 / 30).contains(model.calls.count))
  }

  @Test("what an earlier search has seen of tokens counts")
  func experience() async throws {
    let (first, seed, _) = try lab(SearchLimits(tokens: 10_000))
    _ = try await first.ask(seed, on: Array(first.select.prefix(10)))
    let next = Lab(
      first.setup, train: [], select: first.select, budget: 100, limits: SearchLimits(tokens: 660),
      journal: Journal())
    await next.learn(from: first)
    // 20 in and, as the expected records say, 10 to 15 out for each.
    #expect(await next.allows([seed], on: Array(next.select.prefix(20))))
    #expect(await !next.allows([seed], on: Array(next.select.prefix(21))))
  }

  @Test("after its time a search asks nothing any more, and waits for what is under way")
  func time() async throws {
    let (lab, seed, model) = try lab(SearchLimits(seconds: 5))
    await #expect(throws: Lab.Exhausted.self) {
      try await lab.ask(seed, on: Array(lab.select.prefix(50)))
    }
    #expect(model.calls.count == 5)
    #expect(await lab.stoppedBecause.contains("seconds"))
  }

  @Test("requests that others need are not used up by retries")
  func reserve() async throws {
    let calls = Mutex(0)
    let model = ScriptedModel { _ in
      let number = calls.withLock { count in
        count += 1
        return count
      }
      if number % 2 == 1 { throw ModelError(.server, "down") }
      return Completion(text: #"{"n": 1}"#)
    }
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#)
    let engine = Engine(
      model,
      EngineConfiguration(
        concurrency: 1, retry: RetryPolicy(retries: 3, cap: .zero),
        budget: BudgetLimits(calls: 40)), clock: ManualClock())
    let setup = Lab.Setup(
      scorer: try RecordScorer(schema), engine: engine, decoding: Decoding(), reasks: 0,
      proposer: nil, seed: 0)
    let lab = Lab(
      setup, train: [], select: Classic.examples(0..<100), budget: 30, journal: Journal())
    #expect(try await allowed(lab, Candidate(.seed(schema), origin: "seed"), each: 5) == 15)
    #expect(model.calls.count == 30)
  }

  /// A lab whose model never answers, and is asked three times about each example while calls last.
  private func deadLab(concurrency: Int, calls: Int) throws -> (lab: Lab, seed: Candidate) {
    let model = ScriptedModel { _ in throw ModelError(.server, "down") }
    let (other, seed, _) = try Classic.lab(train: 0, select: 8)
    var setup = other.setup
    setup.engine = Engine(
      model,
      EngineConfiguration(
        concurrency: concurrency, retry: RetryPolicy(retries: 2, cap: .zero),
        budget: BudgetLimits(calls: calls)), clock: ManualClock())
    let lab = Lab(setup, train: [], select: other.select, budget: 100, journal: Journal())
    return (lab, seed)
  }

  @Test(
    "a model that never answers is an error, also where its retries used the budget up",
    arguments: [1, 8], [1, 2, 4, 7, 20])
  func dead(concurrency: Int, calls: Int) async throws {
    let (lab, seed) = try deadLab(concurrency: concurrency, calls: calls)
    let failure = await #expect(throws: Extraction.Failure.self) {
      try await lab.evaluate(seed, on: Array(lab.select.prefix(calls)))
    }
    #expect(failure?.message.contains("down") == true)
  }

  @Test("where it has answered an earlier search, a budget that retries used up is only an end")
  func died() async throws {
    let (lab, seed) = try deadLab(concurrency: 1, calls: 2)
    let (earlier, _, _) = try Classic.lab(train: 0, select: 8)
    _ = try await earlier.evaluate(seed, on: earlier.select)
    await lab.learn(from: earlier)
    await #expect(throws: Lab.Exhausted.self) {
      try await lab.evaluate(seed, on: Array(lab.select.prefix(2)))
    }
    #expect(await lab.stoppedBecause.contains("budget"))
  }

  @Test("a proposer's answers count at its own price")
  func proposerPrice() async throws {
    let writer = Engine(
      ScriptedModel { _ in Completion(text: "text", usage: Usage(input: 20, output: 10)) },
      EngineConfiguration(price: Price(checkedInput: 10_000, output: 10_000)),
      clock: ManualClock())
    let (lab, seed, _) = try lab(SearchLimits(cost: 1), proposer: writer)
    // 0.03 for the question and 0.90 for the texts: another quarter would be too much.
    _ = try await lab.ask(seed, on: [lab.select[0]])
    for repetition in 0..<3 {
      _ = try await lab.propose(Prompt(messages: [.init(.user, "write")]), repetition: repetition)
    }
    await #expect(throws: Lab.Exhausted.self) { try await lab.ask(seed, on: [lab.select[1]]) }
  }

  @Test("a proposer that fails three times in a row is not asked again")
  func deadProposer() async throws {
    let writer = ScriptedModel { _ in throw ModelError(.credentials, "no") }
    let (lab, _, _) = try lab(SearchLimits(), proposer: Engine(writer, clock: ManualClock()))
    for repetition in 0..<3 {
      await #expect(throws: ModelError.self) {
        try await lab.propose(Prompt(messages: []), repetition: repetition)
      }
    }
    #expect(try await lab.propose(Prompt(messages: []), repetition: 4) == nil)
    #expect(writer.calls.count == 3)
  }

  @Test("answers from the cache count as if they were paid for")
  func cached() async throws {
    let cache = MemoryCache()
    for _ in 0..<2 {
      let (lab, seed, _) = try lab(SearchLimits(tokens: 1_000), cache: cache)
      #expect(try await allowed(lab, seed) == 30)
    }
    let (lab, seed, model) = try lab(SearchLimits(tokens: 1_000), cache: cache)
    _ = try await allowed(lab, seed)
    #expect(model.calls.isEmpty)
  }
}

@Suite("leaks into a prompt")
struct PromptLeakTests {
  private let known = [
    Example(Document(id: "k", text: "one two three four five six seven eight"), expected: nil)
  ]
  private let confirming = [
    Example(
      Document(id: "c", text: "nine ten eleven twelve thirteen fourteen fifteen sixteen"),
      expected: nil)
  ]

  private func check(_ change: (inout PromptTemplate) -> Void) throws {
    let schema = try Schema(json: #"{"type": "object", "properties": {"n": {"type": "integer"}}}"#)
    let seed = Candidate(.seed(schema), origin: "seed")
    try Leak.check(confirming, in: seed.child("found", change), of: seed, known: known)
  }

  @Test("a confirming text in a demonstration, instruction or description stops the run")
  func leaks() throws {
    let text = confirming[0].document.text
    #expect(throws: DataError.self) {
      try check { $0.demonstrations = [Demonstration(input: text.uppercased(), expected: [:])] }
    }
    #expect(throws: DataError.self) { try check { $0.instruction = "Such as: \(text)." } }
    #expect(throws: DataError.self) {
      try check {
        $0.fields[FieldPath("n") ?? .root] = FieldGuidance(description: "x", rules: [text])
      }
    }
  }

  @Test(
    "of short texts and of scripts without spaces too",
    arguments: [
      "please refund my order", "\u{8BF7}\u{628A}\u{53D1}\u{7968}\u{5BC4}\u{7ED9}\u{6211}\u{4EEC}",
    ])
  func shortTexts(_ text: String) throws {
    let schema = try Schema(json: #"{"type": "object", "properties": {"n": {"type": "integer"}}}"#)
    let seed = Candidate(.seed(schema), origin: "seed")
    let found = seed.child("found") { $0.instruction = "Such as: \(text). And so on" }
    let example = Example(Document(id: "c", text: text), expected: nil)
    #expect(throws: DataError.self) {
      try Leak.check([example], in: found, of: seed, known: known)
    }
    // Others say the same.
    try Leak.check([example], in: found, of: seed, known: known + [example])
  }

  @Test("texts that a prompt shows before the search are known: they must not confirm")
  func shown() throws {
    let schema = try Schema(json: #"{"type": "object", "properties": {"n": {"type": "integer"}}}"#)
    let text = confirming[0].document.text
    let examples = known + confirming
    var written = PromptTemplate.seed(schema)
    #expect(Leak.shown(examples, in: [written], demonstrations: []).isEmpty)
    written.instruction = "Read texts such as: \(text)."
    #expect(Leak.shown(examples, in: [written], demonstrations: []) == [text])
    let seed = PromptTemplate.seed(schema)
    #expect(
      Leak.shown(examples, in: [seed], demonstrations: ["Hi. \(text) and so on"]) == [text])
  }

  @Test("words that the search has seen elsewhere are no leak")
  func innocent() throws {
    try check { $0.instruction = "Such as: one two three four five six seven eight" }
    try check { $0.instruction = "nine ten eleven twelve thirteen fourteen fifteen" }
  }
}

@Test("folds are of about the same size, and near-duplicates stay in one")
func foldsKeepDuplicatesTogether() {
  let examples = (0..<20).map { index in
    Example(
      Document(id: "\(index)", text: index < 6 ? "the very same words" : "text \(index)"),
      expected: nil)
  }
  let folds = Split.folds(examples, 3)
  #expect(folds.map(\.count).sorted() == [6, 7, 7])
  #expect(folds.contains { fold in (0..<6).allSatisfy { i in fold.contains { $0.id == "\(i)" } } })
}
