/// An evaluation as comma-separated values (RFC 4180): a line for each example and field.
public enum CSVReport {
  /// Renders an evaluation.
  ///
  /// The columns are id, field, expected, predicted, score, outcome, confidence, repairs,
  /// error and repeat, from 1. Values are text as it is, or JSON; an absent value is empty, an empty text is `""`.
  /// Texts that a spreadsheet might take for a formula are in quotes but unchanged: these are
  /// data, and a program that reads them must find what the model said.
  public static func render(_ evaluation: Evaluation) -> String {
    var out = line([
      "id", "field", "expected", "predicted", "score", "outcome", "confidence", "repairs", "error",
      "repeat",
    ])
    for row in evaluation.rows {
      let repairs = row.repairs.isEmpty ? nil : row.repairs.joined(separator: " ")
      let error = row.failure.map { "\($0.type): \($0.message)" }
      for field in evaluation.reportedFields {
        let score = row.fields[field]
        out += line([
          row.id, field.description, value(row.expected.reported(at: field)),
          value(row.predicted?.reported(at: field)), number(score?.score),
          row.isAnswered ? score?.outcome.rawValue : "error", number(row.confidence(of: field)),
          repairs, error, String(row.repetition + 1),
        ])
      }
    }
    return out
  }

  private static func value(_ value: JSONValue?) -> String? {
    guard let value, !value.isNull else { return nil }
    return value.plain()
  }

  private static func number(_ value: Double?) -> String? {
    value.map { JSONValue.number($0).text() }
  }

  private static func line(_ cells: [String?]) -> String {
    cells.map { $0.map(cell) ?? "" }.joined(separator: ",") + "\r\n"
  }

  private static func cell(_ text: String) -> String {
    // By bytes: a carriage return and a line feed are one Character.
    let needsQuotes = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    let startsFormula = text.utf8.first.map { "=+-@\t ".utf8.contains($0) } ?? true
    guard needsQuotes || startsFormula else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
