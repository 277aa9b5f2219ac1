import PrompterCore
import PrompterTesting
import Synchronization
import Testing

/// A world in which demonstrations help: the model reads the sum right only when it is shown some.
private enum World {
  static let schemaText = #"""
    {"type": "object", "properties": {
      "label": {"type": "string", "enum": ["red", "blue"]},
      "sum": {"type": ["integer", "null"]}}, "required": ["label", "sum"],
     "additionalProperties": false}
    """#

  static func examples(_ count: Int) -> [Example] {
    (0..<count).map { index in
      let words = (0..<6).map { "word\(index)x\($0)" }.joined(separator: " ")
      return Example(
        Document(id: "e\(index)", text: "\(words) sum \(index)"),
        expected: [
          "label": .string(index % 2 == 0 ? "red" : "blue"),
          "sum": index % 3 == 0 ? .null : .integer(index),
        ])
    }
  }

  /// Right when demonstrations are shown, half right otherwise.
  static func model(_ examples: [Example], helps: Bool = true) -> ScriptedModel {
    let expected = Dictionary(
      examples.map { ($0.document.text, $0.expected ?? .null) }, uniquingKeysWith: { $1 })
    return ScriptedModel { call in
      let text = call.prompt.messages.last?.text ?? ""
      guard var record = expected[text]?.object else { return Completion(text: "{}") }
      let isShown = call.prompt.messages.contains { $0.role == .assistant }
      if !(isShown && helps) { record["sum"] = 999 }
      return Completion(
        text: JSONValue.object(record).text(), usage: Usage(input: 10, output: 5))
    }
  }

  static func run(
    _ examples: [Example], budget: Int, model: ScriptedModel,
    cache: (any CompletionCache)? = nil, seed: UInt64 = 0,
    optimizer: any Optimizer = FieldRace(), searched: ExampleMarks = ExampleMarks(),
    only parts: [String] = [], journal: Journal = Journal(),
    from change: (inout PromptTemplate) -> Void = { _ in }
  ) async throws -> OptimizationResult {
    let schema = try Schema(json: schemaText)
    let engine = Engine(
      model, EngineConfiguration(budget: BudgetLimits(calls: budget), cache: cache))
    let run = OptimizationRun(
      optimizer: optimizer,
      setup: Lab.Setup(
        scorer: try RecordScorer(schema), engine: engine, decoding: Decoding(), reasks: 1,
        proposer: engine, seed: seed),
      plan: OptimizationPlan(
        examples: examples.count, budget: budget,
        fresh: examples.count { !searched.contains($0.document.text) }),
      searched: searched, journal: journal)
    var template = PromptTemplate.seed(schema)
    change(&template)
    return try await run(
      try Candidate(template, origin: "seed", space: SearchSpace(schema, only: parts)), on: examples
    )
  }
}

@Test(
  "D3: the defaults run for every number of examples",
  arguments: [1, 2, 3, 4, 19, 20, 21, 59, 60, 100])
func defaultsRun(_ count: Int) async throws {
  let examples = World.examples(count)
  let model = World.model(examples)
  let result = try await World.run(examples, budget: 250, model: model)
  #expect(model.calls.count <= 250)
  if count >= OptimizationPlan.splitFrom { #expect(result.heldOut?.source == .confirm) }
  if count < OptimizationPlan.foldFrom { #expect(result.heldOut == nil) }
  // What the prompt shows had a part in it, however few there are.
  let shown = result.candidate.template.demonstrations
  #expect(shown.allSatisfy { result.searched.contains($0.input) })
}

@Test("where folds are too dear rows are set aside", arguments: [42, 59])
func fewRowsConfirm(_ count: Int) async throws {
  let examples = World.examples(count)
  let result = try await World.run(examples, budget: 250, model: World.model(examples))
  #expect(result.heldOut?.source == .confirm)
  #expect(result.heldOut?.seed.count == Int((0.3 * Double(count)).rounded()))
}

@Test("examples that have chosen what the search starts from confirm nothing")
func searchedExamplesDoNotConfirm() async throws {
  let examples = World.examples(100)
  let model = World.model(examples)
  let first = try await World.run(examples, budget: 250, model: model, seed: 1)
  #expect(first.searchedTexts(examples).count == 70)
  let second = World.model(examples)
  let result = try await World.run(
    examples, budget: 200, model: second, seed: 2, searched: first.searched)
  let n = try #require(result.heldOut?.seed.count)
  #expect(n == 30)
  let confirming = second.calls.suffix(n).map { $0.prompt.messages.last?.text ?? "" }
  #expect(confirming.allSatisfy { !first.searched.contains($0) })
  // All of them have a part now, or had one.
  let none = try await World.run(
    examples, budget: 200, model: second, searched: ExampleMarks(examples.map(\.document.text)))
  #expect(none.heldOut == nil && none.stoppedBecause.contains("no part"))
}

@Test("a result that could not be confirmed for want of answers is not shipped")
func unconfirmedIsNotShipped() async throws {
  let examples = World.examples(100)
  let right = World.model(examples)
  let confirming = Mutex<Int?>(nil)
  // Few of the rows that confirm get an answer.
  let model = ScriptedModel { call in
    let number = confirming.withLock { count in
      count = count.map { $0 + 1 }
      return count ?? 0
    }
    if !number.isMultiple(of: 6) { throw ModelError(.invalidRequest, "no") }
    return try await right.complete(call)
  }
  let journal = Journal { event in
    if event[key: "stage"] == "confirm" { confirming.withLock { $0 = 0 } }
  }
  let result = try await World.run(examples, budget: 250, model: model, journal: journal)
  #expect(result.shipped == .seed && result.heldOut == nil)
  #expect(result.stoppedBecause.contains("of the examples that confirm had no answer"))
}

@Test("what a prompt shows already does not choose, also where nothing confirms")
func shownDoesNotSelect() async throws {
  let examples = World.examples(25)
  let shown = examples.prefix(6)
  let model = World.model(examples)
  let result = try await World.run(
    examples, budget: 250, model: model,
    searched: ExampleMarks(examples.prefix(20).map(\.document.text))
  ) {
    $0.demonstrations = shown.compactMap(Demonstration.init)
  }
  #expect(result.heldOut == nil && result.stoppedBecause.contains("no part"))
  let texts = Set(shown.map(\.document.text))
  let asked = model.calls.filter { texts.contains($0.prompt.messages.last?.text ?? "") }
  #expect(asked.allSatisfy { !$0.prompt.messages.contains { $0.role == .assistant } })
}

@Test(
  "folds keep enough to confirm with when each answer takes two requests, up to two fifths",
  arguments: [(450, 45), (300, 30)])
func foldsKeepEnough(budget: Int, confirmed: Int) async throws {
  let examples = World.examples(45)
  let right = World.model(examples)
  let model = ScriptedModel { call in
    guard call.prompt.messages.last?.text.contains("cannot be used") == true else {
      return Completion(text: "no idea")
    }
    var first = call
    first.prompt.messages.removeLast(2)
    return try await right.complete(first)
  }
  let result = try await World.run(examples, budget: budget, model: model)
  #expect(result.heldOut?.seed.count == confirmed)
}

@Test("folds calibrate on the answers of what is shipped")
func foldsCalibrateOnTheirOwn() async throws {
  let examples = World.examples(45)
  // Some answers are wrong, so that there is something to fit.
  let model = ScriptedModel { call in
    let completion = try await World.model(examples).complete(call)
    let isOdd = (call.prompt.messages.last?.text.utf8.count ?? 0).isMultiple(of: 3)
    return isOdd ? Completion(text: #"{"label": "red", "sum": null}"#) : completion
  }
  let result = try await World.run(examples, budget: 400, model: model)
  #expect(result.heldOut?.source == .crossFitted)
  let calibration = try #require(result.calibration)
  for example in examples where calibration.examples.contains(example.document.text) {
    let prompt = try result.candidate.template.prompt(for: example.document)
    #expect(model.calls.contains { $0.prompt.messages == prompt.messages }, "\(example.id)")
  }
}

extension OptimizationResult {
  /// The texts among examples that had a part in it.
  fileprivate func searchedTexts(_ examples: [Example]) -> [String] {
    examples.map(\.document.text).filter(searched.contains)
  }
}

@Test("D4: the budget is never overspent", arguments: [0, 1, 7, 30, 60, 100, 250, 500])
func budgetHolds(_ budget: Int) async throws {
  let examples = World.examples(80)
  let model = World.model(examples)
  let result = try await World.run(examples, budget: budget, model: model)
  #expect(model.calls.count <= budget)
  #expect(result.taskCalls == model.calls.count)
}

@Test func gainIsFoundAndConfirmed() async throws {
  let examples = World.examples(100)
  let result = try await World.run(examples, budget: 250, model: World.model(examples))
  #expect(result.shipped == .optimized)
  #expect(!result.candidate.template.demonstrations.isEmpty)
  let gain = try #require(result.heldOut?.gain)
  #expect(gain.interval.low > 0)
  #expect(result.heldOut?.fields["sum"].map { $0.score > $0.seed } == true)
}

@Test func withoutGainTheSeedIsShipped() async throws {
  let examples = World.examples(100)
  let result = try await World.run(
    examples, budget: 250, model: World.model(examples, helps: false))
  #expect(result.shipped == .seed)
  #expect(result.candidate.template.demonstrations.isEmpty)
  #expect(result.gain?.mean == 0)
}

@Test("D19: examples that confirm are seen by nobody else")
func confirmationIsUntouched() async throws {
  let examples = World.examples(100)
  let model = World.model(examples)
  let result = try await World.run(examples, budget: 250, model: model)
  let confirmed = try #require(result.heldOut?.seed.count)
  // What the search asked comes first, and the confirmation asks each of its texts twice.
  let texts = model.calls.map { $0.prompt.messages.last?.text ?? "" }
  let search = Set(texts.dropLast(2 * confirmed))
  let confirmation = Set(texts.suffix(2 * confirmed))
  #expect(confirmation.count == confirmed)
  #expect(search.isDisjoint(with: confirmation))
  #expect(result.candidate.template.demonstrations.allSatisfy { !confirmation.contains($0.input) })
}

@Test("a search of the fields alone finds what is wrong with them, whatever the optimizer")
func fieldsAlone() async throws {
  let examples = World.examples(100)
  let right = World.model(examples, helps: true)
  // Right once it is told how to write the sum.
  let model = ScriptedModel { call in
    var call = call
    if call.prompt.messages[0].text.contains("Digits only") {
      call.prompt.messages.insert(.init(.assistant, "{}"), at: 1)
    }
    return try await right.complete(call)
  }
  for optimizer in [FieldRace(), ParetoSearch(.light)] as [any Optimizer] {
    let result = try await World.run(
      examples, budget: 250, model: model, optimizer: optimizer,
      only: ["fields"])
    #expect(result.shipped == .optimized, "\(optimizer.name)")
    #expect(result.candidate.template.fields[FieldPath("sum") ?? .root]?.rules.isEmpty == false)
  }
}

@Test("every candidate that is not the result has a reason, for classic optimizers too")
func reasons() async throws {
  let examples = World.examples(100)
  let result = try await World.run(
    examples, budget: 600, model: World.model(examples), optimizer: RandomSearch())
  let found = try #require(result.history.found)
  let entries = result.history.entries
  #expect(entries.count > 3)
  for (place, entry) in entries.enumerated() where place != found && entry.parent != nil {
    #expect(entry.death != nil, "\(entry.origin)")
  }
}

@Test("D15: a candidate like the seed scores like the seed")
func equalCandidatesScoreAlike() async throws {
  let examples = World.examples(100)
  let result = try await World.run(
    examples, budget: 250, model: World.model(examples), optimizer: Twin())
  #expect(result.heldOut?.seed == result.heldOut?.optimized)
  #expect(result.shipped == .seed)
}

/// Returns the seed under another name.
private struct Twin: Optimizer {
  let name = "twin"
  func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    Candidate(seed.template, origin: "twin")
  }
}

@Test("A leak of the confirming examples stops the run")
func leakIsRefused() async throws {
  let examples = World.examples(100)
  await #expect(throws: DataError.self) {
    try await World.run(
      examples, budget: 250, model: World.model(examples), optimizer: Leak(examples: examples))
  }
}

/// Shows every example there is.
private struct Leak: Optimizer {
  let name = "leak"
  let examples: [Example]
  func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    seed.child("leak") { $0.demonstrations = examples.compactMap(Demonstration.init) }
  }
}

@Test func sameSeedSameResult() async throws {
  let examples = World.examples(80)
  let first = try await World.run(examples, budget: 200, model: World.model(examples), seed: 3)
  let second = try await World.run(examples, budget: 200, model: World.model(examples), seed: 3)
  #expect(first.candidate == second.candidate)
  #expect(first.heldOut?.optimized == second.heldOut?.optimized)
}

@Test("A second run is paid for by the cache and takes the same path")
func cachedRunIsFree() async throws {
  let examples = World.examples(80)
  let cache = MemoryCache()
  let (first, second) = (World.model(examples), World.model(examples))
  let a = try await World.run(examples, budget: 200, model: first, cache: cache)
  let b = try await World.run(examples, budget: 200, model: second, cache: cache)
  #expect(second.calls.isEmpty)
  #expect(a.candidate == b.candidate)
}

@Test func deadModelIsAnError() async throws {
  let examples = World.examples(80)
  let model = ScriptedModel { _ in throw ModelError(.credentials, "the key was refused") }
  await #expect(throws: Extraction.Failure.self) {
    try await World.run(examples, budget: 200, model: model)
  }
}

extension [FieldPath: OptimizationResult.FieldScores] {
  fileprivate subscript(_ name: String) -> OptimizationResult.FieldScores? {
    FieldPath(name).flatMap { self[$0] }
  }
}

@Test("knn asks nothing to search, and shows the nearest of all examples that do not judge it")
func nearestNeighbours() async throws {
  let examples = World.examples(100)
  let model = World.model(examples)
  let result = try await World.run(
    examples, budget: 250, model: model, optimizer: KNNFewShot(count: 2))
  let template = result.candidate.template
  #expect(result.shipped == .optimized)
  #expect(template.layout.nearest == 2)
  #expect(template.demonstrations.count == 70)
  // Two answers for each of 30 confirming examples; half of the seed's are asked for again.
  #expect(model.calls.count <= 120)
  #expect(
    model.calls.allSatisfy { call in
      let shown = call.prompt.messages.count { $0.role == .assistant }
      return shown == 0 || shown == 2
    })
}

@Test("what the seed shows with every document does not judge it", arguments: [24, 100])
func shownExamplesDoNotConfirm(_ count: Int) async throws {
  let examples = World.examples(count)
  let shown = examples.prefix(8).compactMap(Demonstration.init)
  let model = World.model(examples)
  let result = try await World.run(examples, budget: 250, model: model) {
    $0.demonstrations = shown
  }
  let n = try #require(result.heldOut?.seed.count)
  #expect(n == (count == 24 ? 16 : 30))
  let confirming = Set(model.calls.suffix(n).map { $0.prompt.messages.last?.text ?? "" })
  #expect(confirming.isDisjoint(with: shown.map(\.input)))
}

@Test("a seed that chooses from the examples is judged without those that judge it, and kept whole")
func chosenExamplesAreWithheld() async throws {
  let examples = World.examples(100)
  let model = World.model(examples)
  let pool = examples.compactMap(Demonstration.init)
  let result = try await World.run(examples, budget: 250, model: model) {
    $0.demonstrations = pool
    $0.layout.nearest = 3
  }
  #expect(result.shipped == .seed)
  #expect(result.candidate.template.demonstrations == pool)
  let n = try #require(result.heldOut?.seed.count)
  let calls = model.calls.suffix(n)
  let confirming = Set(calls.map { $0.prompt.messages.last?.text ?? "" })
  for call in calls {
    #expect(!call.prompt.messages.dropLast().contains { confirming.contains($0.text) })
  }
}
