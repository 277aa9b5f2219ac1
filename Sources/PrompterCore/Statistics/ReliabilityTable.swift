/// One bin of a reliability table: what was promised beside what happened.
public struct ReliabilityRow: Hashable, Sendable {
  /// How many examples are in the bin, at least 1.
  public var n: Int

  /// The mean of their stated probabilities, in `0...1`.
  public var meanProbability: Double

  /// The share of them that was right, in `0...1`.
  public var accuracy: Double

  /// The 95 % Wilson interval of the accuracy.
  public var interval: Interval

  /// Makes a row from its four numbers, which are kept as given.
  public init(n: Int, meanProbability: Double, accuracy: Double, interval: Interval) {
    self.n = n
    self.meanProbability = meanProbability
    self.accuracy = accuracy
    self.interval = interval
  }
}

extension ReliabilityMetrics {
  /// The bins from the lowest probability up, each with about the same number of examples.
  ///
  /// Equal probabilities always share a bin, so the table does not depend on the order of the
  /// examples, and there may be fewer bins than asked for: one for a constant predictor.
  public static func reliabilityTable(
    _ p: [Double], _ y: [Bool], bins: Int = 10
  ) -> [ReliabilityRow] {
    let groups = TieGroup.descending(p.map(probability), y).reversed()
    let total = groups.reduce(0) { $0 + $1.count }
    let bins = min(max(bins, 1), max(total, 1))
    var rows: [ReliabilityRow] = []
    var (seen, n, right, sum) = (0, 0, 0, 0.0)
    var bin = 1
    for group in groups {
      seen += group.count
      n += group.count
      right += group.right
      sum += group.score * Double(group.count)
      guard seen >= bin * total / bins else { continue }
      rows.append(
        ReliabilityRow(
          n: n, meanProbability: sum / Double(n), accuracy: Double(right) / Double(n),
          interval: Wilson.interval(successes: right, of: n)))
      (n, right, sum) = (0, 0, 0.0)
      while bin < bins, bin * total / bins <= seen { bin += 1 }
    }
    return rows
  }
}
