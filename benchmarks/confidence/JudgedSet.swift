import Foundation
import PrompterKit

/// The values of test rows with what each way of judging says of them.
struct JudgedSet {
  /// A judged value.
  struct Value {
    let field: FieldPath
    let confidence: Double
    let meanProbability: Double
    let filledAndShared: Double
    let isRight: Bool
  }

  /// A judged record.
  struct Record {
    let confidence: Double?
    let isRight: Bool
    let values: [Value]
  }

  let records: [Record]
  let fields: [FieldPath]

  init(_ outcomes: [Evaluator.Outcome], _ calibration: Calibration, _ reader: SignalReader) {
    fields = reader.fields
    records = outcomes.map { outcome in
      let text = outcome.row.text ?? ""
      let judged = calibration.judging(outcome.extraction, of: text, with: reader)
      let signals = reader.read(outcome.extraction, of: text)
      let record = outcome.extraction.record ?? .null
      let other = Baselines.filledAndShared(record, fields: reader.fields, text: text)
      let values = reader.fields.map { field in
        Value(
          field: field, confidence: judged.values[field]?.confidence ?? 0,
          meanProbability: Baselines.meanProbability(signals[field]), filledAndShared: other,
          isRight: outcome.row.fields[field]?.outcome == .right)
      }
      return Record(
        confidence: judged.confidence, isRight: outcome.row.isExact(reader.fields) ?? false,
        values: values)
    }
  }

  /// All values pooled, each way of judging beside the others.
  func printValues() {
    let values = records.flatMap(\.values)
    let right = values.map(\.isRight)
    print(
      "| all values | n | right | AUROC | ECE | Brier | log loss |\n|---|--:|--:|--:|--:|--:|--:|")
    let share = (right.map { $0 ? 1.0 : 0.0 }).mean ?? 0
    row("prompter", values.map(\.confidence), right)
    row("mean log-probability", values.map(\.meanProbability), right)
    row("0.6 filled + 0.4 shared words", values.map(\.filledAndShared), right)
    row("base rate", values.map { _ in share }, right)
    let perfect = PerfectPredictor.ece(values.map(\.confidence))
    print(
      "\nECE of a perfect predictor with these confidences: mean \(decimals(perfect.mean)), "
        + "95 % below \(decimals(perfect.high))\n")
    let known = records.compactMap { record in record.confidence.map { ($0, record.isRight) } }
    print(
      "| whole records | n | right | AUROC | ECE | Brier | log loss |\n|---|--:|--:|--:|--:|--:|--:|"
    )
    row("prompter", known.map(\.0), known.map(\.1))
    print("")
  }

  private func row(_ name: String, _ p: [Double], _ right: [Bool]) {
    let cells = [
      name, "\(p.count)", decimals(right.map { $0 ? 1.0 : 0.0 }.mean),
      decimals(ReliabilityMetrics.auroc(p, right)), decimals(ReliabilityMetrics.ece(p, right)),
      decimals(ReliabilityMetrics.brier(p, right)), decimals(ReliabilityMetrics.logLoss(p, right)),
    ]
    print("| \(cells.joined(separator: " | ")) |")
  }

  /// Each field by itself.
  func printFields() {
    print("| field | n | right | AUROC | ECE | of a perfect predictor |\n|---|--:|--:|--:|--:|--:|")
    for field in fields {
      let values = records.flatMap(\.values).filter { $0.field == field }
      let (p, right) = (values.map(\.confidence), values.map(\.isRight))
      let cells = [
        "\(field)", "\(p.count)", decimals(right.map { $0 ? 1.0 : 0.0 }.mean),
        decimals(ReliabilityMetrics.auroc(p, right)), decimals(ReliabilityMetrics.ece(p, right)),
        decimals(PerfectPredictor.ece(p).mean),
      ]
      print("| \(cells.joined(separator: " | ")) |")
    }
    print("")
  }
}

/// What else could be called confidence.
enum Baselines {
  /// The geometric mean of the probabilities of a value's tokens.
  static func meanProbability(_ signals: Signals?) -> Double {
    guard let signals, signals[.hasTokens] > 0 else { return 0.5 }
    return 1 / (1 + exp(-signals[.meanLogit]))
  }

  /// 0.6 · filled fields / all + 0.4 · words of the text that are in the record / its words.
  static func filledAndShared(_ record: JSONValue, fields: [FieldPath], text: String) -> Double {
    let filled = fields.count { path in
      let value = record[path]
      return value != nil && value?.isNull == false && value?.array?.isEmpty != true
    }
    let input = words(text)
    let output = words(
      record.leaves.map { $0.value.string ?? $0.value.text() }.joined(separator: " "))
    let shared = input.isEmpty ? 0 : Double(input.intersection(output).count) / Double(input.count)
    return 0.6 * Double(filled) / Double(max(1, fields.count)) + 0.4 * shared
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init))
  }
}

/// The calibration error of a predictor whose probabilities are true.
enum PerfectPredictor {
  static func ece(_ p: [Double], repetitions: Int = 200) -> (mean: Double?, high: Double?) {
    var generator = SeededGenerator(seed: 1, purpose: "perfect")
    let errors = (0..<repetitions).compactMap { _ in
      ReliabilityMetrics.ece(p, p.map { generator.uniform() < $0 })
    }
    return (errors.mean, errors.percentile(0.95))
  }
}
