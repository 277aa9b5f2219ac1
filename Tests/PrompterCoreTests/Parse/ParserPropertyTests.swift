import Testing

@testable import PrompterCore

@Suite("What holds for any answer")
struct ParserPropertyTests {
  private let parser: LenientParser
  private let schema: Schema

  init() throws {
    schema = try Schema(json: RandomRecord.schemaText)
    parser = LenientParser(schema: schema)
  }

  private static let styles: [JSONStyle] = [.compact, .spaced, .pretty]

  @Test("strict JSON of the right types comes out as it is")
  func fixedPoint() throws {
    var random = SeededGenerator(seed: 1, purpose: "parse")
    for round in 0..<300 {
      let record = RandomRecord.record(&random)
      let parsed = try parser.parse(record.text(Self.styles[round % 3])).get()
      try #require(parsed.value.text() == record.text())
      try #require(parsed.repairs.isEmpty && parsed.flags.isEmpty && parsed.penalty == 0)
    }
  }

  @Test("the repair parser reads strict JSON as the strict parser does")
  func agreesWithStrictParser() throws {
    var random = SeededGenerator(seed: 2, purpose: "parse")
    for round in 0..<600 {
      let value: JSONValue = ["k": RandomRecord.any(&random), "l": RandomRecord.any(&random)]
      let text = value.text(Self.styles[round % 3])
      var reader = RepairParser(AnswerBytes(Array(text.utf8)), from: 0, dropsOpen: false)
      let read = reader.container()
      let node = try #require(read)
      let strict = try JSONParser.parseNode(text)
      try #require(node.value.text() == strict.value.text())
      try #require(reader.repairs.isEmpty && reader.flags.isEmpty && !reader.isOpen)
      try #require(reader.position == text.utf8.count)
      try #require(Self.ranges(node) == Self.ranges(strict))
    }
  }

  private static func ranges(_ node: JSONNode) -> [Range<Int>] {
    switch node.content {
    case .leaf: [node.range]
    case .array(let items): [node.range] + items.flatMap(ranges)
    case .object(let members): [node.range] + members.flatMap { ranges($0.value) }
    }
  }

  @Test("every place spells the value of its leaf")
  func placesSpellValues() throws {
    var random = SeededGenerator(seed: 3, purpose: "parse")
    for round in 0..<150 {
      let record = RandomRecord.record(&random)
      let text = "Sure: " + record.text(Self.styles[round % 3]) + "\nDone."
      let parsed = try parser.parse(text).get()
      try #require(parsed.value == record)
      let bytes = Array(text.utf8)
      try #require(!parsed.places.isEmpty)
      for (path, range) in parsed.places {
        let spelling = try JSONParser.parse(bytes[range])
        try #require(spelling == parsed.value[path])
      }
    }
  }

  @Test("places in a string of JSON point into the whole answer")
  func placesInStrings() throws {
    let text = #""{\"total\": 12.5, \"vendor\": {\"name\": \"\\u00e9 \\\"x\\\"\"}, \"tags\": []}""#
    let parsed = try parser.parse(text).get()
    let bytes = Array(text.utf8)
    func spelling(_ path: String) throws -> String {
      let place = try #require(FieldPath(path))
      let range = try #require(parsed.places[place])
      return String(decoding: bytes[range], as: UTF8.self)
    }
    #expect(try spelling("total") == "12.5")
    #expect(try spelling("vendor.name") == #"\"\\u00e9 \\\"x\\\"\""#)
  }

  @Test("what a prefix yields agrees with the whole")
  func prefixes() throws {
    var random = SeededGenerator(seed: 4, purpose: "parse")
    var kept = 0
    for round in 0..<12 {
      let record = RandomRecord.record(&random)
      let text = (round % 2 == 0 ? "" : "```json\n") + record.text(Self.styles[round % 3])
      for (index, end) in text.indices.reversed().prefix(400).enumerated() where index % 3 == 0 {
        guard case .success(let parsed) = parser.parse(String(text[..<end]), isCutOff: true)
        else { continue }
        for path in parsed.places.keys {
          try #require(parsed.value[path] == record[path])
          kept += 1
        }
      }
    }
    #expect(kept > 3_000)
  }

  @Test("a record from a damaged answer has the schema's shape", arguments: 0..<4)
  func damage(seed: UInt64) throws {
    var random = SeededGenerator(seed: 10 + seed, purpose: "parse")
    var read = 0
    var whole = ""
    for round in 0..<2_500 {
      if round % 10 == 0 { whole = RandomRecord.sparse(&random).text(Self.styles[round / 10 % 2]) }
      let text = RandomRecord.damaged(whole, &random)
      let length = text.utf8.count
      let isCutOff = round % 5 == 0
      guard case .success(let parsed) = parser.parse(text, isCutOff: isCutOff) else { continue }
      read += 1
      // Only limits may be broken, here the format of the date.
      let violations = schema.violations(of: parsed.value).filter {
        $0.path != FieldPath.root.key("day")
      }
      try #require(violations.isEmpty)
      try #require(parsed.places.values.allSatisfy { $0.upperBound <= length })
      try #require(parsed.places.keys.allSatisfy { parsed.value[$0] != nil })
    }
    #expect(read > 1_000)
  }

  @Test("random bytes are read or refused without harm")
  func noise() {
    var random = SeededGenerator(seed: 20, purpose: "parse")
    for _ in 0..<1_000 {
      let text = (0..<8).map { _ in RandomRecord.text(&random) }.joined()
      _ = parser.parse(text, isCutOff: Bool.random(using: &random))
    }
  }

  @Test("nesting is bounded")
  func depth() throws {
    let deep = String(repeating: #"{"free": ["#, count: 300)
    #expect(parser.parse(deep).failure != nil)
    let schema = try Schema(
      json: ##"{"type": "object", "properties": {"a": {"$ref": "#"}, "n": {"type": "integer"}}}"##)
    let recursive = LenientParser(schema: schema)
    let text = String(repeating: #"{"a": "#, count: 90) + "1" + String(repeating: "}", count: 90)
    _ = recursive.parse(text)
    let fair = String(repeating: #"{"a": "#, count: 30) + #"{"n": 1}"#
    let closed = fair + String(repeating: "}", count: 30)
    #expect(try recursive.parse(closed).get().repairs.isEmpty)
  }

  @Test("unions within unions do a bounded amount of work")
  func unionWork() throws {
    let schema = try Schema(
      json: #"""
        {"type": "object", "properties": {"e": {"$ref": "#/$defs/e"}}, "required": ["e"],
         "$defs": {"e": {"anyOf": [
          {"type": "object", "properties": {"add": {"$ref": "#/$defs/e"}}, "required": ["add"]},
          {"type": "object", "properties": {"sub": {"$ref": "#/$defs/e"}}, "required": ["sub"]},
          {"type": "array", "items": {"$ref": "#/$defs/e"}},
          {"type": "integer"}]}}}
        """#)
    let parser = LenientParser(schema: schema)
    let text = #"{"e": "# + String(repeating: "[", count: 40) + #""x""#
    #expect(parser.parse(text).failure != nil)
    let sum = try parser.parse(#"{"e": {"add": {"sub": {"ADD": "7"}}}}"#).get()
    #expect(sum.value == ["e": ["add": ["sub": ["add": 7]]]])
  }
}
