import Foundation

/// Intervals that hold at every look: a mean, or the difference of two means, of observations from
/// 0 to 1.
///
/// Who claims that the mean is m lets us bet against it. Per observation x the stake grows by
/// `1 + c(x/m − 1)` when we bet that the mean is higher, by `1 + c((1 − x)/(1 − m) − 1)` when lower;
/// if the claim is right neither grows on average, so that the stake ever reaches 1/α with
/// probability α at most (Ville 1939). All m that have not lost so much are the interval
/// (Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables by betting", J. R.
/// Stat. Soc. B 86). The stake is split evenly over both directions and nine values of c, so that
/// small and large differences, and small and large spreads, are all met.
///
/// It takes no assumption on the shape of the observations. Each must have the same mean given those
/// before. Because the values of c are fixed beforehand, the order does not matter, and counts of
/// values are enough; to count a value in part for two neighbours on a grid only lowers the stake,
/// for the logarithm is concave.
///
/// For two samples the stakes against a pair of means are multiplied: up in one and down in the
/// other. A difference is held when any pair with that difference is, so that nothing needs to be
/// known of how observations came to be in one sample or the other.
public struct ConfidenceSequence: Hashable, Sendable {
  /// The probability that the truth is ever left out, at most.
  public let alpha: Double

  /// Makes intervals of a level.
  ///
  /// - Parameter alpha: above 0 and below 1; read as inside of these.
  public init(alpha: Double = 0.05) {
    self.alpha = min(max(alpha, 1e-9), 1 - 1e-9)
  }

  private var limit: Double { -log(alpha) }

  // MARK: One mean

  /// The interval of the mean; all of 0 to 1 without observations.
  public func interval(_ sample: BoundedSample) -> Interval {
    guard let mean = sample.mean else { return Interval(low: 0, high: 1) }
    let bet = Bet(sample)
    func holds(_ claim: Double) -> Bool {
      Bet.even(bet.up(claim), bet.down(claim)) < limit
    }
    return Interval(
      low: Self.edge(from: mean, to: 0, holds), high: Self.edge(from: mean, to: 1, holds))
  }

  /// The interval of the mean of paired differences from -1 to 1.
  ///
  /// - Parameter halves: `(1 + difference) / 2` of each pair.
  public func pairedInterval(halves: BoundedSample) -> Interval {
    let interval = interval(halves)
    return Interval(low: 2 * interval.low - 1, high: 2 * interval.high - 1)
  }

  // MARK: Two means

  /// The interval of the mean of `b` minus the mean of `a`; -1 to 1 when one is empty.
  public func interval(_ a: BoundedSample, _ b: BoundedSample) -> Interval {
    guard let meanA = a.mean, let meanB = b.mean else { return Interval(low: -1, high: 1) }
    let (betA, betB) = (Bet(a), Bet(b))
    func holds(_ claim: Double) -> Bool { least(betA, betB, claim) < limit }
    return Interval(
      low: Self.edge(from: meanB - meanA, to: -1, holds),
      high: Self.edge(from: meanB - meanA, to: 1, holds))
  }

  /// Whether a difference of the means, `b` minus `a`, is still held.
  public func holds(_ difference: Double, _ a: BoundedSample, _ b: BoundedSample) -> Bool {
    guard a.n > 0, b.n > 0 else { return true }
    let (betA, betB) = (Bet(a), Bet(b))
    // The pair that has the difference and is nearest to what was seen mostly decides already.
    let shift = (b.mean ?? 0) - (a.mean ?? 0) - difference
    let near = (a.mean ?? 0) + shift * Double(b.n) / Double(a.n + b.n)
    let range = Self.range(difference)
    if range.contains(near), Bet.pair(betA, near, betB, near + difference) < limit { return true }
    return least(betA, betB, difference) < limit
  }

  /// The means of `a` that a difference leaves room for.
  private static func range(_ difference: Double) -> ClosedRange<Double> {
    let low = max(0, -difference)
    return low...max(low, min(1, 1 - difference))
  }

  /// The least stake, as a logarithm, over the pairs of means with a difference.
  ///
  /// Each stake is a sum of products of powers of 1/m and 1/(1 − m): convex, even as a logarithm.
  /// So a golden section finds the least.
  private func least(_ a: Bet, _ b: Bet, _ difference: Double) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    let range = Self.range(difference)
    var (low, high) = (range.lowerBound, range.upperBound)
    func stake(_ mean: Double) -> Double { Bet.pair(a, mean, b, mean + difference) }
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (stakeLeft, stakeRight) = (stake(left), stake(right))
    for _ in 0..<44 {
      let best = min(stakeLeft, stakeRight)
      // Nothing more is asked than whether it is below.
      if best < limit { return best }
      if stakeLeft < stakeRight {
        (high, right, stakeRight) = (right, left, stakeLeft)
        left = high - ratio * (high - low)
        stakeLeft = stake(left)
      } else {
        (low, left, stakeLeft) = (left, right, stakeRight)
        right = low + ratio * (high - low)
        stakeRight = stake(right)
      }
    }
    return min(stakeLeft, stakeRight)
  }

  /// Where a claim stops to hold between a place where it does and an end, to a millionth, on the
  /// side that makes the interval wider.
  private static func edge(
    from inside: Double, to end: Double, _ holds: (Double) -> Bool
  ) -> Double {
    if holds(end) { return end }
    var (inside, outside) = (inside, end)
    while abs(outside - inside) > 1e-6 {
      let middle = (inside + outside) / 2
      if holds(middle) { inside = middle } else { outside = middle }
    }
    return outside
  }
}
