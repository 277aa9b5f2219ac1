import Foundation

/// The parameters that turn signals into probabilities, and how well they did where they were not
/// fitted.
public struct CalibrationFit: Hashable, Sendable {
  /// How it was fitted.
  public enum Method: String, Hashable, Sendable {
    /// Ridge-regularised logistic regression with an offset for each field.
    case logistic
    /// A few parameters for all fields together, as Platt (1999) scales one score: for few examples.
    case pooled
  }

  /// How it was fitted.
  public var method: Method
  /// The signals that count.
  public var signals: [Signals.Name]
  /// Their weights.
  public var weights: [Double]
  /// The common intercept.
  public var intercept: Double
  /// What each field adds to the intercept, shrunk towards 0.
  public var fields: [FieldPath: Double]
  /// The weights of the least and the mean logit of the fields, and the intercept, for "every
  /// field is right"; empty when records could not be told apart.
  public var record: [Double]
  /// How it did on examples that it was not fitted on; nil when that is not known.
  public var heldOut: HeldOutConfidence?

  /// Makes a fit from its parameters.
  public init(
    method: Method = .logistic, signals: [Signals.Name] = Signals.plain, weights: [Double],
    intercept: Double, fields: [FieldPath: Double] = [:],
    record: [Double] = [], heldOut: HeldOutConfidence? = nil
  ) {
    self.method = method
    self.signals = signals
    self.weights = weights
    self.intercept = intercept
    self.fields = fields
    self.record = record
    self.heldOut = heldOut
  }

  /// The probability that a value is right.
  public func probability(_ signals: Signals, of field: FieldPath) -> Double {
    Self.sigmoid(score(signals, field))
  }

  /// The probability that all of some fields are right, from their own probabilities.
  ///
  /// They are not multiplied: errors of one record come together. All can be right no more often than
  /// the most doubtful one is.
  public func recordProbability(_ probabilities: [Double]) -> Double? {
    guard record.count == 3, let features = Self.recordFeatures(probabilities),
      let least = probabilities.min()
    else { return nil }
    return min(
      least, Self.sigmoid(record[0] * features[0] + record[1] * features[1] + record[2]))
  }

  private func score(_ values: Signals, _ field: FieldPath) -> Double {
    // A value inside a list shares the list's own offset.
    var path = field.field
    while fields[path] == nil, path != .root { path = path.parent }
    return zip(weights, values.values(signals)).reduce(intercept + (fields[path] ?? 0)) {
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
