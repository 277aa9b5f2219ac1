import PrompterCore
import PrompterTesting
import Testing

@Suite struct AgreeingExtractorTests {
  private let schema: Schema
  private let template: PromptTemplate

  init() throws {
    schema = try Schema([
      "type": "object",
      "properties": [
        "a": ["type": "string"],
        "b": [
          "type": "object", "properties": ["c": ["type": "integer"], "d": ["type": "integer"]],
        ],
      ],
    ])
    template = .seed(schema)
  }

  private func extract(
    _ answer: @escaping @Sendable (Call) throws -> String
  ) async -> (Extraction, [Call]) {
    let model = ScriptedModel { call in
      Completion(text: try answer(call), usage: Usage(input: 10, output: 2))
    }
    let engine = Engine(model, EngineConfiguration(retry: RetryPolicy(retries: 0)))
    let extractor = AgreeingExtractor(
      Pipeline(template: template, engine: engine),
      second: Pipeline(template: template.otherShape, engine: engine))
    return (await extractor.extract(Document(id: "d", text: "x")), model.calls)
  }

  private static func isSecond(_ call: Call) -> Bool {
    call.prompt.responseSchema?.json[key: "properties"]?.object?.keys == ["b", "a"]
  }

  @Test("the record is the first answer's, the second one stands beside it, both are paid for")
  func both() async {
    let (extraction, calls) = await extract { Self.isSecond($0) ? #"{"a": "2"}"# : #"{"a": "1"}"# }
    #expect(extraction.record?[key: "a"] == "1" && extraction.second?[key: "a"] == "2")
    #expect(calls.count == 2 && extraction.attempts == 2)
    #expect(extraction.usage == Usage(input: 20, output: 4))
  }

  @Test("without a record nothing is asked again; a second answer in vain leaves the first one")
  func failures() async {
    let (failed, calls) = await extract { _ in "nothing" }
    #expect(failed.failure != nil && failed.second == nil && calls.count == 1)
    let (alone, both) = await extract { Self.isSecond($0) ? "nothing" : #"{"a": "1"}"# }
    #expect(alone.record?[key: "a"] == "1" && alone.second == nil && both.count == 2)
  }

  @Test("a document whose second question is interrupted is not done")
  func cancelled() async {
    let (extraction, _) = await extract { call in
      if Self.isSecond(call) { throw CancellationError() }
      return #"{"a": "1"}"#
    }
    #expect(extraction.failure?.isCancellation == true)
  }

  @Test("the other shape has its fields in the opposite order at every level")
  func order() {
    let other = template.otherShape
    #expect(other.schema.fields.map(\.path.description) == ["b", "b.d", "b.c", "a"])
    #expect(other.otherShape.schema.fields.map(\.path) == schema.fields.map(\.path))
    #expect(other.instruction == template.instruction && other.fields == template.fields)
  }

  @Test("with one field the demonstrations turn round, or the fields are described otherwise")
  func oneField() throws {
    let schema = try Schema(["type": "object", "properties": ["a": ["type": "string"]]])
    let shown = ["x", "y"].map { Demonstration(input: $0, expected: ["a": .string($0)]) }
    let some = try PromptTemplate(
      schema: schema, instruction: "i", fields: [:], demonstrations: shown)
    #expect(some.otherShape.demonstrations == shown.reversed())
    #expect(some.otherShape.layout == some.layout)
    for (guide, other) in [(Layout.Guide.fields, Layout.Guide.schema), (.none, .fields)] {
      let bare = try PromptTemplate(
        schema: schema, instruction: "i", fields: [:], layout: Layout(guide: guide))
      #expect(bare.otherShape.layout.guide == other)
    }
  }
}
