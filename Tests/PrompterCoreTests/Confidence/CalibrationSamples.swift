import Foundation
import PrompterCore

/// Extractions of two fields whose tokens say how likely each value is to be right.
enum CalibrationSamples {
  static let a = FieldPath.root.key("a")
  static let b = FieldPath.root.key("b")
  static let fields = [a, b]
  static let schema = try? Schema([
    "type": "object", "properties": ["a": ["type": "string"], "b": ["type": "string"]],
    "required": ["a", "b"],
  ])

  /// An extraction whose values were spelt with these logits, one token each.
  static func extraction(_ logits: [Double], isGrounded: Bool = true) -> Extraction {
    let text = #"{"a": "x", "b": "y"}"#
    let ranges = [6..<9, 16..<19]
    let tokens = zip(ranges, logits).map { range, logit in
      Token(range: range, logProbability: -log1p(exp(-logit)))
    }
    var values: [FieldPath: Extraction.Value] = [:]
    for path in fields { values[path] = .init(evidence: isGrounded ? Span(start: 0, end: 1) : nil) }
    return Extraction(
      documentID: "d", result: .success(["a": "x", "b": "y"]), values: values,
      parsed: ParsedRecord(
        value: ["a": "x", "b": "y"],
        places: Dictionary(zip(fields, ranges), uniquingKeysWith: { first, _ in first })),
      completion: Completion(text: text, tokens: tokens))
  }

  /// The truth that the fit has to find again.
  static func truth(_ logit: Double, _ field: FieldPath) -> Double {
    1 / (1 + exp(-(1.1 * logit + (field == a ? 0.4 : -0.9))))
  }

  /// Rows drawn by the truth, or with labels that have nothing to do with it.
  static func rows(
    _ count: Int, seed: UInt64, isShuffled: Bool = false
  ) -> [(row: Calibration.Row, logits: [Double])] {
    var generator = SeededGenerator(seed: seed, purpose: "samples")
    return (0..<count).map { _ in
      let logits = fields.map { _ in generator.uniform() * 7 - 3 }
      var right: [FieldPath: Bool] = [:]
      for (field, logit) in zip(fields, logits) {
        right[field] = generator.uniform() < (isShuffled ? 0.7 : truth(logit, field))
      }
      return (Calibration.Row(extraction: extraction(logits), text: "", right: right), logits)
    }
  }

  static func fit(_ rows: [Calibration.Row]) -> Calibration? {
    schema.flatMap {
      Calibration.fit(rows, schema: $0, fields: fields, source: .confirm, belongsTo: "h")
    }
  }

  /// The signals of a field.
  static func signals(
    _ extraction: Extraction, _ field: FieldPath, in text: String = ""
  ) -> Signals {
    schema.map { SignalReader($0, fields: fields).read(extraction, of: text)[field] ?? Signals() }
      ?? Signals()
  }
}
