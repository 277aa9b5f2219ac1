/// Exact one-sided bounds of a proportion (Clopper and Pearson 1934).
///
/// They hold for every true proportion, so a threshold may be certified with them. A two-sided
/// interval of confidence c takes each bound at confidence (1 + c) / 2.
public enum ClopperPearson {
  /// The largest failure rate still compatible with so few failures, in `0...1`.
  ///
  /// - Parameters:
  ///   - failures: how many of the trials failed; read as inside `0...n`.
  ///   - n: how many trials there were.
  ///   - confidence: the share of data sets for which the bound holds, in `0...1`.
  /// - Returns: 1 when there were no trials.
  public static func upper(failures: Int, of n: Int, confidence: Double = 0.95) -> Double {
    let k = min(max(failures, 0), max(n, 0))
    guard n > k else { return 1 }
    // P[Bin(n, p) > k] = I_p(k+1, n−k) rises with p. The upper end of the bracket is the safe one.
    return Bisection.lastBelow(in: 0...1) {
      IncompleteBeta.regularized($0, Double(k) + 1, Double(n - k)) < confidence
    }.high
  }

  /// The smallest success rate still compatible with so many successes, in `0...1`.
  ///
  /// - Parameters:
  ///   - successes: how many of the trials succeeded; read as inside `0...n`.
  ///   - n: how many trials there were.
  ///   - confidence: the share of data sets for which the bound holds, in `0...1`.
  /// - Returns: 0 when there were no trials.
  public static func lower(successes: Int, of n: Int, confidence: Double = 0.95) -> Double {
    let k = min(max(successes, 0), max(n, 0))
    guard k > 0 else { return 0 }
    // P[Bin(n, p) ≥ k] = I_p(k, n−k+1) rises with p.
    return Bisection.lastBelow(in: 0...1) {
      IncompleteBeta.regularized($0, Double(k), Double(n - k) + 1) < 1 - confidence
    }.low
  }
}
