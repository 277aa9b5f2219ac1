import PrompterTesting
import Synchronization
import Testing

@testable import PrompterCore

/// A task whose model is right about the documents whose number says so.
enum Classic {
  static func examples(_ range: Range<Int>) -> [Example] {
    range.map { index in
      Example(
        Document(id: "e\(index)", text: "note number \(index)"), expected: ["n": .integer(index)])
    }
  }

  /// A lab around a model that is right unless `isWrong`, with a budget that suffices.
  static func lab(
    train: Int, select: Int, budget: Int = 100_000, seed: UInt64 = 0,
    proposer: ScriptedModel? = nil, window: Int? = nil,
    isWrong: @escaping @Sendable (_ number: Int, _ call: Call) throws -> Bool = { _, _ in false }
  ) throws -> (lab: Lab, seed: Candidate, model: ScriptedModel) {
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#)
    let model = ScriptedModel(capabilities: ModelCapabilities(contextLength: window)) { call in
      let text = call.prompt.messages.last?.text ?? ""
      let number = Int(text.split(separator: " ").last ?? "") ?? -1
      return Completion(text: #"{"n": \#(try isWrong(number, call) ? -1 : number)}"#)
    }
    let lab = Lab(
      Lab.Setup(
        scorer: try RecordScorer(schema), engine: Engine(model), decoding: Decoding(), reasks: 0,
        proposer: proposer.map { Engine($0) }, seed: seed),
      train: examples(0..<train), select: examples(train..<(train + select)), budget: budget,
      journal: Journal())
    return (lab, Candidate(.seed(schema), origin: "seed"), model)
  }

  /// What was asked, in any order.
  static func asked(_ model: ScriptedModel) -> [String] {
    model.calls.map { $0.prompt.messages.map(\.text).joined(separator: "\n") }.sorted()
  }

  static func shown(_ call: Call) -> Int { call.prompt.messages.count { $0.role == .assistant } }
}

@Suite("optimizers by name", .timeLimit(.minutes(5)))
struct ClassicOptimizerTests {
  @Test("a prompt that has no room for some documents is not chosen for how it does on the others")
  func roomless() async throws {
    let optimizers: [any Optimizer] = [RandomSearch(), MIPROv2(), ParetoSearch(.light)]
    for optimizer in optimizers {
      let (lab, seed, model) = try Classic.lab(train: 30, select: 60) { number, call in
        // Demonstrations leave room for two documents in five, and help with these.
        guard Classic.shown(call) > 0 else { return number % 5 > 2 }
        guard number % 5 < 2 else { throw ModelError(.tooLong, "no room") }
        return false
      }
      let found = try await optimizer.search(seed, in: lab)
      #expect(model.calls.contains { Classic.shown($0) > 0 }, "\(optimizer.name)")
      #expect(found.template.demonstrations.isEmpty, "\(optimizer.name)")
    }
  }

  @Test("labeled and knn ask nothing")
  func nothing() async throws {
    for optimizer in [LabeledFewShot(), KNNFewShot()] as [any Optimizer] {
      let (lab, seed, model) = try Classic.lab(train: 20, select: 30)
      let found = try await optimizer.search(seed, in: lab)
      #expect(model.calls.isEmpty)
      #expect(!found.template.demonstrations.isEmpty)
    }
    let (lab, seed, _) = try Classic.lab(train: 10, select: 30)
    let shown = try await LabeledFewShot().search(seed, in: lab).template.demonstrations
    #expect(shown.count == 16)
  }

  @Test("a budget of the calls that they foresee is enough for a model that is never right")
  func foreseen() async throws {
    for optimizer in [RandomSearch(), MIPROv2(.init(candidates: 6, rows: 20))] as [any Optimizer] {
      let calls = try #require(optimizer.calls(train: 30, select: 20))
      let (lab, seed, model) = try Classic.lab(train: 30, select: 20, budget: calls) { _, _ in true
      }
      _ = try await optimizer.search(seed, in: lab)
      #expect(await lab.stoppedBecause == "the search was complete", "\(optimizer.name)")
      #expect(model.calls.count <= calls)
    }
  }

  @Test("a candidate that is named twice is asked once")
  func twice() async throws {
    let (lab, seed, model) = try Classic.lab(train: 0, select: 10)
    try await lab.evaluate([seed, seed], on: lab.select)
    #expect(model.calls.count == 10)
  }

  @Test("bootstrap asks until four answers are right, and shows them before labelled examples")
  func bootstrap() async throws {
    let (lab, seed, model) = try Classic.lab(train: 20, select: 30) { number, _ in number % 2 == 0 }
    let found = try await BootstrapFewShot().search(seed, in: lab)
    #expect(model.calls.count == 8)
    #expect(found.template.demonstrations.count == 16)
    #expect(
      found.template.demonstrations.prefix(4).map(\.input)
        == [1, 3, 5, 7].map { "note number \($0)" })
    // The teacher is shown 16 examples, never the one that it is asked about.
    for call in model.calls {
      let question = call.prompt.messages.last?.text
      #expect(Classic.shown(call) >= 15)
      #expect(call.prompt.messages.dropLast().allSatisfy { $0.text != question })
    }
  }

  @Test("a model that is never right is asked once about each example")
  func hopeless() async throws {
    let (lab, seed, model) = try Classic.lab(train: 20, select: 30) { _, _ in true }
    let found = try await BootstrapFewShot().search(seed, in: lab)
    #expect(model.calls.count == 50)
    #expect(found.template.demonstrations.count == 16)
  }

  @Test("random search asks (candidates + 3) V questions and those that bootstrap")
  func randomSearch() async throws {
    let (lab, seed, model) = try Classic.lab(train: 40, select: 100)
    _ = try await RandomSearch().search(seed, in: lab)
    let bootstrapping = model.calls.count - 19 * 100
    // A model that is always right needs as many questions as demonstrations: 4, and 16 times 1-4.
    #expect((4 + 16)...(4 + 16 * 4) ~= bootstrapping)
    let again = try Classic.lab(train: 40, select: 100)
    _ = try await RandomSearch().search(again.seed, in: again.lab)
    // Several are under way at once, in any order.
    let isSame = Classic.asked(again.model) == Classic.asked(model)
    #expect(isSame)
  }

  @Test("random search keeps the best of what a budget allowed", arguments: [10, 60, 150])
  func bounded(budget: Int) async throws {
    let (lab, seed, model) = try Classic.lab(train: 20, select: 50, budget: budget) { _, call in
      Classic.shown(call) == 0
    }
    let found = try await RandomSearch().search(seed, in: lab)
    #expect(model.calls.count <= budget)
    #expect(found.template.demonstrations.isEmpty == (budget < 100))
  }

  @Test("every search tries demonstrations for all documents, and those nearest to each")
  func shapes() async throws {
    let (lab, seed, _) = try Classic.lab(train: 20, select: 30)
    for (count, nearest) in [(3, 1), (8, 2), (13, 6)] {
      let arms = await ShapeArms(lab).candidates(for: seed, atMost: count)
      #expect(arms.count == count && Set(arms.map(\.id)).count == count)
      let choosers = arms.filter { $0.template.layout.nearest != nil }
      #expect(choosers.count == nearest)
      #expect(choosers.allSatisfy { $0.template.demonstrations.count == 50 })
    }
  }

  @Test("a step in shape is one change of the incumbent, and errors are shown once they are known")
  func moves() async throws {
    let (lab, seed, _) = try Classic.lab(train: 20, select: 30) { number, _ in number < 5 }
    let plain = await ShapeMoves(lab).candidates(for: seed, 0)
    #expect(plain.allSatisfy { $0.parent == seed.id && $0.id != seed.id })
    #expect(Set(plain.map(\.id)).count == plain.count)
    #expect(!plain.contains { $0.origin.contains("errors") })
    _ = try await lab.evaluate(seed, on: lab.train)
    let moves = await ShapeMoves(lab).candidates(for: seed, 0)
    let shown = try #require(moves.first { $0.origin.contains("errors") }).template.demonstrations
    #expect(Set(shown.map(\.input)).isSubset(of: (0..<5).map { "note number \($0)" }))
    let nearest = seed.child("nearest") { ShapeArms(lab).show(&$0, nearest: 3) }
    let counts = await ShapeMoves(lab).candidates(for: nearest, 0).compactMap {
      $0.template.layout.nearest
    }
    #expect(Set(counts) == [2, 3, 5, 8])
  }

  @Test("later generations try other layouts too, with models that write well")
  func layouts() async throws {
    let (lab, seed, _) = try Classic.lab(train: 20, select: 30)
    let shown = seed.child("shown") { $0.demonstrations = lab.train.compactMap(Demonstration.init) }
    func layouts(_ generation: Int, _ lab: Lab = lab) async -> Set<String> {
      let moves = await ShapeMoves(lab).candidates(for: shown, generation)
      return Set(
        moves.flatMap { $0.changes.filter { $0.part.hasPrefix("layout.") } }
          .map { "\($0.part) \($0.after)" }.filter { !$0.contains("nearest") })
    }
    #expect(await layouts(0) == ["layout.guide none"])
    let all: Set = ["layout.guide none", "layout.guide schema", "layout.demonstrations inline"]
    #expect(await layouts(1) == all)
    let weak = Engine(
      ScriptedModel(capabilities: ModelCapabilities(canPropose: false)) { _ in
        Completion(text: "{}")
      })
    var setup = lab.setup
    setup.engine = weak
    let other = Lab(setup, train: lab.train, select: lab.select, budget: 10, journal: Journal())
    #expect(await layouts(1, other) == ["layout.guide none"])
  }

  @Test("demonstrations leave room for the longest document and its answer")
  func room() async throws {
    let (lab, seed, model) = try Classic.lab(train: 20, select: 30, window: 1_700)
    // 1,700 tokens, less 600, an answer of up to 1,024 and a document of 5, leave room for five
    // examples of 17 tokens, or four of 18.
    for optimizer in [LabeledFewShot(count: 16), BootstrapFewShot()] as [any Optimizer] {
      let found = try await optimizer.search(seed, in: lab)
      #expect((3...5).contains(found.template.demonstrations.count))
    }
    #expect(model.calls.allSatisfy { Classic.shown($0) <= 5 })
  }
}
