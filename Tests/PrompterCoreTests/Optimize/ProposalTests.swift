import PrompterTesting
import Testing

@testable import PrompterCore

private let training = [
  Example(
    Document(text: "The Blue Lantern sells grilled cheese to night workers since 1998."),
    expected: ["name": "Blue Lantern", "year": 1998])
]

@Test(
  "D43: texts that would not generalise are refused",
  arguments: [
    "", "x", String(repeating: "long ", count: 100),
    "As in: sells grilled cheese to night workers", "Names such as Blue Lantern",
    "Rewrite the description to be clearer", "Return JSON with the name",
  ])
func proposalIsRefused(_ text: String) {
  #expect(ProposalGuard(training).fault(text) != nil)
}

@Test func generalRuleIsAccepted() {
  #expect(ProposalGuard(training).fault("The name on the sign, without the article") == nil)
}

@Test func libraryHasTextsForEveryKindOfField() throws {
  let schema = try Schema(
    json: #"""
      {"type": "object", "properties": {
        "label": {"type": "string", "enum": ["a", "b"]}, "day": {"type": "string", "format": "date"},
        "total": {"type": "number"}, "names": {"type": "array", "items": {"type": "string"}},
        "flag": {"type": "boolean"}, "text": {"type": ["string", "null"]}}}
      """#)
  for field in schema.leaves {
    let texts = StrategyLibrary.guidance(for: field, seed: FieldGuidance(description: "seed"))
    #expect(!texts.isEmpty, "\(field.path)")
    #expect(texts.allSatisfy { $0.description == "seed" && !$0.rules.isEmpty })
  }
}

@Test func samplerCoversLabelsAndAbsence() throws {
  let schema = try Schema(
    json: #"""
      {"type": "object", "properties": {
        "label": {"type": "string", "enum": ["a", "b", "c"]}, "note": {"type": ["string", "null"]}},
       "required": ["label", "note"]}
      """#)
  let examples = (0..<30).map { index in
    Example(
      Document(id: "\(index)", text: "text \(index)"),
      expected: [
        "label": .string(index == 7 ? "c" : index == 8 ? "b" : "a"),
        "note": index == 8 ? .null : "n",
      ])
  }
  var generator = SeededGenerator(seed: 1, purpose: "test")
  let sampler = DemonstrationSampler(schema: schema, pool: examples, maximumTokens: 1_000)
  let chosen = sampler.choose(3, .coverage, failures: [:], using: &generator)
  #expect(Set(chosen.compactMap { $0.expected[key: "label"]?.string }) == ["a", "b", "c"])
  #expect(chosen.contains { $0.expected[key: "note"]?.isNull == true })
  let small = DemonstrationSampler(schema: schema, pool: examples, maximumTokens: 30)
  #expect(small.choose(10, .random, failures: [:], using: &generator).count <= 3)
}
