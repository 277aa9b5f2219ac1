import PrompterCore
import Testing

@Suite struct RecordEditTests {
  private let schema: Schema
  private let record: JSONValue = [
    "name": "A", "count": 3, "seen": "2024-05-03", "note": nil,
    "items": [["price": 1.5, "tags": ["x"]], ["price": 2, "tags": []]],
  ]

  init() throws {
    schema = try Schema(
      json: """
        {"type": "object", "properties": {
          "name": {"type": "string"}, "count": {"type": "integer"},
          "seen": {"type": "string", "format": "date"}, "note": {"type": ["string", "null"]},
          "buyer": {"anyOf": [{"type": "object", "properties": {"name": {"type": "string"}}},
            {"type": "null"}]},
          "items": {"type": "array", "items": {"type": "object", "properties": {
            "price": {"type": "number"}, "tags": {"type": "array", "items": {"type": "string"}}}}}},
         "required": ["name", "count"]}
        """)
  }

  @Test("a value is text for text, JSON for all else, null for nothing where that is allowed")
  func typed() throws {
    let edited = try schema.editing(
      record,
      [
        ("name", "12"), ("count", "4"), ("note", "null"), ("items[1].price", "2.75"),
        ("items[0].tags[0]", "7"), ("buyer.name", "B"),
      ])
    #expect(edited[key: "name"] == "12" && edited[key: "count"] == 4)
    #expect(edited[key: "note"] == "null")
    #expect(edited[key: "items"]?.array?[1][key: "price"] == 2.75)
    #expect(edited[key: "items"]?.array?[0][key: "tags"] == ["7"])
    #expect(edited[key: "buyer"] == ["name": "B"])
    #expect(try schema.editing(record, [("note", "")])[key: "note"] == .some(.null))
    #expect(try schema.editing(record, [("name", "")])[key: "name"] == "")
    let whole = try schema.editing(record, [("items", #"[{"price": 1}]"#)])
    #expect(whole[key: "items"] == [["price": 1]])
  }

  @Test(
    "what is no value, no place or no record of the schema is refused with its path",
    arguments: [
      ("count", "four"), ("count", "1.5"), ("nothing", "1"), ("items[7].price", "1"),
      ("items", "[{"), ("", "1"), ("name.first", "x"), ("seen", "yesterday"), ("count", ""),
      ("items[]", "1"),
    ])
  func refused(path: String, text: String) {
    #expect(throws: RecordEditError.self) { try schema.editing(record, [(path, text)]) }
  }
}
