import PrompterCore
import Testing

@Suite struct SchemaCompilerTests {
  private func paths(_ schema: Schema) -> [String] { schema.fields.map(\.path.description) }

  @Test("what pydantic prints is accepted as it is, in the order of the model")
  func pydanticModel() throws {
    let schema = try Schema(json: PydanticSchemas.invoice)
    #expect(schema.title == "Invoice")
    #expect(schema.description == "One invoice.")
    #expect(
      paths(schema) == [
        "number", "issued", "paid_at", "vendor", "vendor.name", "vendor.vat_id", "buyer",
        "buyer.name", "buyer.vat_id", "lines", "lines[].text", "lines[].amount",
        "lines[].quantity", "tags", "color", "prices", "kind", "one", "total", "email", "flags",
        "box", "pair", "took", "uid", "url", "p", "secret", "by_color", "few", "anyv", "js",
      ])
    let field = { (name: String) in schema.field(FieldPath(name) ?? .root) }
    #expect(field("vendor")?.node.description == "the seller")
    #expect(field("buyer")?.node.description == "the buyer")
    #expect(field("buyer")?.isOptional == true)
    #expect(field("vendor")?.isOptional == false)
    #expect(field("color")?.node.labels == ["red", "green"])
    #expect(field("one")?.node.labels == ["x"])
    #expect(field("email")?.node.metric == "exact")
    #expect(field("lines[].quantity")?.isOptional == true)
  }

  @Test("a record of the pydantic model is valid")
  func pydanticRecord() throws {
    let schema = try Schema(json: PydanticSchemas.invoice)
    let record: JSONValue = [
      "number": "AB-12", "issued": "2024-03-07", "paid_at": "2024-03-08T10:00:00Z",
      "vendor": ["name": "Acme"], "buyer": nil,
      "lines": [["text": "a", "amount": "12.50"], ["text": "b", "amount": 3, "quantity": 2]],
      "tags": ["x", "y"], "color": "red", "prices": ["a": 1.5], "kind": "credit", "one": "x",
      "total": 15.5, "box": [1, 2.5], "pair": ["a", 1], "took": "PT5M",
      "uid": "12345678-1234-1234-1234-123456789abc", "url": "https://example.org/a",
      "p": "/tmp/x", "secret": "s", "by_color": ["red": 1], "few": ["a": 1], "anyv": [1, "x"],
      "js": ["any": ["thing"]],
    ]
    #expect(schema.violations(of: record).map(\.description) == [])
  }

  @Test(
    "each part of the pydantic model is checked",
    arguments: [
      ("number", "12", "number: must match the pattern ^[A-Z]{2}-\\d+$"),
      ("issued", "7 March", "issued: must be a date"),
      ("paid_at", "soon", "paid_at: must be a date-time"),
      ("vendor", ["name": ""], "vendor.name: must have at least 1 characters, has 0"),
      ("vendor", [:], "vendor.name: is required but missing"),
      ("buyer", ["name": 1], "buyer.name: must be string, is integer"),
      ("lines", [], "lines: must have at least 1 items, has 0"),
      ("lines", [["text": "a", "amount": 1, "quantity": 0]], "lines[0].quantity: must be above 0"),
      ("tags", ["a", "a"], "tags: must not repeat an item"),
      ("color", "blue", #"color: must be one of "red", "green""#),
      ("prices", ["a": "1"], "prices.a: must be number, is string"),
      ("one", "y", #"one: must be one of "x""#), ("total", -1, "total: must be at least 0"),
      ("total", 1e7, "total: must be at most 1000000"),
      ("box", [1], "box: must have at least 2 items, has 1"),
      ("pair", [1, 1], "pair[0]: must be string, is integer"),
      ("pair", ["a", "b"], "pair[1]: must be integer, is string"),
      ("uid", "x", "uid: must be a uuid"), ("url", "no url", "url: must be a uri"),
      ("by_color", ["pink": 1], #"by_color.pink: must be one of "red", "green""#),
      ("few", ["a": 1, "b": 1, "c": 1, "d": 1], "few: must have at most 3 members, has 4"),
    ] as [(String, JSONValue, String)])
  func pydanticViolation(name: String, value: JSONValue, message: String) throws {
    let schema = try Schema(json: PydanticSchemas.invoice)
    let valid: JSONValue = [
      "number": "AB-12", "issued": "2024-03-07", "vendor": ["name": "Acme"],
      "lines": [["text": "a", "amount": 1]], "prices": [:], "kind": "invoice", "one": "x",
      "total": 1, "uid": "12345678-1234-1234-1234-123456789abc",
    ]
    var record = try #require(valid.object)
    record[name] = value
    #expect(schema.violations(of: .object(record)).map(\.description) == [message])
  }

  @Test("a model that holds itself is accepted; its fields are listed to a depth")
  func recursive() throws {
    let schema = try Schema(json: PydanticSchemas.node)
    #expect(schema.title == "Node")
    #expect(
      paths(schema) == [
        "name", "children", "children[].name", "children[].children",
        "children[].children[].name", "children[].children[].children",
      ])
    let deep: JSONValue = ["name": "a", "children": [["name": "b", "children": [["name": 1]]]]]
    #expect(
      schema.violations(of: deep).map(\.description) == [
        "children[0].children[0].name: must be string, is integer"
      ])
  }

  @Test("a model that branches at each level lists a bounded number of fields")
  func branching() throws {
    let names = (0..<12).map { "f\($0)" }
    let properties = JSONObject(names.map { ($0, ["$ref": "#"]) })
    let schema = try Schema(["type": "object", "properties": .object(properties)])
    #expect(schema.fields.count >= 12)
    #expect(schema.fields.count <= 2_100)
  }

  @Test("D23: leaves of optional models, unions, list items and map values are all listed")
  func unions() throws {
    let owner = try Schema(json: PydanticSchemas.owner)
    #expect(
      paths(owner) == [
        "pet", "pet.kind", "pet.meow", "pet.bark", "note", "note.kind", "note.meow",
      ])
    let field = { (name: String) in owner.field(FieldPath(name) ?? .root) }
    #expect(field("pet.kind")?.node.labels == ["cat", "dog"])
    #expect(field("pet.kind")?.isOptional == false)
    #expect(field("pet.bark")?.isOptional == true)
    let other = try Schema([
      "type": "object",
      "properties": [
        "either": [
          "anyOf": [
            ["type": "string"],
            ["type": "array", "items": ["type": "object", "properties": ["a": [:]]]],
          ]
        ],
        "map": [
          "type": "object",
          "additionalProperties": ["type": "object", "properties": ["b": ["type": "string"]]],
        ],
      ],
    ])
    #expect(paths(other) == ["either", "either[].a", "map", "map[].b"])
    #expect(other.leaves.map(\.path.description) == ["either", "either[].a", "map", "map[].b"])
  }

  @Test("D23: options that name one key with different types accept both")
  func mergedTypes() throws {
    let schema = try Schema([
      "type": "object",
      "properties": [
        "x": [
          "anyOf": [
            ["type": "object", "properties": ["v": ["type": "number"]]],
            ["type": "object", "properties": ["v": ["type": "string", "format": "date"]]],
          ]
        ]
      ],
    ])
    let node = schema.field(.root.key("x").key("v"))?.node
    #expect(node?.types == [.number, .string])
    #expect(node?.format == nil)
  }

  @Test("allOf with one reference takes the words beside it")
  func allOf() throws {
    let schema = try Schema([
      "$defs": ["V": ["type": "object", "title": "V", "properties": ["a": ["type": "string"]]]],
      "type": "object",
      "properties": ["v": ["allOf": [["$ref": "#/$defs/V"]], "description": "the v"]],
    ])
    #expect(schema.field(.root.key("v"))?.node.description == "the v")
    #expect(paths(schema) == ["v", "v.a"])
    #expect(!schema.violations(of: ["v": ["a": 1]]).isEmpty)
  }

  @Test(
    "what is not understood is named with its place",
    arguments: [
      (["type": "object", "if": [:]], "#", "unsupported keyword 'if'"),
      (["properties": ["a": ["not": [:]]]], "#/properties/a", "unsupported keyword 'not'"),
      (
        ["properties": ["a": ["items": ["patternProperties": [:]]]]],
        "#/properties/a/items", "unsupported keyword 'patternProperties'"
      ),
      (
        ["properties": ["a": ["anyOf": [[:], ["contains": [:]]]]]],
        "#/properties/a/anyOf/1", "unsupported keyword 'contains'"
      ),
      (
        ["$defs": ["D": ["dependentRequired": [:]]], "properties": ["a": [:]]],
        "#/$defs/D", "unsupported keyword 'dependentRequired'"
      ),
      (
        ["properties": ["a": ["additionalProperties": ["typ": "string"]]]],
        "#/properties/a/additionalProperties", "unsupported keyword 'typ'"
      ),
      (["properties": ["a": ["type": "text"]]], "#/properties/a", "unknown type 'text'"),
      (["properties": ["a": 1]], "#/properties/a", "a schema must be an object"),
      (["properties": []], "#", "properties must be an object"),
      (["properties": ["a": [:]], "required": "a"], "#", "required must be an array"),
      (["properties": ["a": [:]], "required": [1]], "#", "required must hold strings"),
      (
        ["properties": ["a": [:]], "required": ["b"]], "#",
        "required names 'b', which is no property"
      ),
      (["properties": ["a": ["enum": []]]], "#/properties/a", "enum must not be empty"),
      (["properties": ["a": ["anyOf": []]]], "#/properties/a", "anyOf must not be empty"),
      (
        ["properties": ["a": ["minLength": -1]]], "#/properties/a",
        "minLength must be a whole number, 0 or above"
      ),
      (["properties": ["a": ["maximum": "9"]]], "#/properties/a", "maximum must be a number"),
      (["properties": ["a": ["multipleOf": 0]]], "#/properties/a", "multipleOf must be above 0"),
      (
        ["properties": ["a": ["uniqueItems": 1]]], "#/properties/a",
        "uniqueItems must be true or false"
      ),
      (["properties": ["a": ["title": 1]]], "#/properties/a", "title must be a string"),
      (["properties": ["a": ["x-weight": -1]]], "#/properties/a", "x-weight must be 0 or above"),
      (
        ["properties": ["a": ["format": "roman"]]], "#/properties/a",
        "unsupported format 'roman'; known are date, date-time, time, email, uri, uuid"
      ),
      (
        ["properties": ["a": ["$ref": "#/$defs/X"]]], "#",
        "$ref leads to 'X', which is not in $defs"
      ),
      (
        ["properties": ["a": ["$ref": "other.json"]]], "#/properties/a",
        "$ref 'other.json' leads outside; only '#' and '#/$defs/NAME' are followed"
      ),
      (
        ["properties": ["a": ["allOf": [["type": "string"]]]]], "#/properties/a",
        "allOf is supported for one $ref only"
      ),
      (
        ["type": "string"], "#", "the root must describe an object, one record with named fields"
      ),
      (["$ref": "#"], "#", "$ref leads back to itself"),
      ([], "#", "a schema must be an object"),
    ] as [(JSONValue, String, String)])
  func refused(source: JSONValue, pointer: String, message: String) {
    #expect(throws: SchemaError(pointer: pointer, message: message)) { try Schema(source) }
  }

  @Test(
    "references that go in a circle without reaching a value are refused",
    arguments: [
      ["A": ["$ref": "#/$defs/A"]],
      ["A": ["$ref": "#/$defs/B"], "B": ["$ref": "#/$defs/A"]],
      ["A": ["anyOf": [["$ref": "#/$defs/A"], ["type": "string"]]]],
      [
        "A": ["oneOf": [["type": "null"], ["anyOf": [["$ref": "#/$defs/B"], ["type": "null"]]]]],
        "B": ["allOf": [["$ref": "#/$defs/A"]]],
      ],
    ] as [JSONValue])
  func circles(definitions: JSONValue) {
    #expect(throws: SchemaError(pointer: "#/$defs/A", message: "$ref leads back to itself")) {
      try Schema([
        "$defs": definitions, "type": "object", "properties": ["a": ["$ref": "#/$defs/A"]],
      ])
    }
  }

  @Test("a list of lists of itself is no circle, and has a type in words")
  func recursiveAlias() throws {
    let schema = try Schema([
      "$defs": [
        "Json": [
          "anyOf": [["type": "string"], ["type": "array", "items": ["$ref": "#/$defs/Json"]]]
        ]
      ],
      "type": "object", "properties": ["j": ["$ref": "#/$defs/Json"]],
    ])
    #expect(schema.violations(of: ["j": ["a", ["b", []]]]).isEmpty)
    #expect(!schema.violations(of: ["j": [1]]).isEmpty)
    let prompt = try PromptTemplate.seed(schema).prompt(for: Document(text: ""))
    #expect(prompt.messages[0].text.contains("- j (string or list of string or list of"))
  }

  @Test("schemas nested too deeply are refused, not overflowed")
  func depth() {
    var schema: JSONValue = ["type": "string"]
    for _ in 0..<90 { schema = ["type": "array", "items": schema] }
    #expect(throws: SchemaError.self) { try Schema(["properties": ["a": schema]]) }
  }

  @Test("annotations of others are passed over")
  func annotations() throws {
    let schema = try Schema([
      "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "x", "$comment": "c",
      "x-anything": [1], "type": "object",
      "properties": ["a": ["examples": [1], "deprecated": true, "readOnly": false, "default": 3]],
    ])
    #expect(schema.field(.root.key("a"))?.node.defaultValue == 3)
  }
}
