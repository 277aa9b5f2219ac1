import PrompterCore
import Testing

@Suite struct PromptTemplateTests {
  private func schema() throws -> Schema { try Schema(PromptSamples.schema) }

  @Test("the seed takes its words from the schema and has no demonstrations")
  func seed() throws {
    let seed = PromptTemplate.seed(try schema())
    #expect(seed.instruction == "Extract the Receipt record from the text. One purchase.")
    #expect(seed.fields[.root.key("shop")] == FieldGuidance(description: "who sold"))
    #expect(seed.fields.count == 7)
    #expect(seed.demonstrations.isEmpty)
    let node = PromptTemplate.seed(try Schema(json: PydanticSchemas.node))
    #expect(node.instruction == "Extract the Node record from the text.")
  }

  @Test("D22: a demonstration whose record breaks the schema is refused")
  func brokenDemonstration() throws {
    let bad = Demonstration(input: "x", expected: ["shop": "s"])
    #expect(throws: PromptError(message: "demonstration 1: currency: is required but missing")) {
      try PromptTemplate(schema: schema(), instruction: "", fields: [:], demonstrations: [bad])
    }
  }

  @Test("D22: an example without a label is no demonstration")
  func unlabelled() {
    #expect(Demonstration(Example(Document(text: "x"), expected: nil)) == nil)
    #expect(
      Demonstration(Example(Document(text: "x"), expected: ["a": 1]))
        == Demonstration(input: "x", expected: ["a": 1]))
  }

  @Test(
    "guidance for a field that does not exist is refused", arguments: ["totl", "lines[].x", "$"])
  func unknownField(name: String) throws {
    let path = try #require(FieldPath(name))
    #expect(throws: PromptError(message: "the schema has no field '\(name)'")) {
      try PromptTemplate(
        schema: schema(), instruction: "", fields: [path: FieldGuidance(description: "d")])
    }
  }

  @Test("the hash changes with everything that shapes a prompt")
  func hash() throws {
    let template = try PromptSamples.template()
    var hashes = [template.sha256]
    func changed(_ change: (inout PromptTemplate) -> Void) {
      var copy = template
      change(&copy)
      hashes.append(copy.sha256)
    }
    changed { $0.instruction += "!" }
    changed { $0.fields[.root.key("shop")]?.description = "" }
    changed { $0.fields[.root.key("shop")]?.rules.reverse() }
    changed { $0.fields[.root.key("bought")] = FieldGuidance(description: "d") }
    changed { $0.demonstrations[0].input += " " }
    changed { $0.demonstrations = [] }
    changed { $0.demonstrations += $0.demonstrations }
    changed { $0.layout.guide = .schema }
    changed { $0.layout.demonstrations = .inline }
    var properties = try #require(PromptSamples.schema[key: "properties"]?.object)
    let extras = properties["extras"]
    properties["extras"] = nil
    var source = try #require(PromptSamples.schema.object)
    source["properties"] = .object(
      JSONObject([("extras", extras ?? .null)] + properties.map { ($0.key, $0.value) }))
    hashes.append(
      try PromptTemplate(
        schema: Schema(.object(source)), instruction: template.instruction, fields: template.fields,
        demonstrations: template.demonstrations
      ).sha256)
    #expect(Set(hashes).count == hashes.count)
    #expect(try PromptSamples.template().sha256 == template.sha256)
  }

  @Test("D15: two equal candidates make equal prompts")
  func equalCandidates() throws {
    let document = Document(text: "x")
    #expect(
      try PromptSamples.template().prompt(for: document)
        == PromptSamples.template().prompt(for: document))
  }
}
