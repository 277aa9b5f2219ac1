/// The mean of paired differences, B minus A, with its interval and its test.
public struct PairedDifference: Hashable, Sendable {
  /// What the numbers say about B against A.
  public enum Verdict: String, Hashable, Sendable {
    /// The interval and the test both say that B is better.
    case better
    /// The interval and the test both say that B is worse.
    case worse
    /// Neither could be shown; this is not "the same".
    case noEvidence = "no evidence"
  }

  /// The p value below which a difference counts as shown.
  public static let significance = 0.05

  /// The mean, in the unit of the scores: from -1 to 1.
  public let mean: Double
  /// The 95 % interval of the mean, by paired bootstrap.
  public let interval: Interval
  /// Two-sided, by sign-flip permutation.
  public let p: Double
  /// The share of resampled means above 0, those of exactly 0 counting half.
  public let aboveZero: Double

  /// Makes a difference of its numbers, which are kept as given.
  public init(mean: Double, interval: Interval, p: Double, aboveZero: Double) {
    self.mean = mean
    self.interval = interval
    self.p = p
    self.aboveZero = aboveZero
  }

  /// Resamples and permutes differences; nil without any, and when one is not finite.
  ///
  /// - Parameters:
  ///   - differences: one an example; of an example that was asked repeatedly, the mean.
  ///   - draws: how many resamples, and how many permutations, are drawn.
  ///   - seed: the same seed gives the same numbers.
  public init?(_ differences: [Double], draws: Int = 10_000, seed: UInt64 = 0) {
    guard let mean = differences.mean,
      let means = Bootstrap.sortedMeans(differences, resamples: draws, seed: seed)
    else { return nil }
    let above = means.count { $0 > 0 }
    let ties = means.count { $0 == 0 }
    self.init(
      mean: mean, interval: Bootstrap.interval(of: means, confidence: 0.95),
      p: SignFlip.p(differences, permutations: draws, seed: seed),
      aboveZero: (Double(above) + Double(ties) / 2) / Double(means.count))
  }

  /// Whether B is better or worse: the interval excludes 0, p is small, and the mean is large enough
  /// to matter.
  ///
  /// - Parameters:
  ///   - minimumEffect: a smaller mean is never called better or worse.
  ///   - p: another p value than the difference's own, such as one that was adjusted.
  public func verdict(minimumEffect: Double = 0, p adjusted: Double? = nil) -> Verdict {
    guard adjusted ?? p < Self.significance, abs(mean) >= minimumEffect else { return .noEvidence }
    if interval.low > 0 { return .better }
    if interval.high < 0 { return .worse }
    return .noEvidence
  }
}
