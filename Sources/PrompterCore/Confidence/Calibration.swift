import Foundation

/// Turns signals into probabilities; fitted on labelled examples for one prompt and one model.
public struct Calibration: Hashable, Sendable {
  /// Where the labels came from.
  public enum Rows: String, Hashable, Sendable {
    /// Examples that chose nothing.
    case confirm
    /// Examples of the search as well; their prompt was chosen with them.
    case selection
  }

  /// The weights of `Signals.names`.
  public var weights: [Double]
  /// The common intercept.
  public var intercept: Double
  /// What each field adds to the intercept, shrunk towards 0.
  public var fields: [FieldPath: Double]
  /// The weights of the least and the mean logit of the fields, and the intercept, for "every
  /// field is right".
  public var record: [Double]
  /// How many values it was fitted on, and how many of them were wrong.
  public var n, wrong: Int
  /// Where the labels came from.
  public var rows: Rows
  /// SHA-256 of the prompt, the model and the decoding that it belongs to.
  public var belongsTo: String

  /// Makes a calibration from its parameters.
  public init(
    weights: [Double], intercept: Double, fields: [FieldPath: Double], record: [Double], n: Int,
    wrong: Int, rows: Rows, belongsTo: String
  ) {
    self.weights = weights
    self.intercept = intercept
    self.fields = fields
    self.record = record
    self.n = n
    self.wrong = wrong
    self.rows = rows
    self.belongsTo = belongsTo
  }

  /// The hash that ties a calibration to what it was fitted for.
  public static func identity(
    template: PromptTemplate, model: String, decoding: Decoding
  ) -> String {
    ContentHash.sha256(
      template.sha256, model, "\(decoding.temperature) \(decoding.maximumOutputTokens)",
      decoding.seed.map(String.init) ?? "")
  }

  /// The probability that a value is right.
  public func probability(_ signals: Signals, of field: FieldPath) -> Double {
    Self.sigmoid(score(signals, field))
  }

  /// The probability that all of some fields are right, from their own probabilities.
  ///
  /// They are not multiplied: errors of one record come together.
  public func recordProbability(_ probabilities: [Double]) -> Double? {
    guard record.count == 3, let features = Self.recordFeatures(probabilities) else { return nil }
    return Self.sigmoid(record[0] * features[0] + record[1] * features[1] + record[2])
  }

  func score(_ signals: Signals, _ field: FieldPath) -> Double {
    // A value inside a list shares the list's own offset.
    var path = field.field
    while fields[path] == nil, path != .root { path = path.parent }
    return zip(weights, signals.values).reduce(intercept + (fields[path] ?? 0)) {
      $0 + $1.0 * $1.1
    }
  }

  static func recordFeatures(_ probabilities: [Double]) -> [Double]? {
    let logits = probabilities.map { p in
      let p = min(0.999, max(0.001, p))
      return log(p / (1 - p))
    }
    guard let least = logits.min(), let mean = logits.mean else { return nil }
    return [least, mean]
  }

  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}

extension Calibration {
  /// The calibration as JSON.
  public var json: JSONValue {
    [
      "method": "logistic",
      "signals": .array(Signals.names.map(JSONValue.string)),
      "weights": .array(weights.map(JSONValue.number)),
      "intercept": .number(intercept),
      "fields": .object(JSONObject(fields.map { ($0.key.description, .number($0.value)) })),
      "record": .array(record.map(JSONValue.number)),
      "n": .integer(n), "wrong": .integer(wrong),
      "rows": .string(rows.rawValue),
      "belongs_to": .string(belongsTo),
    ]
  }

  /// Reads a calibration; nil when it is malformed or made of other signals.
  public init?(json: JSONValue) {
    guard json[key: "method"]?.string == "logistic",
      json[key: "signals"]?.array?.compactMap(\.string) == Signals.names,
      let weights = json[key: "weights"]?.array?.compactMap(\.double),
      weights.count == Signals.names.count,
      let intercept = json[key: "intercept"]?.double,
      let record = json[key: "record"]?.array?.compactMap(\.double),
      let n = json[key: "n"]?.int, let wrong = json[key: "wrong"]?.int,
      let rows = json[key: "rows"]?.string.flatMap(Rows.init),
      let belongsTo = json[key: "belongs_to"]?.string
    else { return nil }
    var fields: [FieldPath: Double] = [:]
    for (name, offset) in json[key: "fields"]?.object ?? JSONObject() {
      guard let path = FieldPath(name), let offset = offset.double else { return nil }
      fields[path] = offset
    }
    self.init(
      weights: weights, intercept: intercept, fields: fields, record: record, n: n, wrong: wrong,
      rows: rows, belongsTo: belongsTo)
  }
}
