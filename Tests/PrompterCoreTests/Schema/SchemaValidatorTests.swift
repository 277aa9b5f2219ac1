import PrompterCore
import Testing

@Suite struct SchemaValidatorTests {
  private func faults(_ node: JSONValue, _ value: JSONValue) throws -> [String] {
    try Schema(["type": "object", "properties": ["a": node]])
      .violations(of: ["a": value]).map(\.description)
  }

  @Test(
    "every keyword accepts what it allows",
    arguments: [
      (["type": "string"], ["x", ""]), (["type": "integer"], [1, -1, 2.0]),
      (["type": "number"], [1, 1.5]), (["type": "boolean"], [true, false]),
      (["type": "null"], [nil]), (["type": "array"], [[], [1]]), (["type": "object"], [[:]]),
      (["type": ["string", "null"]], ["x", nil]), ([:], [1, "x", nil, [1]]),
      (["enum": [1, "a", nil]], [1, 1.0, "a", nil]), (["const": ["a": 1]], [["a": 1.0]]),
      (["minimum": 2], [2, 3, "no number"]), (["maximum": 2], [2, -3]),
      (["exclusiveMinimum": 2], [2.1]), (["exclusiveMaximum": 2], [1.9]),
      (["multipleOf": 0.1], [0.3, 1.1, 7, 123456.7]), (["multipleOf": 3], [9, 0, -3]),
      (["minLength": 2], ["ab", "👩‍👩‍👧", 1]), (["maxLength": 2], ["ab", ""]),
      (["minItems": 1], [[1]]), (["maxItems": 1], [[], [1]]),
      (["uniqueItems": true], [[1, 2], [], [[1], [2]]]), (["uniqueItems": false], [[1, 1]]),
      (["items": ["type": "integer"]], [[1, 2], []]),
      (["prefixItems": [["type": "string"], ["type": "integer"]]], [["a", 1], ["a"], []]),
      (["minProperties": 1], [["a": 1]]), (["maxProperties": 1], [["a": 1], [:]]),
      (["propertyNames": ["maxLength": 2]], [["ab": 1]]),
      (["additionalProperties": ["type": "integer"]], [["x": 1], [:]]),
      (["additionalProperties": true], [["x": 1]]), (["additionalProperties": false], [[:]]),
      (["properties": ["b": ["type": "integer"]]], [["b": 1], [:], ["c": 1]]),
      (["required": ["b"]], [["b": nil]]),
      (["anyOf": [["type": "string"], ["minimum": 5]]], ["x", 5]),
      (["oneOf": [["multipleOf": 3], ["multipleOf": 5]]], [3, 5, 9]),
      (["format": "date"], ["2024-02-29", 1]), (["pattern": "^AB-"], ["AB-1"]),
    ] as [(JSONValue, [JSONValue])])
  func accepts(node: JSONValue, values: [JSONValue]) throws {
    for value in values { #expect(try faults(node, value) == []) }
  }

  @Test(
    "every keyword refuses what it forbids, and says what is wrong",
    arguments: [
      (["type": "string"], 1, "a: must be string, is integer"),
      (["type": "integer"], 1.5, "a: must be integer, is number"),
      (["type": "integer"], "1", "a: must be integer, is string"),
      (["type": "number"], true, "a: must be number, is boolean"),
      (["type": "boolean"], 0, "a: must be boolean, is integer"),
      (["type": ["string", "null"]], [1], "a: must be null or string, is array"),
      (["enum": ["b", 1]], "c", #"a: must be one of "b", 1"#),
      (["enum": ["b"]], "B", #"a: must be one of "b""#),
      (["const": "b"], nil, #"a: must be one of "b""#),
      (["minimum": 2], 1.5, "a: must be at least 2"), (["maximum": 2], 3, "a: must be at most 2"),
      (["exclusiveMinimum": 2], 2, "a: must be above 2"),
      (["exclusiveMaximum": 2], 2.0, "a: must be below 2"),
      (["multipleOf": 0.1], 0.25, "a: must be a multiple of 0.1"),
      (["multipleOf": 2], 1_000_000_001, "a: must be a multiple of 2"),
      (["minLength": 2], "a", "a: must have at least 2 characters, has 1"),
      (["maxLength": 2], "abc", "a: must have at most 2 characters, has 3"),
      (["minItems": 1], [], "a: must have at least 1 items, has 0"),
      (["maxItems": 1], [1, 2], "a: must have at most 1 items, has 2"),
      (["uniqueItems": true], [1, 1.0], "a: must not repeat an item"),
      (
        ["uniqueItems": true], [["x": 1, "y": 2], ["y": 2, "x": 1]], "a: must not repeat an item"
      ),
      (["items": ["type": "integer"]], [1, "x"], "a[1]: must be integer, is string"),
      (
        ["prefixItems": [["type": "string"]], "items": ["type": "null"]], ["a", 1],
        "a[1]: must be null, is integer"
      ),
      (["minProperties": 1], [:], "a: must have at least 1 members, has 0"),
      (["maxProperties": 1], ["x": 1, "y": 1], "a: must have at most 1 members, has 2"),
      (
        ["propertyNames": ["maxLength": 2]], ["abc": 1],
        "a.abc: must have at most 2 characters, has 3"
      ),
      (
        ["additionalProperties": ["type": "integer"]], ["x": "1"], "a.x: must be integer, is string"
      ),
      (["additionalProperties": false], ["x": 1], "a.x: is not a field of the schema"),
      (["properties": ["b": [:]], "required": ["b"]], [:], "a.b: is required but missing"),
      (["required": ["b"]], ["c": 1], "a.b: is required but missing"),
      (["anyOf": [["type": "string"], ["minimum": 5]]], 4, "a: must be string, is integer"),
      (
        ["oneOf": [["multipleOf": 3], ["multipleOf": 5]]], 15,
        "a: must match exactly one option, matches 2"
      ),
      (["format": "date"], "2024-02-30", "a: must be a date"),
      (["pattern": "^AB-"], "CD-1", "a: must match the pattern ^AB-"),
    ] as [(JSONValue, JSONValue, String)])
  func refuses(node: JSONValue, value: JSONValue, message: String) throws {
    #expect(try faults(node, value) == [message])
  }

  @Test("every fault is reported, each with its path, not only the first one")
  func allFaults() throws {
    let schema = try Schema([
      "type": "object", "additionalProperties": false, "required": ["id", "items"],
      "properties": [
        "id": ["type": "string"],
        "items": [
          "type": "array",
          "items": [
            "type": "object", "required": ["price"],
            "properties": [
              "price": ["type": "number", "minimum": 0, "maximum": 9, "multipleOf": 2]
            ],
          ],
        ],
        "who": [
          "anyOf": [["type": "object", "properties": ["age": ["minimum": 0]]], ["type": "null"]]
        ],
      ],
    ])
    let record: JSONValue = [
      "items": [["price": -1], [:], ["price": "3"], ["price": 11]], "who": ["age": -3], "extra": 1,
    ]
    #expect(
      schema.violations(of: record).map(\.description) == [
        "id: is required but missing",
        "items[0].price: must be at least 0", "items[0].price: must be a multiple of 2",
        "items[1].price: is required but missing", "items[2].price: must be number, is string",
        "items[3].price: must be at most 9", "items[3].price: must be a multiple of 2",
        "who.age: must be at least 0", "extra: is not a field of the schema",
      ])
  }

  @Test("a fault never quotes the value, which may be private")
  func privacy() throws {
    for node: JSONValue in [
      ["type": "integer"], ["maxLength": 3], ["format": "email"], ["const": "x"],
    ] {
      for fault in try faults(node, "geheim-4711") { #expect(!fault.contains("4711")) }
    }
  }

  @Test("a root that is no object is a fault of the record as a whole")
  func root() throws {
    let schema = try Schema(["type": "object", "properties": ["a": [:]]])
    #expect(schema.violations(of: [1]).map(\.description) == ["$: must be object, is array"])
  }

  @Test("both a reference and what stands beside it must hold")
  func besideReference() throws {
    let schema = try Schema([
      "$defs": ["S": ["type": "string", "minLength": 2]], "type": "object",
      "properties": ["a": ["$ref": "#/$defs/S", "maxLength": 3]],
    ])
    #expect(schema.violations(of: ["a": "ab"]).isEmpty)
    #expect(schema.violations(of: ["a": "a"]).count == 1)
    #expect(schema.violations(of: ["a": "abcd"]).count == 1)
  }

  @Test("of a union the option that fits best says what is wrong")
  func bestOption() throws {
    let schema = try Schema(json: PydanticSchemas.owner)
    #expect(
      schema.violations(of: ["pet": ["kind": "dog", "bark": "x"], "note": "n"]).map(\.description)
        == ["pet.bark: must be integer, is string"])
  }

  @Test("values nested too deeply are refused")
  func depth() throws {
    let schema = try Schema(json: PydanticSchemas.node)
    func chain(_ depth: Int) -> JSONValue {
      var node: JSONValue = ["name": "x"]
      for _ in 0..<depth { node = ["name": "x", "children": [node]] }
      return node
    }
    #expect(schema.violations(of: chain(20)).isEmpty)
    let faults = schema.violations(of: chain(45))
    #expect(Set(faults.map(\.message)) == ["nested too deeply"])
  }

  @Test(
    "a recursive union, whose options double with each level, takes a bounded time",
    .timeLimit(.minutes(5)))
  func recursiveUnion() throws {
    let schema = try Schema([
      "$defs": [
        "E": [
          "anyOf": [
            ["type": "object", "properties": ["l": ["$ref": "#/$defs/E"], "k": ["const": "+"]]],
            ["type": "object", "properties": ["l": ["$ref": "#/$defs/E"], "k": ["const": "*"]]],
            ["type": "number"],
          ]
        ]
      ],
      "type": "object", "properties": ["e": ["$ref": "#/$defs/E"]],
    ])
    func nested(_ depth: Int) -> JSONValue {
      var value: JSONValue = "no number"
      for _ in 0..<depth { value = ["l": value, "k": "*"] }
      return ["e": value]
    }
    #expect(schema.violations(of: nested(3)).map(\.message) == ["must be object, is string"])
    #expect(schema.violations(of: nested(50)).contains { $0.message == "is too complex to check" })
  }

  @Test("a large record is checked whole")
  func large() throws {
    let schema = try Schema(json: PydanticSchemas.node)
    let children = (0..<5_000).map { JSONValue.object(JSONObject([("name", .integer($0))])) }
    #expect(
      schema.violations(of: ["name": "x", "children": .array(children)]).count == children.count)
  }
}
