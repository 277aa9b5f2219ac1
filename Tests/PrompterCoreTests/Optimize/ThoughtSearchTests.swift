import PrompterTesting
import Testing

@testable import PrompterCore

/// Searches over prompts that let the model write a thought before its answer.
@Suite("thoughts", .timeLimit(.minutes(5)))
struct ThoughtSearchTests {
  /// A model that is right about every other document, and about all when it may think first.
  private static func model(thinkingHelps: Bool, canWrite: Bool = true) -> ScriptedModel {
    ScriptedModel(capabilities: ModelCapabilities(canPropose: canWrite)) { call in
      let text = call.prompt.messages.last?.text ?? ""
      let number = Int(text.split(separator: " ").last ?? "") ?? -1
      let thinks = Self.thinks(call)
      let isRight = thinks ? thinkingHelps : number % 2 == 0
      var answer: JSONObject = thinks ? ["reasoning": "it stands at the end"] : [:]
      answer["n"] = .integer(isRight ? number : -1)
      return Completion(text: JSONValue.object(answer).text())
    }
  }

  private static func thinks(_ call: Call) -> Bool {
    call.prompt.responseSchema?.json[key: "properties"]?[key: "reasoning"] != nil
  }

  private func search(
    _ optimizer: any Optimizer, _ model: ScriptedModel
  ) async throws -> (found: Candidate, lab: Lab) {
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#)
    let lab = Lab(
      Lab.Setup(
        scorer: try RecordScorer(schema), engine: Engine(model), decoding: Decoding(), reasks: 0,
        proposer: nil, seed: 0),
      train: Classic.examples(0..<30), select: Classic.examples(30..<90), budget: 2_000,
      journal: Journal())
    return (try await optimizer.search(Candidate(.seed(schema), origin: "seed"), in: lab), lab)
  }

  private static let medium: [any Optimizer] = [
    FieldRace(Effort.medium.configuration), ParetoSearch(.medium),
  ]

  @Test("a thought that helps is found, and shown as the model wrote it where it is shown")
  func helpful() async throws {
    for optimizer in Self.medium {
      let model = Self.model(thinkingHelps: true)
      let found = try await search(optimizer, model).found.template
      #expect(found.layout.reasoning, "\(optimizer.name)")
      #expect(found.demonstrations.allSatisfy { $0.reasoning == "it stands at the end" })
    }
  }

  @Test("one that harms is tried, and not kept")
  func harmful() async throws {
    for optimizer in Self.medium {
      let model = Self.model(thinkingHelps: false)
      #expect(try await !search(optimizer, model).found.template.layout.reasoning)
      #expect(model.calls.contains(where: Self.thinks), "\(optimizer.name)")
    }
  }

  @Test("a small search does not pay for thoughts, nor does one for a model that cannot write")
  func unasked() async throws {
    let light: [any Optimizer] = [FieldRace(Effort.light.configuration), ParetoSearch(.light)]
    for optimizer in light {
      let model = Self.model(thinkingHelps: true)
      _ = try await search(optimizer, model)
      #expect(!model.calls.contains(where: Self.thinks), "\(optimizer.name)")
    }
    for optimizer in Self.medium {
      let model = Self.model(thinkingHelps: true, canWrite: false)
      _ = try await search(optimizer, model)
      #expect(!model.calls.contains(where: Self.thinks), "\(optimizer.name)")
    }
  }
}
