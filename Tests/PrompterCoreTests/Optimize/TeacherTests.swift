import PrompterTesting
import Testing

@testable import PrompterCore

/// Another model than the task's gives the answers that demonstrations show.
@Suite("a teacher", .timeLimit(.minutes(5)))
struct TeacherTests {
  /// A model that is right about every document whose number is a multiple of `step`.
  private static func model(every step: Int, thought: String? = nil) -> ScriptedModel {
    ScriptedModel { call in
      let number =
        Int((call.prompt.messages.last?.text ?? "").split(separator: " ").last ?? "") ?? 1
      var answer: JSONObject = [:]
      if let thought { answer["reasoning"] = .string(thought) }
      answer["n"] = .integer(number % step == 0 ? number : -1)
      return Completion(
        text: JSONValue.object(answer).text(), usage: Usage(input: 10, output: 5))
    }
  }

  private static let never = 1_000_000

  private func setup(
    _ model: ScriptedModel, _ teacher: ScriptedModel, budget: Budget = Budget(BudgetLimits())
  ) throws -> (setup: Lab.Setup, seed: Candidate) {
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#)
    var setup = Lab.Setup(
      scorer: try RecordScorer(schema), engine: Engine(model, sharing: budget),
      decoding: Decoding(),
      reasks: 0, proposer: nil, seed: 0)
    setup.teacher = Engine(teacher, sharing: budget)
    return (setup, Candidate(.seed(schema), origin: "seed"))
  }

  private func lab(
    _ model: ScriptedModel, _ teacher: ScriptedModel, budget: Int = 1_000
  ) throws -> (lab: Lab, seed: Candidate) {
    let (setup, seed) = try setup(model, teacher)
    let lab = Lab(
      setup, train: Classic.examples(1..<31), select: Classic.examples(31..<91), budget: budget,
      journal: Journal())
    return (lab, seed)
  }

  @Test("bootstrapped demonstrations are its right answers, and the task model is not asked")
  func bootstrap() async throws {
    let (model, teacher) = (Self.model(every: Self.never), Self.model(every: 3))
    let (lab, seed) = try lab(model, teacher)
    let found = try await BootstrapFewShot().search(seed, in: lab)
    #expect(model.calls.isEmpty)
    #expect(teacher.calls.count == 12)
    #expect(
      found.template.demonstrations.prefix(4).map(\.input)
        == [3, 6, 9, 12].map { "note number \($0)" })
    #expect(await lab.spent == 12)
  }

  @Test(
    "what it answers is not what the candidate does",
    arguments: [RandomSearch(), MIPROv2()] as [any Optimizer])
  func apart(optimizer: any Optimizer) async throws {
    let (model, teacher) = (Self.model(every: 2), Self.model(every: 1))
    let (lab, seed) = try lab(model, teacher, budget: 200)
    let found = try await optimizer.search(seed, in: lab)
    #expect(!teacher.calls.isEmpty && !model.calls.isEmpty)
    let scores = await lab.known(found).values.compactMap(\.row.score)
    #expect(!scores.isEmpty && abs((scores.mean ?? 0) - 0.5) < 0.05)
    #expect(await lab.spent == model.calls.count + teacher.calls.count)
  }

  @Test(
    "its thoughts are shown to a model too small to write, if they help",
    arguments: [FieldRace(), ParetoSearch()] as [any Optimizer])
  func thoughts(optimizer: any Optimizer) async throws {
    let model = ScriptedModel(capabilities: ModelCapabilities(canPropose: false)) { call in
      let isTaught = call.prompt.messages.contains { $0.text.contains("it stands at the end") }
      let text = call.prompt.messages.last?.text ?? ""
      let number = Int(text.split(separator: " ").last ?? "") ?? 1
      let isRight = isTaught || number % 2 == 0
      return Completion(text: #"{"reasoning": "so", "n": \#(isRight ? number : -1)}"#)
    }
    let teacher = Self.model(every: 2, thought: "it stands at the end")
    let (lab, seed) = try lab(model, teacher)
    let found = try await optimizer.search(seed, in: lab).template
    #expect(found.layout.reasoning)
    // Pruning may leave some out.
    #expect(found.demonstrations.first?.reasoning == "it stands at the end")
    #expect(teacher.calls.count == 8)
  }

  @Test("thoughts that were paid for are tried before other steps when calls are short")
  func shortOfCalls() async throws {
    let model = ScriptedModel(capabilities: ModelCapabilities(canPropose: false)) { call in
      let text = call.prompt.messages.last?.text ?? ""
      let number = Int(text.split(separator: " ").last ?? "") ?? 1
      return Completion(text: #"{"reasoning": "so", "n": \#(number % 2 == 0 ? number : -1)}"#)
    }
    let teacher = Self.model(every: 2, thought: "it stands at the end")
    let (lab, seed) = try lab(model, teacher, budget: 171)
    _ = try await FieldRace(Effort.light.configuration).search(seed, in: lab)
    #expect(teacher.calls.count == 8)
    #expect(
      model.calls.contains { call in
        call.prompt.messages.contains { $0.text.contains("it stands at the end") }
      })
  }

  @Test("of its thoughts as many are shown as have room", arguments: [(16_000, 8), (1_300, 4)])
  func room(_ window: Int, _ count: Int) async throws {
    let thought = String(repeating: "so ", count: 100)
    var (setup, seed) = try setup(Self.model(every: 1), Self.model(every: 1, thought: thought))
    setup.decoding.maximumOutputTokens = 200
    setup.contextLength = window
    let lab = Lab(
      setup, train: Classic.examples(1..<31), select: Classic.examples(31..<91), budget: 1_000,
      journal: Journal())
    let thinking = try await ShapeMoves(lab).reasoning(seed)
    #expect(thinking.last?.template.demonstrations.count == count)
  }

  @Test("one that never answers ends the search, and says why")
  func dead() async throws {
    let teacher = ScriptedModel { _ in throw ModelError(.credentials, "no such key") }
    let (lab, seed) = try lab(Self.model(every: 1), teacher)
    let error = await #expect(throws: Extraction.Failure.self) {
      try await BootstrapFewShot().search(seed, in: lab)
    }
    #expect(error?.message == "no such key")
    #expect(teacher.calls.count == 3)
  }

  @Test("its calls, tokens and dollars are the run's, and are told apart")
  func counts() async throws {
    let (model, teacher) = (Self.model(every: Self.never), Self.model(every: 2))
    let budget = Budget(BudgetLimits(calls: 120))
    let (setup, seed) = try setup(model, teacher, budget: budget)
    let run = OptimizationRun(
      optimizer: BootstrapFewShot(), setup: setup,
      plan: OptimizationPlan(examples: 80, budget: 120),
      journal: Journal())
    let result = try await run(seed, on: Classic.examples(1..<81))
    #expect(result.teacherCalls == teacher.calls.count && result.teacherCalls >= 4)
    #expect(result.taskCalls == model.calls.count)
    #expect(result.usage.input == 10 * result.calls)
    #expect(result.calls <= 120)
    #expect(
      result.json(artifact: "a", seconds: 1)[key: "teacher_calls"]?.int == result.teacherCalls)
    #expect(result.callWords.contains("\(result.teacherCalls) teacher"))
  }

  @Test("one that is too slow ends the search as its time does, without an error")
  func slow() async throws {
    let clock = ManualClock()
    let teacher = ScriptedModel { _ in
      clock.advance(by: .seconds(3))
      throw ModelError(.server, "down")
    }
    var (setup, seed) = try setup(Self.model(every: 1), teacher)
    setup.teacher = Engine(
      teacher,
      EngineConfiguration(concurrency: 1, retry: RetryPolicy(retries: 6, cap: .zero)), clock: clock)
    setup.engine = Engine(Self.model(every: 1), clock: clock)
    let lab = Lab(
      setup, train: Classic.examples(1..<9), select: [], budget: 100,
      limits: SearchLimits(seconds: 5), journal: Journal())
    await #expect(throws: Lab.Exhausted.self) { try await lab.teach(seed, on: lab.train) }
    #expect(await lab.stoppedBecause.contains("seconds"))
    #expect(teacher.calls.count == 2)
  }
}
