/// McNemar's test of two pass/fail systems on the same examples, in its exact form.
public enum McNemar {
  /// The two-sided p value `min(1, 2 · P[Bin(a + b, ½) ≤ min(a, b)])`, in `(0, 1]`.
  ///
  /// - Parameters:
  ///   - aOnly: examples only the first system got right.
  ///   - bOnly: examples only the second system got right.
  /// - Returns: 1 when the systems never disagree.
  public static func p(aOnly: Int, bOnly: Int) -> Double {
    let (a, b) = FairCoin.counts(aOnly, bOnly)
    return min(1, 2 * FairCoin.atMost(min(a, b), of: a + b))
  }
}
