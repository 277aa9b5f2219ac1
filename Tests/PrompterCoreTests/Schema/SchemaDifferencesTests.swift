import PrompterCore
import Testing

@Suite struct SchemaDifferencesTests {
  private func schema(_ properties: JSONValue) throws -> Schema {
    try Schema(["type": "object", "properties": properties, "required": ["a"]])
  }

  @Test("words, annotations and order make no difference")
  func same() throws {
    let one = try schema(["a": ["type": "string", "description": "x"], "b": ["type": "integer"]])
    let other = try schema(["b": ["type": "integer", "x-weight": 2], "a": ["type": "string"]])
    #expect(one.differences(from: other) == [])
  }

  @Test("D37: fields that are missing, new or of another type are told apart")
  func different() throws {
    let one = try schema([
      "a": ["type": "string"], "b": ["type": "integer"], "c": ["enum": ["x", "y"]],
      "d": [
        "type": "array", "items": ["type": "object", "properties": ["e": ["type": "number"]]],
      ],
    ])
    let other = try schema([
      "a": ["type": "string"], "c": ["enum": ["x", "z"]],
      "d": [
        "type": "array", "items": ["type": "object", "properties": ["e": ["type": "string"]]],
      ],
      "f": ["type": "boolean"],
    ])
    #expect(
      one.differences(from: other) == [
        "'b' is missing there", #"'c' is "x", "z" or null there, not "x", "y" or null"#,
        "'d[].e' is string or null there, not number or null", "'f' is only there",
      ])
  }

  @Test("a field that may be null differs from one that may not")
  func optional() throws {
    let one = try schema(["a": ["type": "string"]])
    let other = try schema(["a": ["type": ["string", "null"]]])
    #expect(one.differences(from: other) == ["'a' is string or null there, not string"])
  }
}
