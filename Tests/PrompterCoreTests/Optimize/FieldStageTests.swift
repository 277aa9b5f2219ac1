import PrompterTesting
import Testing

@testable import PrompterCore

@Suite("texts about fields, packed", .timeLimit(.minutes(5)))
struct FieldStageTests {
  private static let schemaText = """
    {"type": "object", "properties": {
      "a": {"type": "integer"}, "b": {"type": "integer"}, "c": {"type": "integer"}},
     "required": ["a", "b", "c"]}
    """

  /// A lab whose model is right about `c` alone, unless it is told otherwise, and whose proposer writes
  /// three texts about `a` and one about `b`.
  ///
  /// - Parameter isRight: whether the model is right about a field, by the document's number and what
  ///   the prompt says.
  private func lab(
    journal: Journal = Journal(),
    isRight: @escaping @Sendable (_ field: String, _ number: Int, _ prompt: String) -> Bool = {
      field, _, _ in field == "c"
    }
  ) throws -> (lab: Lab, seed: Candidate, model: ScriptedModel) {
    let schema = try Schema(json: Self.schemaText)
    let model = ScriptedModel { call in
      let number =
        Int((call.prompt.messages.last?.text ?? "").split(separator: " ").last ?? "") ?? 0
      let text = call.prompt.messages[0].text
      let fields = ["a", "b", "c"].map { field in
        #""\#(field)": \#(isRight(field, number, text) ? number : -1)"#
      }
      return Completion(text: "{\(fields.joined(separator: ", "))}")
    }
    let proposer = ScriptedModel { _ in
      Completion(
        text: #"{"a": ["the first sum", "the second sum", "the third sum"], "b": ["the lone sum"]}"#
      )
    }
    let examples = (0..<40).map {
      Example(
        Document(id: "e\($0)", text: "note \($0)"),
        expected: ["a": .integer($0), "b": .integer($0), "c": .integer($0)])
    }
    let lab = Lab(
      Lab.Setup(
        scorer: try RecordScorer(schema), engine: Engine(model), decoding: Decoding(), reasks: 0,
        proposer: Engine(proposer), seed: 0),
      train: [], select: examples, budget: 10_000, journal: journal)
    return (lab, Candidate(.seed(schema), origin: "seed"), model)
  }

  @Test("an example is a witness of a text once, however many texts other fields have")
  func onceAnExample() async throws {
    let (lab, seed, model) = try lab()
    var memory = RejectedTexts()
    _ = try await FieldStage(lab: lab, variants: 3).improve(seed, 0, &memory)
    let lone = model.calls.filter { $0.prompt.messages[0].text.contains("the lone sum") }
      .map { $0.prompt.messages.last?.text ?? "" }
    #expect(!lone.isEmpty)
    #expect(Set(lone).count == lone.count)
  }

  @Test("the journal says of every text that lost which it was, on how many examples, and why")
  func losers() async throws {
    let lines = Shared<[JSONValue]>([])
    let (lab, seed, _) = try lab(journal: Journal { line in lines.update { $0.append(line) } })
    var memory = RejectedTexts()
    _ = try await FieldStage(lab: lab, variants: 3).improve(seed, 0, &memory)
    let dropped = lines.value.filter { $0[key: "event"] == "text dropped" }
    #expect(
      Set(dropped.compactMap { $0[key: "text"]?.string }) == [
        "the first sum", "the second sum", "the third sum", "the lone sum",
      ])
    #expect(dropped.allSatisfy { ($0[key: "n"]?.int ?? 0) >= 8 })
    #expect(dropped.allSatisfy { $0[key: "reason"]?.string?.isEmpty == false })
  }

  @Test("fields are looked at on enough examples, however short the race was that found the prompt")
  func luckyRace() async throws {
    let (lab, seed, model) = try lab()
    _ = try await lab.evaluate(seed, on: Array(lab.select.prefix(2)))
    var memory = RejectedTexts()
    _ = try await FieldStage(lab: lab, variants: 3).improve(seed, 0, &memory)
    let own = model.calls.filter { !$0.prompt.messages[0].text.contains("sum") }
    let asked = Set(own.prefix(16).compactMap { $0.prompt.messages.last?.text })
    #expect(asked.count == 16)
    #expect(model.calls.prefix(16).count { $0.prompt.messages[0].text.contains("sum") } == 0)
  }

  @Test("a text that only harms is asked no further")
  func futile() async throws {
    let lines = Shared<[JSONValue]>([])
    let (lab, seed, _) = try lab(journal: Journal { line in lines.update { $0.append(line) } }) {
      field, number, prompt in
      field == "c" || field == "b" && number % 2 == 0 && !prompt.contains("the lone sum")
    }
    var memory = RejectedTexts()
    let found = try await FieldStage(lab: lab, variants: 3).improve(seed, 0, &memory)
    #expect(found == seed)
    let lone = lines.value.first { $0[key: "text"]?.string == "the lone sum" }
    #expect(lone?[key: "reason"]?.string == "too few wins")
    #expect(lone?[key: "n"]?.int == 8)
  }

  @Test("texts that help their fields and together harm another one do not go together")
  func harmful() async throws {
    let (lab, seed, _) = try lab { field, _, prompt in
      let (first, lone) = (prompt.contains("the first sum"), prompt.contains("the lone sum"))
      return switch field {
      case "a": first
      case "b": lone
      default: !(first && lone)
      }
    }
    var memory = RejectedTexts()
    let found = try await FieldStage(lab: lab, variants: 3).improve(seed, 0, &memory)
    let texts = found.template.fields.values.map(\.text)
    #expect(texts.contains { $0.contains("the first sum") || $0.contains("the lone sum") })
    #expect(
      !(texts.contains { $0.contains("the first sum") }
        && texts.contains { $0.contains("the lone sum") }))
  }

  @Test("who has somebody to write looks at the fields before other shapes")
  func order() async throws {
    let lines = Shared<[JSONValue]>([])
    let (lab, seed, _) = try lab(journal: Journal { line in lines.update { $0.append(line) } })
    _ = try await FieldRace(.init(arms: 3, generations: 1)).search(seed, in: lab)
    let origins = lines.value.compactMap { $0[key: "origin"]?.string }
    let packed = try #require(origins.firstIndex(of: "packed row 0"))
    let move = try #require(origins.firstIndex { $0.hasPrefix("guide ") })
    #expect(packed < move)
  }

  @Test("where the prompt may not speak of fields, nothing is asked")
  func hidden() async throws {
    let (lab, _, model) = try lab()
    var template = PromptTemplate.seed(try Schema(json: Self.schemaText))
    template.layout.guide = .none
    let seed = Candidate(
      template, origin: "seed", space: try SearchSpace(template.schema, skip: ["layout"]))
    var memory = RejectedTexts()
    let found = try await FieldStage(lab: lab, variants: 3).improve(seed, 0, &memory)
    #expect(found == seed)
    #expect(model.calls.isEmpty)
  }
}
