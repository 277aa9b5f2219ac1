import PrompterCore
import PrompterTesting
import Testing

@Suite("who hears a record while it is written")
struct RecordListenerTests {
  private let template: PromptTemplate

  init() throws {
    template = .seed(
      try Schema([
        "type": "object", "properties": ["a": ["type": "integer"], "b": ["type": "integer"]],
        "required": ["a", "b"],
      ]))
  }

  /// A model that writes its answers in two pieces for who listens.
  private func model(_ answers: [String]) -> ScriptedModel {
    let number = Shared(0)
    return ScriptedModel { call in
      let answer = answers[
        number.update {
          $0 += 1; return $0 - 1
        }]
      call.listener?.began()
      call.listener?.wrote(String(answer.prefix(6)))
      call.listener?.wrote(String(answer.dropFirst(6)))
      return Completion(text: answer)
    }
  }

  private func heard(_ extractor: some Extractor) async -> (fields: [String], Extraction) {
    let heard = Shared<[String]>([])
    let listener = RecordListener { fields in heard.update { $0.append(fields.text()) } }
    let extraction = await RecordListener.$current.withValue(listener) {
      await extractor.extract(Document(text: "x"))
    }
    return (heard.value, extraction)
  }

  @Test("fields come before the record")
  func fields() async {
    let engine = Engine(model([#"{"a":1,"b":2}"#]))
    let (fields, extraction) = await heard(Pipeline(template: template, engine: engine))
    #expect(fields == [#"{"a":1,"b":2}"#])
    #expect(extraction.record == ["a": 1, "b": 2])
  }

  @Test("an answer that is asked for again begins anew")
  func again() async {
    let engine = Engine(model([#"{"a":1,"c":2}"#, #"{"a":3,"b":4}"#]))
    let (fields, extraction) = await heard(
      ReaskingExtractor(Pipeline(template: template, engine: engine)))
    #expect(fields == [#"{"a":1}"#, #"{"a":3,"b":4}"#])
    #expect(extraction.record == ["a": 3, "b": 4])
  }

  @Test("a second opinion is not heard")
  func second() async {
    let engine = Engine(model([#"{"a":1,"b":2}"#, #"{"a":5,"b":6}"#]))
    let (fields, extraction) = await heard(
      AgreeingExtractor(
        Pipeline(template: template, engine: engine),
        second: Pipeline(template: template.otherShape, engine: engine)))
    #expect(fields == [#"{"a":1,"b":2}"#])
    #expect(extraction.second == ["a": 5, "b": 6])
  }

  @Test("nobody is told when nobody listens, and the question is the same")
  func silence() async {
    let model = model([#"{"a":1,"b":2}"#])
    let engine = Engine(model)
    _ = await Pipeline(template: template, engine: engine).extract(Document(text: "x"))
    #expect(model.calls.count == 1)
    #expect(model.calls.allSatisfy { $0.listener == nil })
  }
}
