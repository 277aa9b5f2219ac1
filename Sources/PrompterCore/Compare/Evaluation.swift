/// How well a prompter does on a data set: the record of an evaluation and its summary.
public struct Evaluation: Sendable {
  /// The summary of one field.
  public struct FieldSummary: Sendable {
    /// The mean score over the answered examples.
    public let score: Double
    /// How many examples were answered.
    public let n: Int
    /// The 95 % interval of the mean.
    public let interval: Interval
    /// How often the field was missing, hallucinated, wrong.
    public let outcomes: [FieldOutcome: Int]
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

  /// The prompter, as the user named it.
  public var prompter: String
  /// SHA-256 of its prompt template.
  public var prompterHash: String
  /// The model, as `provider/model`.
  public var model: String
  /// The data set, as the user named it.
  public var data: String
  /// SHA-256 of the data set.
  public var dataHash: String
  /// The fields that count in the score, in the order of the schema.
  public var scoredFields: [FieldPath]
  /// All reported fields, in the order of the schema.
  public var reportedFields: [FieldPath]
  /// One row an example, in the order of the data.
  public var rows: [EvaluationRow]
  /// What the run has sent.
  public var counts: RunCounts
  /// The cost in US dollars; nil when no price is known.
  public var cost: Double?

  /// Makes a record.
  public init(
    prompter: String, prompterHash: String, model: String, data: String, dataHash: String,
    scoredFields: [FieldPath], reportedFields: [FieldPath], rows: [EvaluationRow],
    counts: RunCounts, cost: Double?
  ) {
    self.prompter = prompter
    self.prompterHash = prompterHash
    self.model = model
    self.data = data
    self.dataHash = dataHash
    self.scoredFields = scoredFields
    self.reportedFields = reportedFields
    self.rows = rows
    self.counts = counts
    self.cost = cost
  }

  /// The answered rows.
  public var answered: [EvaluationRow] { rows.filter(\.isAnswered) }
  /// How many rows were answered.
  public var n: Int { answered.count }
  /// How many rows had no answer.
  public var errors: Int { rows.count - n }
  /// How many rows had an unusable answer.
  public var invalid: Int { answered.count { $0.failure != nil } }
  /// How many rows needed a repair.
  public var repaired: Int { answered.count { !$0.repairs.isEmpty } }
  /// The mean score of the answered rows; nil when there are none.
  public var score: Double? { answered.compactMap(\.score).mean }

  /// The 95 % interval of the mean score, by bootstrap.
  public var interval: Interval? {
    Bootstrap.meanInterval(answered.compactMap(\.score))
  }

  /// The share of answered rows with every scored field right; nil when there are none.
  public var exactMatch: Double? {
    answered.compactMap { row in row.isExact(scoredFields).map { $0 ? 1.0 : 0.0 } }.mean
  }

  /// The summary of a field; nil when no row has it.
  public func summary(of field: FieldPath) -> FieldSummary? {
    let scores = answered.compactMap { $0.fields[field] }
    let values = scores.map(\.score)
    guard let mean = values.mean, let interval = Bootstrap.meanInterval(values) else { return nil }
    return FieldSummary(
      score: mean, n: scores.count, interval: interval,
      outcomes: Dictionary(scores.map { ($0.outcome, 1) }, uniquingKeysWith: +))
  }

  /// How well the confidences of scored fields predict rightness; nil when uncalibrated.
  public var calibration: CalibrationSummary? {
    var probabilities: [Double] = []
    var rightness: [Bool] = []
    for row in answered where row.failure == nil {
      for field in scoredFields {
        guard let probability = row.confidence[field], let score = row.fields[field] else {
          continue
        }
        probabilities.append(probability)
        rightness.append(score.outcome == .right)
      }
    }
    guard let brier = ReliabilityMetrics.brier(probabilities, rightness),
      let ece = ReliabilityMetrics.ece(probabilities, rightness)
    else { return nil }
    return CalibrationSummary(
      brier: brier, ece: ece,
      auroc: ReliabilityMetrics.auroc(probabilities, rightness), n: probabilities.count)
  }

  /// The median and the 95th percentile of the answers' times, in milliseconds.
  public var latency: (p50: Double?, p95: Double?) {
    let times = rows.compactMap(\.latency)
    return (times.percentile(0.5), times.percentile(0.95))
  }
}
