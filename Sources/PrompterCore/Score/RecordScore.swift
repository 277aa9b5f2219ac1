/// What is wrong with a value, apart from how much.
public enum FieldOutcome: String, Hashable, Sendable, CaseIterable {
  /// As expected (the metric is at least 0.999).
  case right
  /// Expected, but absent.
  case missing
  /// Given, but nothing was expected.
  case hallucinated
  /// Another value than expected.
  case wrong
}

/// How well one field of one record was extracted.
public struct FieldScore: Hashable, Sendable {
  /// From 0 to 1.
  public var score: Double
  /// What is wrong with it.
  public var outcome: FieldOutcome
  /// The items behind the score of a list or a map; nil for other fields.
  public var items: ItemCounts?

  /// From which score on a value counts as right.
  public static let rightness = 0.999

  /// Makes a score.
  public init(_ score: Double, _ outcome: FieldOutcome, items: ItemCounts? = nil) {
    self.score = score
    self.outcome = outcome
    self.items = items
  }
}

/// How well one record was extracted.
public struct RecordScore: Hashable, Sendable {
  /// The weighted mean over the scored fields, from 0 to 1.
  public var score: Double
  /// Every field that the record or its expectation has, items of lists included.
  public var fields: [FieldPath: FieldScore]

  /// Makes a score.
  public init(score: Double, fields: [FieldPath: FieldScore]) {
    self.score = score
    self.fields = fields
  }
}
