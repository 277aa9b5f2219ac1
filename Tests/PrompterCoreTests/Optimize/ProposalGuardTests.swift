import Testing

@testable import PrompterCore

private let examples = [
  Example(
    Document(text: "The Blue Lantern sells grilled cheese to night workers since 1998."),
    expected: ["name": "Blue Lantern", "kind": "night shop"]),
  Example(
    Document(text: "Bill W77120 of Medivane."), expected: ["name": "Medivane", "total": 48_213]),
]

private let properties = #"""
  {"type": "object", "properties": {
    "kind": {"type": "string", "enum": ["night shop", "bar"]},
    "day": {"type": "string", "format": "date"}, "total": {"type": ["number", "null"]},
    "open": {"type": "boolean"}, "name": {"type": "string"},
    "tags": {"type": "array", "items": {"type": "string", "enum": ["new", "old"]}}}}
  """#

private func makeGuard(instruction: String = "Extract the record.") throws -> ProposalGuard {
  var template = PromptTemplate.seed(try Schema(json: properties))
  template.instruction = instruction
  return ProposalGuard(examples, seed: template)
}

private func field(_ name: String) throws -> Field {
  try #require(
    try Schema(json: properties).fields.first { $0.path.description == name })
}

@Test(
  "An instruction is taken out of what is around it",
  arguments: [
    "Read the text.", "  Read the text.\n", "\"Read the text.\"", "\u{201C}Read the text.\u{201D}",
    "```\nRead the text.\n```", "```text\nRead the text.\n```",
    "Proposed Instruction: Read the text.",
    "**New instruction:** Read the text.", "Instruction:\n```\n\"Read the text.\"\n```",
    "<think>Which one? \"This\".</think>\nRead the text.",
  ])
func instructionIsUnwrapped(_ answer: String) {
  #expect(ProposedText.unwrapped(answer) == "Read the text.")
}

@Test(
  "Quotes, colons and braces of the text itself stay",
  arguments: [
    "\"Total\" is the sum, \"net\" is not", "Extract the record: every field of it.",
    "Don't guess; say 'null'", "Answer as in {\"n\": 1}, no fence", "\"", "",
  ])
func proposedTextStays(_ text: String) {
  #expect(ProposedText.unwrapped(text) == text)
}

@Test(
  "Instructions that cannot be tried are refused",
  arguments: [
    "", "word", "<think>for ever", String(repeating: "very ", count: 700) + "long",
    "As in: sells grilled cheese to night workers", "Read {letter} and answer",
    "Find the Blue Lantern and its kind", "As an AI, I read the text", "```",
    "Names are written like Medivane", "Totals such as 48213 have no comma",
    "The kind is one of 'bar' and 'pub'. Read the text.",
  ])
func instructionIsRefused(_ answer: String) throws {
  #expect(try makeGuard().fault(ProposedText.unwrapped(answer), of: .instruction) != nil)
}

@Test("The seed's own words, labels and inputs may be used again, and its inputs must")
func ownWordsAreNoCopy() throws {
  func fault(_ instruction: String, _ text: String) throws -> String? {
    try makeGuard(instruction: instruction).fault(text, of: .instruction)
  }
  let words = "sells grilled cheese to night workers"
  #expect(try fault("Extract.", "Who \(words)?") != nil)
  #expect(try fault("Find who \(words).", "Who \(words)?") == nil)
  #expect(try fault("Extract.", "Answer night shop; do not rephrase") == nil)
  #expect(try fault("Extract.", "The kind is \"bar\" or 'night shop', don't guess it") == nil)
  #expect(try fault("Extract like Medivane.", "Names are like Medivane") == nil)
  #expect(try fault("Read {letter}.", "Look at {letter} now") == nil)
  #expect(try fault("Read {letter}.", "Look at the letter") != nil)
}

@Test("A very long answer is refused without being read to its end")
func longAnswer() throws {
  let answer = String(repeating: "{a \"", count: 500_000)
  #expect(try makeGuard().fault(ProposedText.unwrapped(answer), of: .instruction) == "too long")
}

@Test(
  "D43: texts about a field that would not generalise are refused",
  arguments: [
    "", "x", String(repeating: "long ", count: 100),
    "As in: sells grilled cheese to night workers", "Names such as Blue Lantern",
    "Rewrite the description to be clearer", "Return JSON with the name",
  ])
func proposalIsRefused(_ text: String) throws {
  #expect(try makeGuard().fault(text, of: .guidance(try field("name"))) != nil)
}

@Test("D43: in scripts without spaces every sign is a word")
func signs() throws {
  let text =
    "\u{6211}\u{4EEC}\u{7684}\u{5546}\u{5E97}\u{5728}\u{4E0A}\u{6D77}\u{5E02}\u{4E2D}\u{5FC3}"
  let examples = [
    Example(Document(text: text), expected: ["name": "\u{4E0A}\u{6D77}", "kind": "bar"])
  ]
  let proposals = ProposalGuard(examples, seed: .seed(try Schema(json: properties)))
  func fault(_ text: String) throws -> String? {
    proposals.fault(text, of: .guidance(try field("name")))
  }
  #expect(try fault("\u{6BD4}\u{5982} \(text)") == "copies a training text")
  #expect(
    try fault("\u{6BD4}\u{5982}\u{4E0A}\u{6D77}\u{7684}\u{540D}") == "copies a training value")
  #expect(try fault("\u{5546}\u{5E97}\u{7684}\u{540D}\u{5B57}") == nil)
}

@Test("A general rule is accepted")
func generalRuleIsAccepted() throws {
  let text = "The name on the sign, without the article"
  #expect(try makeGuard().fault(text, of: .guidance(try field("name"))) == nil)
}

@Test(
  "What contradicts the type of a field is refused",
  arguments: [
    ("kind", "One of \"bar\" and \"pub\""), ("kind", "'bar' or 'pub', never both"),
    ("tags", "Each \"used\" or \"new\""),
    ("day", "Write it as DD/MM/YYYY"), ("open", "\"yes\" when it is open"),
    ("total", "The sum with its currency sign"), ("total", "The sum as a string"),
  ])
func contradictionIsRefused(_ name: String, _ text: String) throws {
  #expect(try makeGuard().fault(text, of: .guidance(try field(name))) != nil)
}

@Test(
  "What fits the type of a field is accepted",
  arguments: [
    ("kind", "It's the owner's word: 'bar'"),
    ("kind", "Say \"bar\" for a pub, else \"night shop\""),
    ("tags", "\"new\" or \"old\", each once"),
    ("day", "YYYY-MM-DD even if the text has DD/MM/YYYY"), ("open", "true when it is open"),
    ("total", "The sum without its currency sign"), ("kind", "\"null\" does not occur: \"bar\""),
  ])
func fittingTextIsAccepted(_ name: String, _ text: String) throws {
  #expect(try makeGuard().fault(text, of: .guidance(try field(name))) == nil)
}
