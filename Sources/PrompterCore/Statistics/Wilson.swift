import Foundation

/// The score interval of one proportion (Wilson 1927).
public enum Wilson {
  /// The two-sided interval `(p̂ + z²/2n ± z·√(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n)`.
  ///
  /// - Parameters:
  ///   - successes: how many of the trials succeeded; read as inside `0...n`.
  ///   - n: how many trials there were.
  ///   - confidence: the wanted coverage, in `0..<1`.
  /// - Returns: an interval inside `0...1`; all of it when there were no trials.
  public static func interval(
    successes: Int, of n: Int, confidence: Double = 0.95
  ) -> Interval {
    guard n > 0 else { return Interval(low: 0, high: 1) }
    let k = min(max(successes, 0), n)
    let count = Double(n)
    let share = Double(k) / count
    let z = normalQuantile(twoSided: confidence)
    let square = z * z / count
    let center = share + square / 2
    let spread = z * (share * (1 - share) / count + square / (4 * count)).squareRoot()
    // The ends are exact at no and at only successes; rounding would leave them a little off.
    return Interval(
      low: k == 0 ? 0 : max(0, (center - spread) / (1 + square)),
      high: k == n ? 1 : min(1, (center + spread) / (1 + square)))
  }

  /// The z with P[|Z| ≤ z] = `confidence` for a standard normal Z; at most 40.
  private static func normalQuantile(twoSided confidence: Double) -> Double {
    Bisection.lastBelow(in: 0...40) { erfc($0 / 2.0.squareRoot()) > 1 - confidence }.high
  }
}
