import PrompterTesting
import Testing

@testable import PrompterCore

private let schema = #"""
  {"type": "object", "properties": {
    "name": {"type": ["string", "null"]}, "day": {"type": ["string", "null"], "format": "date"},
    "total": {"type": ["number", "null"]}, "color": {"type": "string", "enum": ["red", "blue"]},
    "flag": {"type": "boolean"}, "tags": {"type": "array", "items": {"type": "string"}},
    "mixed": {}}}
  """#

private func feedback(
  _ field: String, _ expected: JSONValue?, _ predicted: JSONValue?
) throws -> FieldFeedback? {
  let path = try #require(FieldPath(field))
  let field = try #require(try Schema(json: schema).field(path))
  return FieldFeedback(field, expected: expected, predicted: predicted)
}

@Suite("feedback of fields")
struct FieldFeedbackTests {
  @Test(
    "the kind of a mistake is told from both values",
    arguments: [
      ("name", "Anna", nil, .missing), ("name", "Anna", .null, .missing),
      ("name", .null, "Anna", .hallucinated), ("name", nil, "Anna", .hallucinated),
      ("color", "red", "blue", .wrongLabel), ("color", "red", "Red", .wrongFormat),
      ("color", "red", "green", .wrongValue),
      ("day", "2024-03-25", "25 March 2024", .wrongFormat),
      ("day", "2024-03-07", "03/07/2024", .wrongFormat),
      ("day", "2024-03-07", "2024-07-03", .wrongValue),
      ("day", "2024-03-07", "next week", .wrongValue),
      ("total", 1234.5, "1,234.50", .wrongFormat), ("total", 50, -50, .wrongValue),
      ("total", 50, 5.0, .wrongValue), ("total", 12, 1234, .wrongValue),
      ("mixed", "555-1234", "5551234", .wrongFormat), ("mixed", "5.0", "50", .wrongValue),
      ("name", "Anna Smith", "anna smith.", .wrongFormat),
      ("name", "Anna Smith", "Smith, Anna", .wrongFormat),
      ("name", "Anna Smith", "Dr. Anna Smith", .tooLong),
      ("name", "Anna Smith", "Anna", .tooShort), ("name", "Ann", "Anna", .wrongValue),
      ("name", "東京", "東京都", .tooLong), ("name", "Anna", "Bert", .wrongValue),
      ("name", "Anna", "!", .wrongValue), ("flag", true, false, .wrongValue),
      ("tags", ["a"], [], .missing), ("tags", [], ["a"], .hallucinated),
      ("tags", ["a", "b"], ["a"], .missing), ("tags", ["a"], ["a", "b"], .hallucinated),
      ("tags", ["a", "b"], ["b", "a"], .wrongFormat), ("tags", ["a"], ["a", "a"], .hallucinated),
      ("tags", ["a", "big dog"], ["a", "dog"], .tooShort),
      ("tags", ["a", "b"], ["c", "d"], .wrongValue),
    ] as [(String, JSONValue?, JSONValue?, FieldFeedback.Kind)])
  func kind(
    _ field: String, _ expected: JSONValue?, _ predicted: JSONValue?, _ kind: FieldFeedback.Kind
  ) throws {
    #expect(try feedback(field, expected, predicted)?.kind == kind)
  }

  @Test("equal values have no feedback")
  func equal() throws {
    #expect(try feedback("name", nil, .null) == nil)
    #expect(try feedback("tags", [], nil) == nil)
    #expect(try feedback("total", 2, 2.0) == nil)
    #expect(try feedback("tags", ["a"], ["a"]) == nil)
  }

  @Test("the text names the field and both values, of lists what differs, and is bounded")
  func text() throws {
    #expect(
      try feedback("name", "Anna", nil)?.text == #"name: missing: expected "Anna", got null"#)
    #expect(
      try feedback("tags", ["a", "b"], ["a", "c"])?.text
        == #"tags: wrong value: expected ["b"], got ["c"]"#)
    let long = JSONValue.string(String(repeating: "long ", count: 100_000))
    #expect(try #require(try feedback("name", "Anna", long)).text.count < 400)
  }

  @Test("a row has feedback for the fields that its scores call wrong")
  func row() async throws {
    let schema = try Schema(json: schema)
    let expected: JSONValue = ["name": "Anna", "color": "red", "tags": [], "flag": true]
    let predicted: JSONValue = ["name": "anna", "color": "blue", "tags": ["x"], "flag": true]
    let score = try await RecordScorer(schema).score(predicted, expected: expected)
    var row = EvaluationRow(
      id: "a", expected: expected, predicted: predicted, score: score.score, fields: score.fields)
    #expect(
      FieldFeedback.all(in: row, of: schema).map(\.kind) == [.wrongLabel, .hallucinated])
    row.predicted = nil
    #expect(FieldFeedback.all(in: row, of: schema).isEmpty)
  }
}
