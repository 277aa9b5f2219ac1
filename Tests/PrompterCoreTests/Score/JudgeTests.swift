import PrompterCore
import PrompterTesting
import Testing

@Suite struct JudgeTests {
  @Test("D26: the verdict is the model's, asked with both values and the criteria")
  func verdict() async throws {
    let model = ScriptedModel(answers: [#"{"score": 0.25}"#])
    let judge = Judge(model: model, criteria: "Same city counts.")
    #expect(try await judge.score("NYC", expected: "New York") == 0.25)
    let call = try #require(model.calls.first)
    #expect(call.prompt.messages[0].text.contains("Same city counts."))
    #expect(call.prompt.messages[1].text.contains("<expected>\nNew York\n</expected>"))
    #expect(call.prompt.messages[1].text.contains("<given>\nNYC\n</given>"))
    #expect(call.decoding.temperature == 0)
  }

  @Test("equal values are not asked about")
  func equal() async throws {
    let model = ScriptedModel(answers: ["{}"])
    #expect(try await Judge(model: model).score("a", expected: "a") == 1)
    #expect(model.calls.isEmpty)
  }

  @Test(
    "D26: a verdict that cannot be used is an error with the metric's name, never 0.5",
    arguments: ["", "maybe", "{}", #"{"score": 1.5}"#, #"{"score": -0.1}"#, #"{"score": null}"#])
  func unusable(answer: String) async {
    let judge = Judge(model: ScriptedModel(answers: [answer]))
    await #expect(
      throws: MetricError(metric: "judge", message: "the model's verdict is no score from 0 to 1")
    ) { try await judge.score("a", expected: "b") }
  }

  @Test("D26: two judges keep to their own models")
  func ownModels() async throws {
    let strict = Judge(model: ScriptedModel(answers: [#"{"score": 0}"#]))
    let kind = Judge(model: ScriptedModel(answers: [#"{"score": 1}"#]))
    for _ in 0..<3 {
      #expect(try await strict.score("a", expected: "b") == 0)
      #expect(try await kind.score("a", expected: "b") == 1)
    }
  }

  @Test("an error of the judge's model is passed on")
  func modelError() async {
    let judge = Judge(model: ScriptedModel { _ in throw ModelError(.quota, "no money") })
    await #expect(throws: ModelError(.quota, "no money")) {
      try await judge.score("a", expected: "b")
    }
  }
}
