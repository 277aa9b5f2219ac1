/// Two evaluations on the same examples, and whether they differ.
public struct Comparison: Sendable {
  /// What the numbers say about B against A.
  public enum Verdict: String, Hashable, Sendable {
    /// The interval and the test both say that B is better.
    case better
    /// The interval and the test both say that B is worse.
    case worse
    /// Neither could be shown; this is not "the same".
    case noEvidence = "no evidence"
  }

  /// A mean difference, B minus A.
  public struct Difference: Sendable {
    /// The mean, from -1 to 1.
    public let mean: Double
    /// The 95 % interval, by paired bootstrap.
    public let interval: Interval
    /// Two-sided, by sign-flip permutation.
    public let p: Double
  }

  /// One field of both.
  public struct FieldComparison: Sendable {
    /// The mean scores.
    public let a, b: Double
    /// B minus A.
    public let delta: Double
    /// Two-sided, by sign-flip permutation, adjusted over the fields (Holm 1979).
    public let p: Double
  }

  /// The names of both.
  public let a, b: String
  /// The aligned pairs of answered rows.
  public let pairs: [(a: EvaluationRow, b: EvaluationRow)]
  /// How many answered examples only A, and only B, has.
  public let onlyA, onlyB: Int
  /// The mean scores over the pairs; nil without pairs.
  public let scoreA, scoreB: Double?
  /// The difference; nil without pairs.
  public let difference: Difference?
  /// Examples that only A, and only B, has all right, and the exact McNemar test of them.
  public let mcNemar: (aOnly: Int, bOnly: Int, p: Double)
  /// About B against A.
  public let verdict: Verdict
  /// The smallest difference that this many examples would show four times out of five.
  public let minimumDetectable: Double?
  /// Every field that both have, in the order of the schema.
  public let fields: [(path: FieldPath, comparison: FieldComparison)]
  /// Ids of examples that B has worse than A, worst first.
  public let regressions: [String]
  /// Ids of examples that B has better than A, best first.
  public let fixes: [String]

  /// Compares two evaluations by the ids of their examples.
  ///
  /// - Parameters:
  ///   - minimumEffect: a smaller difference is never called better or worse.
  ///   - seed: of the resampling; the same seed gives the same numbers.
  public init(_ a: Evaluation, _ b: Evaluation, minimumEffect: Double = 0, seed: UInt64 = 0) {
    self.a = a.prompter
    self.b = b.prompter
    let others = Dictionary(b.answered.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let pairs = a.answered.compactMap { row in others[row.id].map { (a: row, b: $0) } }
    self.pairs = pairs
    onlyA = a.answered.count - pairs.count
    onlyB = b.answered.count - pairs.count
    scoreA = pairs.compactMap(\.a.score).mean
    scoreB = pairs.compactMap(\.b.score).mean
    let differences = pairs.map { ($0.b.score ?? 0) - ($0.a.score ?? 0) }
    difference = Self.difference(differences, seed: seed)
    verdict = Self.verdict(difference, minimumEffect: minimumEffect)
    minimumDetectable = differences.standardDeviation.map {
      MinimumDetectable.difference(standardDeviation: $0, n: differences.count)
    }
    let aOnly = pairs.count {
      $0.a.isExact(a.scoredFields) == true && $0.b.isExact(b.scoredFields) == false
    }
    let bOnly = pairs.count {
      $0.b.isExact(b.scoredFields) == true && $0.a.isExact(a.scoredFields) == false
    }
    mcNemar = (aOnly, bOnly, McNemar.p(aOnly: aOnly, bOnly: bOnly))
    fields = Self.compareFields(a.reportedFields.filter(b.reportedFields.contains), pairs, seed)
    let changed = zip(pairs, differences).filter { abs($0.1) > 1e-9 }
    regressions = changed.filter { $0.1 < 0 }.sorted { $0.1 < $1.1 }.map(\.0.a.id)
    fixes = changed.filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }.map(\.0.a.id)
  }

  /// The mean of paired differences with its interval and test; nil when there are none.
  public static func difference(_ differences: [Double], seed: UInt64) -> Difference? {
    guard let mean = differences.mean,
      let interval = Bootstrap.meanInterval(differences, seed: seed)
    else { return nil }
    return Difference(mean: mean, interval: interval, p: SignFlip.p(differences, seed: seed))
  }

  private static func verdict(_ difference: Difference?, minimumEffect: Double) -> Verdict {
    guard let difference, difference.p < 0.05, abs(difference.mean) >= minimumEffect else {
      return .noEvidence
    }
    if difference.interval.low > 0 { return .better }
    if difference.interval.high < 0 { return .worse }
    return .noEvidence
  }

  private static func compareFields(
    _ paths: [FieldPath], _ pairs: [(a: EvaluationRow, b: EvaluationRow)], _ seed: UInt64
  ) -> [(path: FieldPath, comparison: FieldComparison)] {
    var rows: [(path: FieldPath, a: Double, b: Double, p: Double)] = []
    for path in paths {
      let scores = pairs.compactMap { pair -> (a: Double, b: Double)? in
        guard let a = pair.a.fields[path]?.score, let b = pair.b.fields[path]?.score else {
          return nil
        }
        return (a, b)
      }
      guard let meanA = scores.map(\.a).mean, let meanB = scores.map(\.b).mean else { continue }
      rows.append((path, meanA, meanB, SignFlip.p(scores.map { $0.b - $0.a }, seed: seed)))
    }
    return zip(rows, Holm.adjusted(rows.map(\.p))).map { row, p in
      (row.path, FieldComparison(a: row.a, b: row.b, delta: row.b - row.a, p: p))
    }
  }
}
