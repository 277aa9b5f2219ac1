/// What a comparison of a given size could have seen at all.
public enum MinimumDetectable {
  /// The smallest mean difference found with 80 % power at two-sided 5 %: `2.8 · sd / √n`.
  ///
  /// 2.8 is the sum of the normal quantiles 1.96 and 0.84.
  ///
  /// - Parameters:
  ///   - standardDeviation: of the paired differences, in the unit of the result. For pass/fail
  ///     its square is about the share of discordant pairs.
  ///   - n: the number of pairs.
  /// - Returns: infinity without pairs: nothing could be seen.
  public static func difference(standardDeviation: Double, n: Int) -> Double {
    n > 0 ? 2.8 * standardDeviation / Double(n).squareRoot() : .infinity
  }
}
