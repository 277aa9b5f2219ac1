import PrompterCore
import PrompterTesting
import Testing

@Suite struct PlaceholderTests {
  private func template(_ instruction: String) throws -> PromptTemplate {
    let schema = try Schema(["type": "object", "properties": ["a": ["type": "string"]]])
    return try PromptTemplate(schema: schema, instruction: instruction, fields: [:])
  }

  private func said(_ instruction: String, _ input: JSONObject) throws -> String {
    try template(instruction).prompt(for: Document(id: "d", input: input)).messages[0].text
  }

  @Test(
    "D13: placeholders are filled with the document's inputs",
    arguments: [
      ("Answer {question}.", "Answer Why?."), ("{question}{question}", "Why?Why?"),
      ("{n} of {list}", "3 of [1, \"x\"]"), ("{ question } {}", "{ question } {}"),
      ("{\"a\": 1} {question", "{\"a\": 1} {question"), ("{{question}}", "{Why?}"),
      ("{{{", "{{{"), ("{größe_2}", "{n}"), ("no placeholder", "no placeholder"),
    ])
  func filled(instruction: String, text: String) throws {
    let input: JSONObject = ["question": "Why?", "n": 3, "list": [1, "x"], "größe_2": "{n}"]
    #expect(try said(instruction, input).hasPrefix(text + "\n"))
  }

  @Test("D9: every input reaches the model, whether or not the instruction names it")
  func everyInput() throws {
    let input: JSONObject = ["question": "Why so late?", "mail": "order 4711", "n": 12.5]
    for instruction in ["Extract.", "Answer {question}.", "{mail} {n} {question}"] {
      let prompt = try template(instruction).prompt(for: Document(input: input))
      for value in ["Why so late?", "order 4711", "12.5"] {
        #expect(prompt.messages.last?.text.contains(value) == true)
      }
    }
  }

  @Test("D10: an input that the document lacks is an error, before any call")
  func missing() throws {
    #expect(
      throws: PromptError(
        message: "the instruction names the input '{order}', which document 'd' does not have")
    ) { try said("Look at {order}.", ["question": "q"]) }
  }

  @Test("a document of plain text leaves braces alone")
  func plainText() throws {
    let prompt = try template("Like {this}.").prompt(for: Document(text: "t"))
    #expect(prompt.messages[0].text.hasPrefix("Like {this}.\n"))
  }

  @Test("D10: the pipeline reports it as a failure and sends nothing")
  func pipeline() async throws {
    let model = ScriptedModel(answers: ["{}"])
    let pipeline = Pipeline(template: try template("Look at {order}."), engine: Engine(model))
    let extraction = await pipeline.extract(Document(id: "d", input: ["question": "q"]))
    #expect(extraction.failure?.message.contains("'{order}'") == true)
    #expect(extraction.failure?.isInvalidAnswer == false)
    #expect(model.calls.isEmpty)
  }
}
