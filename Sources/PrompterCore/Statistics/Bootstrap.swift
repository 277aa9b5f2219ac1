/// Intervals from resampling the observed values with replacement (Efron 1979).
public enum Bootstrap {
  /// The percentile interval of the mean.
  ///
  /// - Parameters:
  ///   - values: one value an example; for a comparison, the paired differences.
  ///   - clusters: for each value the number of the group it belongs to. Whole groups are then
  ///     drawn, because repeats of one example are not independent.
  ///   - resamples: how many resamples are drawn, at least 1.
  ///   - confidence: the share of resampled means inside the interval, in `0...1`.
  ///   - seed: the same seed gives the same interval.
  /// - Returns: nil when there are no values, when one is not finite, or when `clusters` has
  ///   another length than `values`. A single value, or equal values, give `low == high`.
  public static func meanInterval(
    _ values: [Double], clusters: [Int]? = nil, resamples: Int = 10_000,
    confidence: Double = 0.95, seed: UInt64 = 0
  ) -> Interval? {
    guard !confidence.isNaN,
      let means = sortedMeans(values, clusters: clusters, resamples: resamples, seed: seed)
    else { return nil }
    return interval(of: means, confidence: confidence)
  }

  /// The percentile interval of resampled means that are ascending and not empty.
  static func interval(of means: [Double], confidence: Double) -> Interval {
    let tail = (1 - min(max(confidence, 0), 1)) / 2
    return Interval(
      low: Percentile.ofSorted(means, tail), high: Percentile.ofSorted(means, 1 - tail))
  }

  /// The resampled means, ascending; equal values have one mean, which is theirs to the last bit.
  ///
  /// Nil as for `meanInterval`.
  static func sortedMeans(
    _ values: [Double], clusters: [Int]? = nil, resamples: Int, seed: UInt64
  ) -> [Double]? {
    guard let first = values.first, values.allSatisfy(\.isFinite),
      clusters.map({ $0.count == values.count }) ?? true
    else { return nil }
    if values.allSatisfy({ $0 == first }) { return [first] }
    return means(values, clusters: clusters, resamples: resamples, seed: seed).sorted()
  }

  /// The resampled means in the order they were drawn, empty without values.
  ///
  /// The share of them above 0 is the P(Δ > 0) of a comparison. `clusters`, when given, is as
  /// long as `values`.
  static func means(
    _ values: [Double], clusters: [Int]? = nil, resamples: Int = 10_000, seed: UInt64 = 0
  ) -> [Double] {
    let groups = clusters.map { grouped(values, by: $0) } ?? values.map { Group(sum: $0, count: 1) }
    guard !groups.isEmpty else { return [] }
    var generator = SeededGenerator(seed: seed, purpose: "bootstrap")
    return groups.withUnsafeBufferPointer { groups in
      (0..<max(1, resamples)).map { _ in
        var total = Group(sum: 0, count: 0)
        for _ in 0..<groups.count {
          let drawn = groups[generator.below(groups.count)]
          total.sum += drawn.sum
          total.count += drawn.count
        }
        return total.sum / total.count
      }
    }
  }

  private struct Group {
    var sum: Double
    var count: Double
  }

  /// Sums and sizes of the clusters, in the order of their first value.
  private static func grouped(_ values: [Double], by clusters: [Int]) -> [Group] {
    var places: [Int: Int] = [:]
    var groups: [Group] = []
    for (value, cluster) in zip(values, clusters) {
      if let place = places[cluster] {
        groups[place].sum += value
        groups[place].count += 1
      } else {
        places[cluster] = groups.count
        groups.append(Group(sum: value, count: 1))
      }
    }
    return groups
  }
}
