import PrompterTesting
import Testing

@testable import PrompterCore

/// A model that reads one of four numbers wrong in 40 % of the notes, until the description of that
/// number says the right thing; then in 5 %.
private struct Notes {
  static let rows = 200
  static let cure = "The last number of the note, however long it is"
  static let fields = ["a", "b", "c", "d"]

  let seed: UInt64
  /// Which rows are wrong is chance, other chance for every prompt, and all numbers are read wrong now
  /// and then.
  var isNoisy = false
  /// Every prompt but the seed's is worse by 20 points of the rows.
  var isHarmful = false

  func schema() throws -> Schema {
    let properties = Self.fields.map { #""\#($0)": {"type": "integer"}"# }.joined(separator: ", ")
    return try Schema(
      json: #"{"type": "object", "properties": {\#(properties)}, "required": ["a", "b", "c", "d"]}"#
    )
  }

  func examples() -> [Example] {
    (0..<Self.rows).map { index in
      let record = Self.fields.enumerated().map {
        ($0.element, JSONValue.integer(10 * index + $0.offset))
      }
      return Example(
        Document(id: "n\(index)", text: "note \(index)"), expected: .object(JSONObject(record)))
    }
  }

  /// How hard a field of a row is for a prompt, from 0 to 1: the same for each prompt, or in the noisy
  /// world another one for each.
  func difficulty(_ field: String, _ row: Int, _ prompt: String) -> Double {
    let own = isNoisy ? ContentHash.sha256(prompt) : ""
    var generator = SeededGenerator(seed: seed, purpose: "\(field) of row \(row) \(own)")
    return generator.uniform()
  }

  func taskModel() throws -> ScriptedModel {
    let own = try PromptTemplate.seed(schema()).prompt(for: Document(text: "")).messages[0].text
    let (notes, records) = (self, examples().compactMap(\.expected?.object))
    return ScriptedModel { call in
      let text = call.prompt.messages.last?.text ?? ""
      let row = Int(text.split(separator: " ").last ?? "") ?? 0
      let system = call.prompt.messages[0].text
      let prompt = call.prompt.messages.dropLast().map(\.text).joined(separator: "\n")
      var record = records[row]
      func isWrong(_ field: String, _ share: Double) -> Bool {
        notes.difficulty(field, row, prompt) > share
      }
      if notes.isHarmful {
        // A wrong row is wrong in all of its fields: 20 points are 20 points of the score.
        let isChanged = system != own || call.prompt.messages.count > 2
        if isWrong("record", isChanged ? 0.4 : 0.6) {
          for field in Self.fields { record[field] = -1 }
        }
      } else {
        let isCured = system.contains("- c (integer): \(Self.cure)")
        let others = notes.isNoisy ? 0.98 : 1
        for field in Self.fields
        where isWrong(field, field != "c" ? others : isCured ? 0.95 : 0.6) {
          record[field] = -1
        }
      }
      return Completion(
        text: JSONValue.object(record).text(), usage: Usage(input: 10, output: 5))
    }
  }

  /// Writes as many texts for each field as it is asked for, one of them the cure; instructions that
  /// change nothing.
  func proposer() -> ScriptedModel {
    let seed = seed
    return ScriptedModel { call in
      guard call.prompt.messages[0].text.contains("For each field write") else {
        return Completion(text: #"{"instruction": "Read the note with care"}"#)
      }
      var generator = SeededGenerator(seed: seed, purpose: "texts")
      let texts = ["A number like others", "Some number", Self.cure]
      let record = Self.fields.map { field in
        (field, JSONValue.array(generator.shuffled(texts).map { .string($0) }))
      }
      return Completion(text: JSONValue.object(JSONObject(record)).text())
    }
  }

  func optimized(_ optimizer: any Optimizer) async throws -> (OptimizationResult, calls: Int) {
    let (model, schema) = (try taskModel(), try schema())
    let run = OptimizationRun(
      optimizer: optimizer,
      setup: Lab.Setup(
        scorer: try RecordScorer(schema), engine: Engine(model), decoding: Decoding(), reasks: 0,
        proposer: Engine(proposer()), seed: seed),
      plan: OptimizationPlan(examples: Self.rows, budget: Effort.medium.calls), journal: Journal())
    let result = try await run(Candidate(.seed(schema), origin: "seed"), on: examples())
    return (result, model.calls.count)
  }
}

@Suite("the default search in a scripted world", .timeLimit(.minutes(5)))
struct SearchQualityTests {
  @Test(
    "the best prompt is found within a medium budget", arguments: UInt64(0)..<20, [false, true])
  func best(seed: UInt64, isNoisy: Bool) async throws {
    let (result, calls) = try await Notes(seed: seed, isNoisy: isNoisy)
      .optimized(AutoSearch(.medium))
    #expect(calls <= Effort.medium.calls)
    #expect(result.shipped == .optimized)
    let path = try #require(FieldPath("c"))
    #expect(result.candidate.template.fields[path]?.description == Notes.cure)
    #expect((result.heldOut?.gain?.mean ?? 0) > 0.03)
  }

  @Test(
    "when everything does harm the seed is returned", arguments: UInt64(0)..<20, [false, true])
  func harmful(seed: UInt64, isNoisy: Bool) async throws {
    let (result, _) = try await Notes(seed: seed, isNoisy: isNoisy, isHarmful: true)
      .optimized(AutoSearch(.medium))
    #expect(result.shipped == .seed)
    #expect(result.candidate.origin == "seed")
  }
}
