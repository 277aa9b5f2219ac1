import PrompterTesting
import Testing

@testable import PrompterCore

/// What a run does with the rows that confirm, when answers, texts or budgets are not as they should.
@Suite("confirmation", .timeLimit(.minutes(5)))
struct ConfirmationTests {
  private static let schemaText =
    #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#

  private func examples(
    _ count: Int, group: String? = nil, text: (Int) -> String = { "note number \($0)" }
  ) -> [Example] {
    (0..<count).map {
      Example(Document(id: "e\($0)", text: text($0)), expected: ["n": .integer($0)], group: group)
    }
  }

  private func run(
    _ examples: [Example], budget: Int, window: Int? = nil, skip: [String] = [],
    optimizer: any Optimizer = FieldRace(), plan: OptimizationPlan? = nil,
    answer: @escaping @Sendable (Int, Call) -> String
  ) async throws -> (result: OptimizationResult, model: ScriptedModel) {
    let schema = try Schema(json: Self.schemaText)
    let model = ScriptedModel(capabilities: ModelCapabilities(contextLength: window)) { call in
      let text = call.prompt.messages.last {
        $0.role == .user && !$0.text.contains("cannot be used")
      }
      let number = text.flatMap { Int($0.text.split(separator: " ").last ?? "") } ?? -1
      return Completion(text: answer(number, call), usage: Usage(input: 10, output: 5))
    }
    let engine = Engine(model, EngineConfiguration(budget: BudgetLimits(calls: budget)))
    let run = OptimizationRun(
      optimizer: optimizer,
      setup: Lab.Setup(
        scorer: try RecordScorer(schema), engine: engine, decoding: Decoding(), reasks: nil,
        proposer: nil, seed: 0),
      plan: plan ?? OptimizationPlan(examples: examples.count, budget: budget), journal: Journal())
    let space = try SearchSpace(schema, skip: skip)
    let result = try await run(
      Candidate(.seed(schema), origin: "seed", space: space), on: examples)
    return (result, model)
  }

  private static func isShown(_ call: Call) -> Bool {
    call.prompt.messages.dropLast().contains { $0.role == .assistant && $0.text.contains("{") }
      && call.prompt.messages.count > 3
  }

  @Test(
    "a seed that is asked again and again does not use the winner's rows up", arguments: [100, 24])
  func invalidSeed(_ count: Int) async throws {
    let (result, model) = try await run(examples(count), budget: 250) { number, call in
      Self.isShown(call) || !(number / 3).isMultiple(of: 3) ? #"{"n": \#(number)}"# : "no idea"
    }
    #expect(model.calls.count <= 250)
    #expect(result.shipped == .optimized, "\(result.stoppedBecause)")
    #expect((result.heldOut?.seed.count ?? 0) >= OptimizationPlan.minimumRows)
  }

  /// What confirms a winner over a seed whose answers to some documents cannot be used.
  private func confirmed(
    budget: Int, concurrency: Int, isUsable: @escaping @Sendable (Int) -> Bool
  ) async throws -> (rows: Int, calls: Int) {
    let schema = try Schema(json: Self.schemaText)
    let model = ScriptedModel { call in
      let note = call.prompt.messages.last { $0.text.contains("note number") }?.text ?? ""
      let number = Int(note.split(separator: " ").last ?? "") ?? 0
      let isWinner = call.prompt.messages[0].text.contains("the winner")
      return Completion(text: isWinner || isUsable(number) ? #"{"n": \#(number)}"# : "no idea")
    }
    let engine = Engine(
      model, EngineConfiguration(concurrency: concurrency, budget: BudgetLimits(calls: budget)))
    let setup = Lab.Setup(
      scorer: try RecordScorer(schema), engine: engine, decoding: Decoding(), reasks: 1,
      proposer: nil, seed: 0)
    let lab = Lab(setup, train: [], select: [], budget: budget, journal: Journal())
    let run = OptimizationRun(
      optimizer: FieldRace(), setup: setup,
      plan: OptimizationPlan(examples: 100, budget: budget), journal: Journal())
    let seed = Candidate(.seed(schema), origin: "seed")
    let winner = seed.child("winner") { $0.instruction = "the winner" }
    let heldOut = try await run.confirm([(seed, winner, examples(30))], .confirm, lab).0
    return (heldOut.seed.count, model.calls.count)
  }

  @Test(
    "rows that only one of them had room for count against the other; rows without answers are told"
  )
  func roomless() async throws {
    let schema = try Schema(json: Self.schemaText)
    let model = ScriptedModel { call in
      let number = Int(call.prompt.messages.last?.text.split(separator: " ").last ?? "") ?? 0
      let isWinner = call.prompt.messages[0].text.contains("the winner")
      if isWinner, number < 5 { throw ModelError(.tooLong, "no room") }
      if number >= 27 { throw ModelError(.filtered, "withheld") }
      return Completion(text: #"{"n": \#(isWinner || number < 10 ? number : -1)}"#)
    }
    let setup = Lab.Setup(
      scorer: try RecordScorer(schema), engine: Engine(model), decoding: Decoding(), reasks: 0,
      proposer: nil, seed: 0)
    let lab = Lab(setup, train: [], select: [], budget: 250, journal: Journal())
    let run = OptimizationRun(
      optimizer: FieldRace(), setup: setup, plan: OptimizationPlan(examples: 100, budget: 250),
      journal: Journal())
    let seed = Candidate(.seed(schema), origin: "seed")
    let winner = seed.child("winner") { $0.instruction = "the winner" }
    let heldOut = try await run.confirm([(seed, winner, examples(30))], .confirm, lab).0
    #expect(heldOut.seed.reduce(0, +) == 10 && heldOut.seed.count == 27)
    #expect(heldOut.optimized.reduce(0, +) == 22)
    #expect(heldOut.fields.values.first?.score == 22.0 / 27)
    #expect(heldOut.unanswered == 3)
    var result = OptimizationResult(candidate: winner, shipped: .optimized, stoppedBecause: "done")
    result.heldOut = heldOut
    #expect(
      run.decide(result, seed).stoppedBecause
        == "done; 3 of the examples that confirm had no answer")
  }

  @Test("what a budget allows is confirmed in blocks, of which seed and winner answer all")
  func blocks() async throws {
    // A row takes three requests where one could foresee two.
    let scarce = try await confirmed(budget: 75, concurrency: 1) { _ in false }
    #expect(scarce.rows == 20)
    #expect(scarce.calls <= 75)
    // The second block ends in the middle: what was easily answered does not count alone.
    let cut = try await confirmed(budget: 45, concurrency: 16) { $0 < 10 }
    #expect(cut.rows == 10)
  }

  @Test("answers that can never be used end the search soon, and are named")
  func useless() async throws {
    let (result, model) = try await run(examples(100), budget: 500) { _, _ in "no idea" }
    #expect(result.shipped == .seed)
    #expect(result.stoppedBecause.contains("answers could be used"))
    #expect(model.calls.count < 350)
  }

  @Test("forms with the same words around few values are dealt out", arguments: [45, 100])
  func forms(_ count: Int) async throws {
    let letterhead = (0..<60).map { "word\($0)" }.joined(separator: " ")
    let forms = examples(count) { "\(letterhead) customer\($0) of town\($0) owes \($0)" }
    let (result, _) = try await run(forms, budget: 300) { number, call in
      Self.isShown(call) ? #"{"n": \#(number)}"# : #"{"n": -1}"#
    }
    #expect(result.shipped == .optimized, "\(result.stoppedBecause)")
    #expect((result.heldOut?.seed.count ?? 0) >= OptimizationPlan.minimumRows)
  }

  @Test("examples of one group confirm nothing, and nothing is paid for", arguments: [24, 100])
  func oneGroup(_ count: Int) async throws {
    let (result, model) = try await run(examples(count, group: "g"), budget: 300) { number, _ in
      #"{"n": \#(number)}"#
    }
    #expect(model.calls.isEmpty)
    #expect(result.shipped == .seed)
    #expect(result.stoppedBecause.contains("too much alike"))
  }

  @Test("few examples are shown as far as they have room, and only when they may be")
  func few() async throws {
    let long = examples(5) { String(repeating: "word ", count: 900) + "\($0)" }
    let shown = try await run(long, budget: 100, window: 5_000) { _, _ in "{}" }.result
    #expect((1..<5).contains(shown.candidate.template.demonstrations.count))
    #expect(shown.shipped == .optimized)
    let kept = try await run(long, budget: 100, skip: ["demonstrations"]) { _, _ in "{}" }.result
    #expect(kept.shipped == .seed)
  }

  @Test("an optimizer without a limit is confirmed like the default", arguments: [24, 100])
  func unlimited(_ count: Int) async throws {
    let optimizer = LabeledFewShot()
    let plan = OptimizationPlan(
      examples: count, limit: nil, optimizer: optimizer, effort: .light)
    #expect(plan.confirmation == (count == 24 ? .folds(3) : .rows(30)))
    let (result, _) = try await run(
      examples(count), budget: plan.budget, optimizer: optimizer, plan: plan
    ) { number, call in Self.isShown(call) ? #"{"n": \#(number)}"# : #"{"n": -1}"# }
    #expect(result.shipped == .optimized)
    #expect(result.heldOut?.seed.count == (count == 24 ? 24 : 30))
  }

  @Test("the searches of all folds have the calls that the optimizer foresees")
  func foldsOfClassics() throws {
    let calls = try #require(RandomSearch().calls(train: 9, select: 14))
    let plan = OptimizationPlan(
      examples: 24, limit: nil, optimizer: RandomSearch(), effort: .light)
    #expect(plan.confirmation == .folds(3))
    #expect(plan.budget >= 4 * calls)
  }

  @Test("a budget that is too small to confirm with says what it takes", arguments: [24, 100])
  func floor(_ count: Int) async throws {
    let (result, _) = try await run(examples(count), budget: 40) { number, _ in
      #"{"n": \#(number)}"#
    }
    #expect(result.stoppedBecause.contains(count == 24 ? "takes 144 calls" : "takes 60 calls"))
  }
}
