import PrompterTesting
import Testing

@testable import PrompterCore

/// Notes of two goods; the model reads their prices wrong in half of the notes, and the code in the
/// head of the note too, until the description of that field says the right thing.
private struct Receipts {
  static let rows = 120
  static let cure = "The last number, however long it is"
  static let schema = #"""
    {"type": "object", "properties": {
      "head": {"type": "object", "properties": {"code": {"type": "integer"}}, "required": ["code"]},
      "items": {"type": "array", "items": {"type": "object", "properties": {
        "name": {"type": "string"}, "price": {"type": "integer"}}, "required": ["name", "price"]}}},
     "required": ["head", "items"]}
    """#

  /// The field whose description matters.
  let ill: String

  static func record(_ row: Int, code: Int = 0, price: Int = 0) -> JSONValue {
    [
      "head": ["code": .integer(row + code)],
      "items": [
        ["name": "bread", "price": .integer(row + price)],
        ["name": "milk", "price": .integer(2 * row + price)],
      ],
    ]
  }

  static let examples = (0..<rows).map {
    Example(Document(id: "r\($0)", text: "receipt \($0)"), expected: record($0))
  }

  func taskModel() -> ScriptedModel {
    let ill = ill
    return ScriptedModel { call in
      let row = Int(call.prompt.messages.last?.text.split(separator: " ").last ?? "") ?? 0
      let isCured = call.prompt.messages[0].text.contains("\(ill) is \(Self.cure)")
      let slip = row.isMultiple(of: 2) && !isCured ? -1 : 0
      let record =
        ill == "head.code" ? Self.record(row, code: slip) : Self.record(row, price: slip)
      return Completion(text: record.text(), usage: Usage(input: 10, output: 5))
    }
  }

  /// Writes texts for each field that it is asked about; one names the field and says the cure.
  func proposer() -> ScriptedModel {
    ScriptedModel { call in
      guard call.prompt.messages[0].text.contains("For each field write") else {
        return Completion(text: #"{"instruction": "Read the receipt with care"}"#)
      }
      let asked = call.prompt.messages[1].text.split(separator: "\n")
        .filter { $0.hasPrefix("FIELD ") }.map { $0.split(separator: " ")[1] }
      let texts = asked.map { field in
        (
          String(field),
          JSONValue.array(["Some number", "\(field) is \(Self.cure)"].map { .string($0) })
        )
      }
      return Completion(text: JSONValue.object(JSONObject(texts)).text())
    }
  }
}

@Suite("the search of nested fields", .timeLimit(.minutes(5)))
struct NestedFieldSearchTests {
  @Test(
    "texts of a list's items and of nested fields are searched",
    arguments: ["head.code", "items[].price"])
  func nested(field: String) async throws {
    let receipts = Receipts(ill: field)
    let schema = try Schema(json: Receipts.schema)
    let run = OptimizationRun(
      optimizer: FieldRace(Effort.medium.configuration),
      setup: Lab.Setup(
        scorer: try RecordScorer(schema), engine: Engine(receipts.taskModel()),
        decoding: Decoding(), reasks: 0, proposer: Engine(receipts.proposer()), seed: 1),
      plan: OptimizationPlan(examples: Receipts.rows, budget: Effort.medium.calls),
      journal: Journal())
    let result = try await run(
      Candidate(.seed(schema), origin: "seed"), on: Receipts.examples)
    let path = try #require(FieldPath(field))
    #expect(result.candidate.template.fields[path]?.description == "\(field) is \(Receipts.cure)")
    #expect(result.shipped == .optimized)
  }

  @Test("a list's items are matched before their fields are told apart")
  func items() throws {
    let schema = try Schema(json: Receipts.schema)
    let path = try #require(FieldPath("items[].price"))
    let field = try #require(schema.field(path))
    let row = EvaluationRow(
      id: "1", expected: Receipts.record(7),
      predicted: [
        "items": [["name": "milk", "price": 14], ["name": "bread", "price": 8]]
      ], score: 0.5, fields: [field.path: FieldScore(0.5, .wrong)])
    let feedback = try #require(row.feedback(field))
    #expect(feedback.expected == 7)
    #expect(feedback.predicted == 8)
    #expect(row.values(of: field.path).count == 2)
  }
}
