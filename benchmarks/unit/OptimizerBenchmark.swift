import Foundation
import PrompterKit

/// What the default search itself costs, with a model that answers at once.
struct OptimizerBenchmark {
  private static let rows = 200

  /// A search over three fields and 200 examples: the time of a task call, everything included.
  static func row() async throws -> Row {
    let schema = try Schema(
      json: #"""
        {"type": "object", "properties": {"vendor": {"type": "string"}, "total": {"type": "number"},
          "paid": {"type": "boolean"}}, "required": ["vendor", "total", "paid"]}
        """#)
    let examples = examples()
    var rounds: [Double] = []
    for round in 0..<4 {
      let model = InstantModel(examples)
      let run = OptimizationRun(
        optimizer: AutoSearch(.medium),
        setup: Lab.Setup(
          scorer: try RecordScorer(schema), engine: Engine(model), decoding: Decoding(), reasks: 0,
          proposer: nil, seed: UInt64(round)),
        plan: OptimizationPlan(examples: rows, budget: Effort.medium.calls), journal: Journal())
      let before = processorSeconds()
      let result = try await run(Candidate(.seed(schema), origin: "seed"), on: examples)
      precondition(result.taskCalls > 300, "a search that asks nothing costs nothing")
      rounds.append(1e9 * (processorSeconds() - before) / Double(max(1, result.taskCalls)))
    }
    return Row(
      name: "search: CPU per task call, 3 fields, 200 examples", rounds: Array(rounds.dropFirst()),
      bound: 2_000_000)
  }

  private static func examples() -> [Example] {
    (0..<rows).map { index in
      // Texts that share runs of words would be taken for copies of each other.
      let words = (0..<60).map { "word\((index + 1) * ($0 + 1) * ($0 + 7) % 409)" }
        .joined(separator: " ")
      return Example(
        Document(id: "\(index)", text: "Bill of Firm \(index): \(words). Due \(index * 7).00"),
        expected: [
          "vendor": .string("Firm \(index)"), "total": .integer(index * 7),
          "paid": .bool(index % 2 == 0),
        ])
    }
  }

  /// User and system time of the process.
  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// A model that knows the answers, and gets every third document wrong; every seventh when it is shown
/// examples.
private struct InstantModel: LanguageModel {
  let name = "bench/instant"
  let capabilities = ModelCapabilities()
  private let answers: [String: String]

  init(_ examples: [Example]) {
    answers = Dictionary(
      examples.map { ($0.document.text, $0.expected?.text() ?? "{}") }, uniquingKeysWith: { $1 })
  }

  func complete(_ call: Call) async throws -> Completion {
    let text = call.prompt.messages.last?.text ?? ""
    var answer = answers[text] ?? "{}"
    let isShown = call.prompt.messages.count > 2
    if text.utf8.count % (isShown ? 7 : 3) == 0 { answer = answer.replacing("true", with: "false") }
    return Completion(text: answer, usage: Usage(input: 100, output: 20))
  }
}
