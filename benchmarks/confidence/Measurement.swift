import Foundation
import PrompterKit

/// One prompter on one data set: calibrated on some rows, judged on others.
struct Measurement {
  let prompter: String
  let calibration: String
  let test: String
  let cache: String
  let asksTwice: Bool

  func run() async throws {
    var configuration = PrompterConfiguration(cacheFile: URL(filePath: cache))
    configuration.asksTwice = asksTwice
    var artifact = try Prompter<JSONValue>.load(prompter).artifact
    artifact.calibration = nil
    let bare = try Prompter<JSONValue>(artifact: artifact, configuration: configuration)
    let scorer = try RecordScorer(bare.schema)
    let fitted = try await outcomes(bare, calibration, scorer)
    let judged = try await outcomes(bare, test, scorer)
    let rows = fitted.map { outcome in
      Calibration.Row(
        extraction: outcome.extraction, text: outcome.row.text ?? "",
        right: outcome.row.fields.mapValues { $0.outcome == .right })
    }
    guard
      let calibration = Calibration.fit(
        rows, schema: bare.schema, fields: scorer.fields, source: .confirm, belongsTo: "")
    else { return print("nothing to fit on: \(rows.count) rows") }
    let reader = SignalReader(bare.schema, fields: scorer.fields)
    let set = JudgedSet(judged, calibration, reader)
    print("## \(URL(filePath: prompter).lastPathComponent)\n")
    print(
      "calibrated on \(rows.count) rows (\(calibration.n) values, \(calibration.wrong) wrong, "
        + "\(calibration.plain.method.rawValue)), tested on \(judged.count)\n")
    set.printValues()
    set.printFields()
    ThresholdTable(calibration, set).printRows()
  }

  /// The answered rows that have a record; rows that are not in the cache are asked for.
  private func outcomes(
    _ prompter: Prompter<JSONValue>, _ file: String, _ scorer: RecordScorer
  ) async throws -> [Evaluator.Outcome] {
    let engine = try prompter.makeEngine()
    let outcomes = try await Evaluator(
      extractor: prompter.extractor(), scorer: scorer, concurrency: engine.concurrency
    ).evaluate(Dataset.load(file).examples)
    return outcomes.filter { $0.row.isAnswered && $0.extraction.record != nil }
  }
}
