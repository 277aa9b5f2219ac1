import Foundation
import PrompterKit

@main
enum Dump {
  static func main() async throws {
    let args = CommandLine.arguments
    var configuration = PrompterConfiguration(cacheFile: URL(filePath: args[4]))
    configuration.engine.budget = BudgetLimits(calls: 0)
    let prompter = try Prompter<JSONValue>.load(args[1], configuration: configuration)
    let schema = prompter.schema
    let data = try Dataset.load(args[2])
    let scorer = try RecordScorer(schema)
    let extractor = try prompter.extractor()
    let outcomes = try await Evaluator(extractor: extractor, scorer: scorer, concurrency: 1)
      .evaluate(data.examples)
    var out = ""
    var missing = 0
    for outcome in outcomes {
      guard outcome.row.isAnswered else { missing += 1; continue }
      let e = outcome.extraction
      let tokens = (e.completion?.tokens ?? []).map { t -> JSONValue in
        [
          .integer(t.range.lowerBound), .integer(t.range.upperBound), .number(t.logProbability),
          .array(t.alternatives.map { [.string($0.text), .number($0.logProbability)] }),
        ]
      }
      let line: JSONValue = [
        "id": .string(outcome.row.id), "text": .string(outcome.row.text ?? ""),
        "expected": outcome.row.expected, "record": e.record ?? .null,
        "answer": .string(e.completion?.text ?? ""),
        "failure": e.failure.map { .string($0.message) } ?? .null,
        "right": .object(JSONObject(scorer.fields.map { f in
          (f.description, .bool(outcome.row.fields[f]?.outcome == .right)) })),
        "places": .object(JSONObject(e.places.map { ($0.key.description, [.integer($0.value.lowerBound), .integer($0.value.upperBound)]) })),
        "evidence": .object(JSONObject(e.values.map { ($0.key.description, $0.value.evidence.map { [.integer($0.start), .integer($0.end)] } ?? .null) })),
        "repairs": .array(e.repairs.map { [.string($0.rule), .string($0.path.description)] }),
        "flags": .array(e.flags.map { .string($0.rawValue) }),
        "tokens": .array(tokens),
      ]
      out += line.text() + "\n"
    }
    try out.write(toFile: args[3], atomically: true, encoding: .utf8)
    print(args[3], outcomes.count - missing, "missing", missing)
  }
}
