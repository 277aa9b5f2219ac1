/// How well a prompter does on a data set: the record of an evaluation and its summary.
public struct Evaluation: Sendable {
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
  /// One row an example and repeat, in the order in which they were asked for.
  public var rows: [EvaluationRow] { didSet { memo = EvaluationMemo() } }
  /// What the run has sent.
  public var counts: RunCounts
  /// The cost in US dollars; nil when no price is known.
  public var cost: Double?
  /// What the run was made with, as far as the record says it.
  public var setup = EvaluationSetup()

  /// What is to be said beside the score, when it flatters the prompter.
  public var caveat: String? {
    guard setup.searched > 0 else { return nil }
    return
      "\(setup.searched) of these examples had a part in the prompter's training, and it does better "
      + "on them than on others"
  }
  /// Intervals that were computed already.
  private var memo = EvaluationMemo()

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

  /// How often each example was asked at most.
  public var repeats: Int { (rows.map(\.repetition).max() ?? 0) + 1 }
  /// How many examples there are; each has a row for each repeat.
  public var examples: Int { repeats == 1 ? rows.count : Set(rows.map(\.id)).count }

  /// The 95 % interval of the mean score, by bootstrap over the examples.
  public var interval: Interval? {
    memo.interval {
      let scored = answered.compactMap { row in row.score.map { (id: row.id, score: $0) } }
      return Bootstrap.meanInterval(
        scored.map(\.score), clusters: repeats > 1 ? Self.clusters(scored.map(\.id)) : nil)
    }
  }

  /// The share of answered rows with every scored field right; nil when there are none.
  public var exactMatch: Double? {
    answered.compactMap { row in row.isExact(scoredFields).map { $0 ? 1.0 : 0.0 } }.mean
  }

  /// The summary of a field; nil when no row has it.
  public func summary(of field: FieldPath) -> FieldSummary? {
    memo.summary(of: field) {
      let scored = answered.compactMap { row in row.fields[field].map { (id: row.id, score: $0) } }
      let values = scored.map(\.score.score)
      let clusters = repeats > 1 ? Self.clusters(scored.map(\.id)) : nil
      guard let mean = values.mean,
        let interval = Bootstrap.meanInterval(values, clusters: clusters)
      else { return nil }
      let items = scored.compactMap(\.score.items)
      return FieldSummary(
        score: mean, n: scored.count, interval: interval,
        outcomes: Dictionary(scored.map { ($0.score.outcome, 1) }, uniquingKeysWith: +),
        items: items.isEmpty ? nil : items.reduce(ItemCounts(), +))
    }
  }

  /// The number of each row's example.
  private static func clusters(_ ids: [String]) -> [Int] {
    var numbers: [String: Int] = [:]
    return ids.map { id in
      let number = numbers[id] ?? numbers.count
      numbers[id] = number
      return number
    }
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
