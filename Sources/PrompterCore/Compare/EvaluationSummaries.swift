extension Evaluation {
  /// The summary of one field.
  public struct FieldSummary: Sendable {
    /// The mean score over the answered rows.
    public let score: Double
    /// How many rows were answered.
    public let n: Int
    /// The 95 % interval of the mean, by bootstrap over the examples.
    public let interval: Interval
    /// How often the field was missing, hallucinated, wrong.
    public let outcomes: [FieldOutcome: Int]
    /// Of a list or a map, the items of all rows together; nil for other fields.
    public let items: ItemCounts?
  }

  /// The summary of the confidences: how well they predict which values are right.
  public struct CalibrationSummary: Sendable {
    /// Mean squared error of the probabilities (Brier 1950).
    public let brier: Double
    /// Expected calibration error over ten bins of equal mass.
    public let ece: Double
    /// Probability that a right value ranks above a wrong one; nil without both.
    public let auroc: Double?
    /// How many values were judged.
    public let n: Int
  }
}
