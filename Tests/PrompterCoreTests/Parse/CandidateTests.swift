import Testing

@testable import PrompterCore

@Suite("The search for the record in an answer")
struct CandidateTests {
  @Test("finds the record", arguments: found)
  func finds(_ example: ParseCase) throws { try example.check() }

  @Test("finds nothing where there is nothing", arguments: refused)
  func refuses(_ example: ParseCase) throws { try example.check() }

  private static let text = #""x": {"type": "string"}"#
  private static let total = #""vendor": {"type": "string"}, "total": {"type": "number"}"#
  private static let both = ["vendor", "total"]

  static let found: [ParseCase] = [
    ParseCase("A1 strict JSON", " {\"a\": 1, \"b\": 2}\n", #"{"a":1,"b":2}"#),
    ParseCase("A2 fence", "Here:\n```json\n{\"a\": 1}\n```\nDone.", #"{"a":1}"#, [.fence]),
    ParseCase("A2 fence without language", "```\n{\"a\": 1}\n```", #"{"a":1}"#, [.fence]),
    ParseCase("A2 fence on one line", "```json {\"a\": 1} ```", #"{"a":1}"#, [.fence]),
    ParseCase("A2 tildes", "~~~\n{\"a\": 1}\n~~~", #"{"a":1}"#, [.fence]),
    ParseCase("A2 unclosed fence", "```json\n{\"a\": 1}", #"{"a":1}"#, [.fence]),
    ParseCase(
      "A2 fence within a string",
      "```json\n{\"a\": \"use ```x``` here\",\n \"b\": 1,}\n```",
      #"{"a":"use ```x``` here","b":1}"#, [.fence, .trailingComma]),
    ParseCase(
      "A2 fence within a string of bare JSON", "{\"a\": \"```py\\nx\\n```\", \"b\": 1,}",
      #"{"a":"```py\nx\n```","b":1}"#, [.trailingComma]),
    ParseCase(
      "A2 a brace is missing before the fence ends",
      "```json\n{\"a\": 1, \"b\": \"x\"\n```\nI hope this helps!", #"{"a":1,"b":"x"}"#,
      [.fence, .unclosedBracket], flags: [.incomplete]),
    ParseCase(
      "A2 the last of two fences",
      "```json\n{\"a\": 1, \"b\": 1}\n```\nI mean\n```json\n{\"a\": 2, \"b\": 2}\n```",
      #"{"a":2,"b":2}"#, [.fence]),
    ParseCase(
      "A2 prose after a fence",
      "```json\n{\"a\": 1, \"b\": 1}\n```\nCorrected: {\"a\": 2, \"b\": 2}",
      #"{"a":2,"b":2}"#, [.surroundingText]),
    ParseCase(
      "A3 D11: braces in a string, prose behind", #"{"a": "x } y"} That is {all}."#,
      #"{"a":"x } y"}"#, [.surroundingText]),
    ParseCase(
      "A3 D11: brackets in a string, prose on both sides",
      #"So [1] it is: {"a": "]}{[", "b": "\"}"} and that's it (see {this})."#,
      #"{"a":"]}{[","b":"\"}"}"#, [.surroundingText]),
    ParseCase(
      "A3 an unclosed bracket in prose before", #"Use [x and then {"a": 1, "b": 2}"#,
      #"{"a":1,"b":2}"#, [.surroundingText]),
    ParseCase("A3 an array of one", #"[{"a": 1}]"#, #"{"a":1}"#, [.singleFromArray]),
    ParseCase(
      "A4 the first bracket is missing", #""a": 1, "b": "x"}"#, #"{"a":1,"b":"x"}"#,
      [.missingOpening]),
    ParseCase(
      "A5 plain text for the only field", fields: text, required: ["x"], "All is well.",
      #"{"x":"All is well."}"#, [.rawText, .impliedKey]),
    ParseCase(
      "A5 a label and its reason for the only field",
      fields: #""x": {"enum": ["HIGH", "LOW"]}"#, required: ["x"], "HIGH: because it is not LOW",
      #"{"x":"HIGH"}"#, [.rawText, .impliedKey, .enumMatch]),
    ParseCase(
      "thinking goes before", "<think>{\"a\": 0, \"b\": 0}</think>\n{\"a\": 1}",
      #"{"a":1}"#, [.thinkBlock]),
    ParseCase(
      "thinking whose start was in the prompt",
      "I would say {\"a\": 0, \"b\": 0}.\n</think>\n{\"a\": 1}", #"{"a":1}"#, [.thinkBlock]),
    ParseCase(
      "thinking that was never closed", "<think>So {\"a\": 1, \"b\": 2}",
      #"{"a":1,"b":2}"#, [.surroundingText]),
    ParseCase(
      "a tag within a string is no thinking", #"{"a": "<think>x</think>", "b": 1,}"#,
      #"{"a":"<think>x</think>","b":1}"#, [.trailingComma]),
    ParseCase("byte order mark", "\u{FEFF}{\"a\": 1}", #"{"a":1}"#, [.invisible]),
    ParseCase(
      "no-break spaces and zero widths", "{\u{A0}\"a\":\u{200B} 1}", #"{"a":1}"#,
      [.invisible]),
    ParseCase(
      "JSON in a string", #""{\"a\": 1, \"b\": \"\\n\"}""#, #"{"a":1,"b":"\n"}"#,
      [.jsonInString]),
    ParseCase(
      "tool shell", #"{"name": "extract", "arguments": {"a": 1, "b": 2}}"#,
      #"{"a":1,"b":2}"#, [.toolShell]),
    ParseCase(
      "tool shell with text",
      #"{"name": "extract", "parameters": "{\"a\": 1, \"b\": 2}"}"#, #"{"a":1,"b":2}"#,
      [.toolShell, .jsonInString]),
    ParseCase(
      "tool shell of two layers",
      #"<call>{"type": "function", "function": {"name": "f", "arguments": "{\"a\": 1}"}}</call>"#,
      #"{"a":1}"#, [.toolShell, .jsonInString, .surroundingText]),
    ParseCase(
      "wrapper of one key", #"{"invoice": {"a": 1, "b": 2}}"#, #"{"a":1,"b":2}"#,
      [.wrapper]),
    ParseCase(
      "the part that fits better wins", fields: total, required: both,
      #"{"vendor": "Acme", "total": 12} (not {"vendor": "Acme", "total": "12 EUR"})"#,
      #"{"vendor":"Acme","total":12}"#, [.surroundingText]),
    ParseCase(
      "a complete part wins over an incomplete one", fields: total, required: both,
      #"{"vendor": "Acme", "total": 12} {"vendor": "Acme", "total": 13"#,
      #"{"vendor":"Acme","total":12}"#, [.surroundingText]),
  ]

  static let refused: [ParseCase] = [
    ParseCase("A1 a scalar is no record", "42", nil),
    ParseCase("A2 a fence without JSON", "```python\nprint(x)\n```", nil),
    ParseCase("A3 braces in prose", "The set {x | x > 0} is open [1].", nil),
    ParseCase("A3 a foreign object", #"{"error": "cannot", "code": 5}"#, nil),
    ParseCase("A4 plain text for two fields", "All is well.", nil),
    ParseCase(
      "A5 an object is not printed into the only field", fields: text, required: ["x"],
      #"{"error": {"code": 5}}"#, nil),
    ParseCase(
      "A5 a cut-off text is not taken", fields: text, required: ["x"], "All is w", nil,
      isCutOff: true),
    ParseCase("thinking only, cut off", "<think>So {\"a\": 1, \"b\": 2}, or", nil, isCutOff: true),
    ParseCase("nothing", "", nil),
    ParseCase("blanks", " \n\u{FEFF}", nil),
  ]
}
