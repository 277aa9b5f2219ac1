import PrompterCore
import Testing

@Suite struct DatasetTests {
  private func example(_ id: String, _ text: String, _ expected: JSONValue?) -> Example {
    Example(Document(id: id, text: text), expected: expected)
  }

  @Test("two examples with one id are refused by name")
  func uniqueIDs() throws {
    #expect(throws: DataError(file: "d.jsonl", message: "two examples have the id 'a'")) {
      try Dataset(
        name: "d.jsonl", [example("a", "1", nil), example("b", "2", nil), example("a", "3", nil)])
    }
    #expect(try Dataset([]).examples.isEmpty)
  }

  @Test("labels are required, and must be records of the schema")
  func labels() throws {
    let schema = try Schema(["type": "object", "properties": ["n": ["type": "integer"]]])
    func check(_ examples: [Example]) throws {
      try Dataset(name: "d", examples).requireLabels(schema)
    }
    #expect(throws: Never.self) { try check([example("a", "", ["n": 1])]) }
    #expect(
      throws: DataError(file: "d", message: "no examples; at least one labelled line is needed")
    ) {
      try check([])
    }
    #expect(throws: DataError(file: "d", message: "example 2 ('b') has no \"expected\"")) {
      try check([example("a", "", ["n": 1]), example("b", "", nil)])
    }
    #expect(
      throws: DataError(
        file: "d",
        message:
          "example 1 ('c'): expected record, n: must be integer, is string; 2 more cannot be used"
      )
    ) {
      try check([
        example("c", "", ["n": "1"]), example("d", "", ["n": 1]), example("e", "", ["n": nil]),
        example("f", "", nil),
      ])
    }
  }

  @Test("the hash changes with ids, texts, labels and order, and with nothing else")
  func hash() throws {
    let a = example("a", "text", ["x": 1, "y": 2])
    let b = example("b", "other", nil)
    let hash = try Dataset(name: "one", [a, b]).sha256
    #expect(
      hash == (try Dataset(name: "two", [example("a", "text", ["y": 2, "x": 1]), b]).sha256))
    for changed in [
      [b, a], [a], [example("c", "text", ["x": 1, "y": 2]), b],
      [example("a", "text!", ["x": 1, "y": 2]), b], [example("a", "text", ["x": 1, "y": 3]), b],
    ] {
      #expect(try Dataset(changed).sha256 != hash)
    }
  }

  @Test("an example takes the record of a Swift type")
  func typed() throws {
    struct Review: Codable { var stars: Int }
    let example = try Example(id: "r", text: "good", expected: Review(stars: 5))
    #expect(example.expected == ["stars": 5])
    #expect(example.id == "r")
  }
}
