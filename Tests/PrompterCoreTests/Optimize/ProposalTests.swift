import PrompterTesting
import Testing

@testable import PrompterCore

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
