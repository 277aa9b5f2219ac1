import PrompterKit

/// The stages that a document passes, one by one, and the whole line with a model that answers at
/// once: what is left of the whole process is transport, reading and writing.
struct StageBenchmark {
  let delivery: Delivery

  init(_ delivery: Delivery) {
    self.delivery = delivery
  }

  func rows() async throws -> [Row] {
    let (document, schema) = (delivery.document, delivery.schema)
    let template = PromptTemplate.seed(schema)
    let prompt = try template.prompt(for: document)
    let plain = delivery.response()
    let large = delivery.response(tokens: 34)
    let line = Pipeline(template: template, engine: Engine(InstantModel(answer: delivery.answer)))
    let extraction = await line.extract(document, repetition: 0)
    let input = JSONValue.object(
      JSONObject([("id", .string(document.id)), ("text", .string(document.text))])
    ).text()
    return [
      try Row.time("read: a JSON line", bytes: input.utf8.count) {
        use(try JSONParser.parse(input))
      },
      Row.time("read: content hash", bytes: document.text.utf8.count) {
        use(document.contentHash)
      },
      try Row.time("render: prompt") { use(try template.prompt(for: document)) },
      Row.time("render: document as a JSON string", bytes: document.text.utf8.count) {
        use(JSONValue.string(prompt.messages.last?.text ?? "").text())
      },
      try Row.time("answer: JSON", bytes: plain.count) { use(try JSONParser.parse(plain)) },
      try Row.time("answer: JSON with log-probabilities", bytes: large.count) {
        use(try JSONParser.parse(large))
      },
      Row.time("check: schema") { use(schema.violations(of: delivery.record)) },
      Row.time("ground: 7 values", bytes: document.text.utf8.count) {
        var grounding = Grounding(document.text)
        for member in delivery.record.object ?? JSONObject() {
          use(grounding.span(of: member.value))
        }
      },
      Row.time("write: a JSON line") {
        use(extraction.json(prompter: "delivery", model: "openai/mock", cost: nil).text())
      },
      await Row.timeAsync("whole line without provider, reading and writing") {
        use(await line.extract(document, repetition: 0))
      },
    ]
  }
}

/// Gives the same answer to everything, at once.
private struct InstantModel: LanguageModel {
  let name = "bench/instant"
  let capabilities = ModelCapabilities()
  let answer: String

  func complete(_ call: Call) async throws -> Completion {
    Completion(text: answer, usage: Usage(input: 700, output: 45))
  }
}
