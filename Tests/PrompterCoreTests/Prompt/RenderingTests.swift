import PrompterCore
import Testing

@Suite struct RenderingTests {
  private let document = Document(id: "d", text: "BAKER\nbread 2.10")
  private static let guide = """
    Read the receipt.
    Fields:
    - shop (string): Who sold. Use the name as printed. No address
    - currency ("USD", "EUR" or null)
    - bought (date)
    - lines (list of object)
    - lines[].what (string)
    - lines[].amount (number or null): Tax included
    - extras (object or null)
    Answer with one JSON object and nothing else.
    """
  private static let answer =
    #"{"shop": "ACME", "currency": null, "bought": "2024-03-07", "#
    + #""lines": [{"what": "nails", "amount": 3.5}], "#
    + #""extras": {"a": {}, "z": {"b": 2, "q": 1}}}"#

  @Test("D38, D39: demonstrations as turns: guide, shown text, shown record, document")
  func turns() throws {
    let prompt = try PromptSamples.template().prompt(for: document)
    #expect(
      prompt.messages == [
        .init(.system, Self.guide), .init(.user, "ACME\n2 nails 3.50"),
        .init(.assistant, Self.answer), .init(.user, "BAKER\nbread 2.10"),
      ])
  }

  @Test("D38, D39: demonstrations inline: one message of the user, the document last")
  func inline() throws {
    let prompt = try PromptSamples.template(Layout(demonstrations: .inline)).prompt(for: document)
    #expect(
      prompt.messages == [
        .init(.system, Self.guide),
        .init(
          .user,
          """
          <document>
          ACME
          2 nails 3.50
          </document>
          \(Self.answer)

          <document>
          BAKER
          bread 2.10
          </document>
          """),
      ])
  }

  @Test("the guide may be the schema itself, or nothing")
  func guides() throws {
    let schema = try PromptSamples.template(Layout(guide: .schema)).prompt(for: document)
    #expect(
      schema.messages[0].text.hasPrefix(
        "Read the receipt.\nJSON Schema: {\"description\": \"One purchase.\", \"properties\": {\"shop\":"
      ))
    #expect(schema.messages[0].text.hasSuffix("}\nAnswer with one JSON object and nothing else."))
    #expect(!schema.messages[0].text.contains("x-metric"))
    let none = try PromptSamples.template(Layout(guide: .none)).prompt(for: document)
    #expect(
      none.messages[0].text == "Read the receipt.\nAnswer with one JSON object and nothing else.")
  }

  @Test("the schema for providers keeps the order of properties and drops our annotations")
  func responseSchema() throws {
    let seed = PromptTemplate.seed(try Schema(PromptSamples.schema))
    let schema = try #require(seed.prompt(for: document).responseSchema?.json)
    #expect(
      schema[key: "properties"]?.object?.keys == ["shop", "currency", "bought", "lines", "extras"])
    #expect(schema[key: "properties"]?[key: "shop"]?.object?.keys == ["description", "type"])
  }

  @Test("a prompt with words of its own about the fields is not contradicted by the schema's")
  func ownWords() throws {
    var silent = PromptTemplate.seed(try Schema(PromptSamples.schema))
    silent.layout.guide = .none
    for template in [try PromptSamples.template(), silent] {
      let schema = try #require(template.prompt(for: document).responseSchema?.json)
      #expect(schema[key: "description"] == nil)
      #expect(schema[key: "properties"]?[key: "shop"]?.object?.keys == ["type"])
    }
    // A property of that name, a value and a definition are no words about a field.
    let text = """
      {"type": "object", "properties": {"description": {"$ref": "#/$defs/description"}},
       "$defs": {"description": {"enum": [{"description": "x"}], "description": "words"}}}
      """
    var odd = PromptTemplate.seed(try Schema(json: text))
    odd.layout.guide = .none
    let schema = try #require(odd.prompt(for: document).responseSchema?.json)
    #expect(schema[key: "properties"]?[key: "description"] != nil)
    let definition = schema[key: "$defs"]?[key: "description"]
    #expect(definition?.object?.keys == ["enum"])
    #expect(definition?[key: "enum"] == [["description": "x"]])
  }

  @Test("a property may have the name of a keyword, or of an annotation of ours")
  func keywordNames() throws {
    let template = try PromptTemplate.seed(
      Schema([
        "type": "object",
        "properties": [
          "x-ray": ["type": "string"], "properties": ["type": "string", "x-weight": 2],
          "evaluation_config": ["type": "string"],
        ],
      ]))
    let schema = try #require(template.prompt(for: document).responseSchema?.json)
    #expect(
      schema[key: "properties"]?.object?.keys == ["x-ray", "properties", "evaluation_config"])
    #expect(schema[key: "properties"]?[key: "properties"] == ["type": "string"])
  }

  @Test("pictures go with the document, and count in the estimate of tokens")
  func images() throws {
    let image = Document.Image(mediaType: "image/png", base64: "AAAA")
    let seen = Document(text: "see", images: [image])
    for layout in [Layout(), Layout(demonstrations: .inline)] {
      let prompt = try PromptSamples.template(layout).prompt(for: seen)
      #expect(prompt.messages.last?.images == [image])
      #expect(prompt.messages.dropLast().allSatisfy { $0.images.isEmpty })
      #expect(!prompt.messages.contains { $0.text.contains("AAAA") })
      #expect(
        prompt.estimatedTokens
          - (try PromptSamples.template(layout).prompt(for: Document(text: "see")))
          .estimatedTokens == 1_000)
    }
  }

  @Test(
    "D12: the bytes sent are the same before saving a prompter and after loading it",
    arguments: Layout.Guide.allCases, Layout.Demonstrations.allCases)
  func trainIsServe(guide: Layout.Guide, demonstrations: Layout.Demonstrations) throws {
    let template = try PromptSamples.template(Layout(guide: guide, demonstrations: demonstrations))
    let saved = Artifact(name: "r", template: template, model: "a/b").text
    let loaded = try Artifact(saved).template
    let (before, after) = (try template.prompt(for: document), try loaded.prompt(for: document))
    #expect(before == after)
    #expect(before.responseSchema?.text == after.responseSchema?.text)
    #expect(loaded.sha256 == template.sha256)
  }

  @Test("D12: so they are for unions, maps, enumerations of objects and pydantic's models")
  func trainIsServeUnions() throws {
    let schema = try Schema([
      "type": "object",
      "properties": [
        "u": [
          "anyOf": [
            [
              "type": "object", "properties": ["z": ["type": "string"], "a": ["type": "string"]],
              "required": ["z"],
            ],
            ["type": "array", "items": ["type": "object", "properties": ["q": [:], "b": [:]]]],
          ]
        ],
        "any": [:], "e": ["enum": [["y": 1, "x": 2]]],
        "m": ["type": "object", "additionalProperties": ["properties": ["n": [:], "c": [:]]]],
      ],
    ])
    let template = try PromptTemplate(
      schema: schema, instruction: "i", fields: [:],
      demonstrations: [
        Demonstration(
          input: "1",
          expected: ["u": ["a": "1", "z": "2"], "any": ["k": 1, "d": ["t": 1, "s": 2]]]),
        Demonstration(
          input: "2",
          expected: ["u": [["b": 1, "q": 2]], "m": ["o": ["c": 1, "n": 2], "h": [:]]]),
      ])
    let loaded = try Artifact(Artifact(name: "r", template: template, model: "a/b").text).template
    let prompt = try template.prompt(for: document)
    #expect(prompt == (try loaded.prompt(for: document)))
    #expect(loaded.sha256 == template.sha256)
    #expect(prompt.messages[2].text.hasPrefix(#"{"u": {"z": "2", "a": "1"}"#))
    #expect(
      prompt.messages[4].text
        == #"{"u": [{"q": 2, "b": 1}], "m": {"h": {}, "o": {"n": 2, "c": 1}}}"#)
    for json in [PydanticSchemas.invoice, PydanticSchemas.node, PydanticSchemas.owner] {
      let template = PromptTemplate.seed(try Schema(json: json))
      let loaded = try Artifact(Artifact(name: "r", template: template, model: "a/b").text).template
      #expect(try template.prompt(for: document) == loaded.prompt(for: document))
      #expect(loaded.schema.fields.map(\.path) == template.schema.fields.map(\.path))
    }
  }
}
