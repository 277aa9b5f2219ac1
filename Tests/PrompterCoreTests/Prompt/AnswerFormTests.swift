import PrompterTesting
import Testing

@testable import PrompterCore

private let text = #"""
  {"type": "object", "properties": {
    "name": {"type": "string"}, "note": {"type": ["string", "null"]},
    "place": {"type": "object", "properties": {"city": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
      "required": ["city"], "additionalProperties": false}},
   "required": ["name", "note", "place"], "additionalProperties": false}
  """#

private func makeTemplate(_ change: (inout PromptTemplate) -> Void) throws -> PromptTemplate {
  var template = PromptTemplate.seed(try Schema(json: text))
  change(&template)
  return template
}

private let demonstration = Demonstration(
  input: "Ann was here", expected: ["name": "Ann", "note": .null, "place": ["city": .null]],
  reasoning: "It names Ann.")

private func extracted(_ template: PromptTemplate, _ answer: String) async -> Extraction {
  await Pipeline(template: template, engine: Engine(ScriptedModel(answers: [answer])))
    .extract(Document(id: "a", text: "Bob sat here"), repetition: 0, deadline: nil)
}

@Suite("forms of answers")
struct AnswerFormTests {
  @Test("the usual form is the record itself")
  func usual() throws {
    let form = AnswerForm(try makeTemplate { _ in })
    #expect(form.text(demonstration) == #"{"name": "Ann", "note": null, "place": {"city": null}}"#)
    #expect(form.schema == (try Schema(json: text)))
  }

  @Test("a thought comes first in schema, demonstrations and answers, and is not in the record")
  func thought() async throws {
    let template = try makeTemplate {
      $0.layout.reasoning = true
      $0.demonstrations = [demonstration]
    }
    let prompt = try template.prompt(for: Document(text: "x"))
    #expect(prompt.responseSchema?.json[key: "properties"]?.object?.map(\.key).first == "reasoning")
    #expect(prompt.messages[2].text.hasPrefix(#"{"reasoning": "It names Ann.", "name": "Ann""#))
    #expect(prompt.messages[0].text.contains("reasoning"))
    let answer = #"{"reasoning": "Bob sat.", "name": "Bob", "note": null, "place": {"city": null}}"#
    let extraction = await extracted(template, answer)
    #expect(extraction.record == ["name": "Bob", "note": .null, "place": ["city": .null]])
    #expect(extraction.reasoning == "Bob sat.")
    #expect(extraction.repairs.isEmpty)
    #expect(extraction.places[FieldPath("name") ?? .root] != nil)
  }

  @Test("a field of the record may have the name of the thought")
  func collision() throws {
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"reasoning": {"type": "string"}}}"#)
    var template = PromptTemplate.seed(schema)
    template.layout.reasoning = true
    let form = AnswerForm(template)
    #expect(form.schema.properties.map(\.name) == ["reasoning_", "reasoning"])
    let parts = form.parts(["reasoning_": "so", "reasoning": "mine"])
    #expect(parts.record == ["reasoning": "mine"] && parts.reasoning == "so")
  }

  @Test("what is absent may be left out, at any depth, and is null in the record")
  func omitted() async throws {
    let template = try makeTemplate {
      $0.layout.absent = .omitted
      $0.demonstrations = [demonstration]
    }
    let prompt = try template.prompt(for: Document(text: "x"))
    #expect(prompt.messages[2].text == #"{"name": "Ann", "place": {}}"#)
    #expect(prompt.responseSchema?.json[key: "required"] == ["name", "place"])
    let extraction = await extracted(template, #"{"name": "Bob", "place": {}}"#)
    #expect(extraction.record == ["name": "Bob", "note": .null, "place": ["city": .null]])
    #expect(extraction.repairs.isEmpty)
    let bad = await extracted(template, #"{"place": {}}"#)
    #expect(bad.record == nil)
  }

  @Test("an artifact keeps the form, and the usual one is not written")
  func artifact() throws {
    let template = try makeTemplate {
      $0.layout.reasoning = true
      $0.layout.absent = .omitted
      $0.demonstrations = [demonstration]
    }
    let artifact = Artifact(name: "a", template: template, model: "m/x")
    let read = try Artifact(artifact.text)
    #expect(read.template == template)
    let usual = Artifact(name: "a", template: try makeTemplate { _ in }, model: "m/x")
    #expect(usual.json[key: "layout"]?.object?.count == 2)
    #expect(template.sha256 != usual.template.sha256)
  }
}
