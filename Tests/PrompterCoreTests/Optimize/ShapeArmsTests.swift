import PrompterTesting
import Testing

@testable import PrompterCore

/// What the prompts of a search may show.
@Suite("what prompts show in a search", .timeLimit(.minutes(5)))
struct ShapeArmsTests {
  private static let schema =
    #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#

  private func lab(
    train: [Example], select: [Example], window: Int? = nil
  ) throws -> (lab: Lab, seed: Candidate) {
    let schema = try Schema(json: Self.schema)
    var setup = Lab.Setup(
      scorer: try RecordScorer(schema),
      engine: Engine(ScriptedModel { _ in Completion(text: "{}") }),
      decoding: Decoding(maximumOutputTokens: 128), reasks: 0, proposer: nil, seed: 0)
    setup.contextLength = window
    let lab = Lab(setup, train: train, select: select, budget: 250, journal: Journal())
    return (lab, Candidate(.seed(schema), origin: "seed"))
  }

  @Test("examples that are like others which choose are not chosen from")
  func siblings() async throws {
    let select = (10..<30).map { number in
      Example(
        Document(id: "e\(number)", text: "note number \(number)"),
        expected: ["n": .integer(number)], group: number < 20 ? "g\(number / 2)" : nil)
    }
    let (lab, seed) = try lab(train: Classic.examples(0..<10), select: select)
    let arms = await ShapeArms(lab).candidates(for: seed, atMost: 9)
    let nearest = try #require(arms.first { $0.template.layout.nearest != nil })
    let shown = Set(nearest.template.demonstrations.map(\.input))
    #expect(
      shown == Set((0..<10).map { "note number \($0)" } + (20..<30).map { "note number \($0)" }))
  }

  @Test("a few long documents do not cost the others their demonstrations", arguments: [1, 20])
  func longDocuments(_ count: Int) async throws {
    let long = (100..<(100 + count)).map { number in
      Example(
        Document(id: "e\(number)", text: String(repeating: "word ", count: 3_000) + "\(number)"),
        expected: ["n": .integer(number)])
    }
    let (lab, seed) = try lab(
      train: Classic.examples(0..<20), select: Classic.examples(20..<50) + long, window: 4_096)
    let arms = await ShapeArms(lab).candidates(for: seed, atMost: 9)
    #expect(arms.contains { !$0.template.demonstrations.isEmpty } == (count == 1))
    #expect(arms.contains { $0.origin.hasPrefix("no demonstrations") } == (count > 1))
  }

  @Test("a window that the user knows bounds what is shown")
  func window() throws {
    let (narrow, _) = try lab(train: Classic.examples(0..<20), select: [], window: 1_000)
    let (wide, _) = try lab(train: Classic.examples(0..<20), select: [])
    #expect(DemonstrationRoom(narrow).tokens == 1_000 - 128 - 600 - "note number 10".utf8.count / 3)
    #expect(DemonstrationRoom(wide).tokens == DemonstrationRoom(narrow).tokens + 15_000)
  }
}
