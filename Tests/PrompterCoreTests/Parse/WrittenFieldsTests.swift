import Testing

@testable import PrompterCore

@Suite("fields of an answer that is being written")
struct WrittenFieldsTests {
  private static let properties: JSONValue = [
    "vendor": ["type": "string"], "paid": ["type": "boolean"], "total": ["type": "number"],
    "due": ["type": ["string", "null"]],
    "items": [
      "type": "array",
      "items": ["type": "object", "properties": ["name": ["type": "string"]]],
    ],
  ]

  private func form(reasoning: Bool = false) throws -> AnswerForm {
    var template = PromptTemplate.seed(
      try Schema([
        "type": "object", "properties": Self.properties,
        "required": ["vendor", "paid", "total", "due", "items"],
      ]))
    template.layout.reasoning = reasoning
    return AnswerForm(template)
  }

  /// What is told while an answer comes in pieces of so many bytes.
  private func told(_ answer: String, by size: Int = 1, _ form: AnswerForm) -> [String] {
    var fields = WrittenFields(form)
    var told: [String] = []
    var rest = answer[...]
    while !rest.isEmpty {
      if let known = fields.read(String(rest.prefix(size))) { told.append(known.text()) }
      rest = rest.dropFirst(size)
    }
    return told
  }

  private static let answer =
    #"{"vendor": "A, \"B\"}", "paid": "yes", "due": null, "total": 1.5, "items": [{"name": ","}, {}]}"#
  private static let steps = [
    #"{"vendor":"A, \"B\"}"}"#,
    #"{"vendor":"A, \"B\"}","paid":true}"#,
    #"{"vendor":"A, \"B\"}","paid":true,"due":null}"#,
    #"{"vendor":"A, \"B\"}","paid":true,"total":1.5,"due":null}"#,
    #"{"vendor":"A, \"B\"}","paid":true,"total":1.5,"due":null,"items":[{"name":","},{}]}"#,
  ]

  @Test("each is told once it is finished, fitted to the schema, in the schema's order")
  func oneByOne() throws {
    #expect(told(Self.answer, try form()) == Self.steps)
  }

  @Test("pieces may finish several fields at once", arguments: [7, 30, 1_000])
  func pieces(size: Int) throws {
    let told = told(Self.answer, by: size, try form())
    #expect(told.last == Self.steps.last)
    #expect(told.allSatisfy { Self.steps.contains($0) })
  }

  @Test("a fence around the record and blanks before it do not matter")
  func fence() throws {
    #expect(told("\n```json\n" + Self.answer + "\n```", try form()) == Self.steps)
  }

  @Test("a thought before the record is none of its fields")
  func thought() throws {
    let answer = #"{"reasoning": "the text says, A", "vendor": "A", "paid": false}"#
    #expect(
      told(answer, try form(reasoning: true)) == [
        #"{"vendor":"A"}"#, #"{"vendor":"A","paid":false}"#,
      ])
  }

  @Test(
    "nothing is told of what may turn out otherwise",
    arguments: [
      #"Here is the record: {"vendor": "A", "paid": true}"#, #"<think>{"vendor": "A"}</think>"#,
      #"[{"vendor": "A"}]"#, #"{"total": 2,560.68, "vendor": "A"}"#, #"{"vendor": "A"#,
      #"{"vendor": "A","#, #"{"vendor": "A", "#, "", "{}",
    ])
  func nothing(answer: String) throws {
    #expect(told(answer, try form()).isEmpty)
  }

  @Test("a field that cannot be read is left out, the others are told")
  func unreadable() throws {
    #expect(
      told(#"{"paid": "perhaps", "vendor": "A", "total": 2}"#, try form()) == [
        #"{"vendor":"A"}"#, #"{"vendor":"A","total":2}"#,
      ])
  }
}
