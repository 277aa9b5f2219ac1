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

  /// The fit for single answers.
  public var plain: CalibrationFit
  /// The fit for answers with a second one beside them; nil when there were none.
  public var agreeing: CalibrationFit?
  /// How many values it was fitted on, and how many of them were wrong.
  public var n, wrong: Int
  /// Where the labels came from.
  public var rows: Rows
  /// SHA-256 of the prompt, the model and the decoding that it belongs to.
  public var belongsTo: String
  /// SHA-256 of the data set that it was fitted on; nil for that of the training.
  public var data: String?
  /// The marks of the examples that it was fitted on; none in older artifacts.
  public var examples = ExampleMarks()

  /// Makes a calibration from its parts.
  public init(
    plain: CalibrationFit, agreeing: CalibrationFit? = nil, n: Int, wrong: Int, rows: Rows,
    belongsTo: String, data: String? = nil
  ) {
    self.plain = plain
    self.agreeing = agreeing
    self.n = n
    self.wrong = wrong
    self.rows = rows
    self.belongsTo = belongsTo
    self.data = data
  }

  /// The hash that ties a calibration to what it was fitted for.
  public static func identity(
    template: PromptTemplate, model: String, decoding: Decoding
  ) -> String {
    ContentHash.sha256(
      template.sha256, model, "\(decoding.temperature) \(decoding.maximumOutputTokens)",
      decoding.seed.map(String.init) ?? "")
  }

  /// The fit that speaks of an extraction: the one that knows second answers when it has one.
  public func fit(for extraction: Extraction) -> CalibrationFit {
    fit(withSecond: extraction.second != nil)
  }

  /// The fit for answers with a second one beside them, when there is one, or for single answers.
  public func fit(withSecond: Bool) -> CalibrationFit { withSecond ? agreeing ?? plain : plain }

  /// The confidence from which on records are accepted so that at most a share of them is wrong.
  ///
  /// - Parameters:
  ///   - error: the share of accepted records that may be wrong, inside `0...1`.
  ///   - withSecond: whether the records will have second answers beside them.
  /// - Returns: nil when the calibration keeps nothing to find it with.
  public func threshold(error: Double, withSecond: Bool = false) -> RiskThreshold.Outcome? {
    fit(withSecond: withSecond).heldOut.map {
      RiskThreshold.find($0.records.confidences, $0.records.right, target: error)
    }
  }
}
