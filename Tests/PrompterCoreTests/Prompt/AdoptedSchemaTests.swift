import Testing

@testable import PrompterCore

@Suite("a prompt for another schema with the same fields")
struct AdoptedSchemaTests {
  private let name = FieldPath.root.key("name")
  private let total = FieldPath.root.key("total")

  private func schema(_ title: String, _ name: String, _ total: String) throws -> Schema {
    try Schema(
      json: #"""
        {"type": "object", "title": "\#(title)", "properties": {
          "name": {"type": "string", \#(name)}, "total": {"type": "number", \#(total)}},
         "required": ["name"], "additionalProperties": false}
        """#)
  }

  private func trained() throws -> PromptTemplate {
    let old = try schema("Bill", #""description": "Who""#, #""description": "How much""#)
    var template = PromptTemplate.seed(old)
    template.fields[name] = FieldGuidance(
      description: "The seller, as printed", rules: ["No address"])
    template.fields[total]?.rules = ["Without tax"]
    template.demonstrations = [
      Demonstration(input: "a", expected: ["name": "A", "total": 1]),
      Demonstration(input: "b", expected: ["name": "B", "total": -1]),
    ]
    template.layout.nearest = 1
    return template
  }

  @Test("what was learnt stays; other words, weights and limits are those of the new schema")
  func words() throws {
    let new = try schema(
      "Invoice", #""description": "The vendor", "x-weight": 3"#,
      #""description": "The sum", "minimum": 0, "x-metric": "number""#)
    let old = try trained()
    let adopted = try old.adopting(new)
    #expect(adopted.schema == new)
    #expect(adopted.fields[name] == old.fields[name])
    #expect(
      adopted.fields[total] == FieldGuidance(description: "The sum", rules: ["Without tax"]))
    #expect(adopted.instruction == "Extract the Invoice record from the text.")
    #expect(adopted.layout == old.layout)
    #expect(adopted.demonstrations == [old.demonstrations[0]], "-1 is below the new minimum")
  }

  @Test("an instruction that was learnt stays, and the same schema changes nothing")
  func same() throws {
    var template = try trained()
    template.instruction = "Read the bill."
    #expect(try template.adopting(template.schema) == template)
    let new = try schema("Invoice", #""x-weight": 2"#, #""x-weight": 0"#)
    let adopted = try template.adopting(new)
    #expect(adopted.instruction == "Read the bill.")
    #expect(adopted.fields[total]?.description.isEmpty == true)
  }
}
