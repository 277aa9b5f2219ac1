import PrompterCore
import Testing

@Suite struct ExtractableTests {
  struct Person: Extractable, Equatable {
    enum Role: String, Codable { case buyer, seller }
    struct Address: Codable, Equatable { var city: String }

    var fullName: String
    var age: Int
    var score: Double?
    var role: Role
    var addresses: [Address]

    enum CodingKeys: String, CodingKey {
      case fullName = "full_name"
      case age, score, role, addresses
    }

    static let schema = #"""
      {"type": "object", "required": ["full_name", "age", "role", "addresses"],
       "properties": {"full_name": {"type": "string"}, "age": {"type": "integer", "minimum": 0},
       "score": {"type": ["number", "null"]}, "role": {"enum": ["buyer", "seller"]},
       "addresses": {"type": "array", "items": {"type": "object", "properties":
       {"city": {"type": "string"}}, "required": ["city"]}}}}
      """#
  }

  @Test("D6: a record becomes the user's own type, aliases and nesting included")
  func decodes() throws {
    let record: JSONValue = [
      "full_name": "Ada \"L\" 😀", "age": 36.0, "score": nil, "role": "seller",
      "addresses": [["city": "London"]],
    ]
    let person: Person = try record.decode()
    #expect(
      person
        == Person(
          fullName: "Ada \"L\" 😀", age: 36, score: nil, role: .seller,
          addresses: [.init(city: "London")]))
    #expect(try JSONValue(encoding: person).decode(Person.self) == person)
    #expect(try JSONValue(encoding: person)[key: "full_name"] == "Ada \"L\" 😀")
    #expect(try Schema(json: Person.schema).violations(of: JSONValue(encoding: person)).isEmpty)
  }

  @Test("D6: a value out of the type's bounds is refused by its schema")
  func bounds() throws {
    let schema = try Schema(json: Person.schema)
    let record: JSONValue = ["full_name": "A", "age": -3, "role": "buyer", "addresses": []]
    #expect(schema.violations(of: record).map(\.description) == ["age: must be at least 0"])
  }

  @Test("a record of another shape does not decode")
  func mismatch() {
    #expect(throws: DecodingError.self) {
      try JSONValue.object(JSONObject([("full_name", 1)])).decode(Person.self)
    }
  }

  @Test("JSON values pass unchanged, order included")
  func passThrough() throws {
    let value: JSONValue = ["b": 1, "a": [1.5, true, nil, "x", ["c": 2]]]
    #expect(try value.decode(JSONValue.self).text() == value.text())
    #expect(try JSONValue(encoding: value).text() == value.text())
    #expect(try JSONValue(encoding: ["k": value]) == ["k": value])
  }

  @Test("scalars stay what they are on the way through Codable")
  func scalars() throws {
    struct Holder: Codable { var values: [JSONValue] }
    let values: [JSONValue] = [true, false, 0, 1, 1.5, "1", nil, [], [:], .integer(.max)]
    let holder: Holder = try JSONValue(encoding: Holder(values: values)).decode()
    #expect(holder.values.map(\.typeName) == values.map(\.typeName))
    #expect(holder.values == values)
  }
}
