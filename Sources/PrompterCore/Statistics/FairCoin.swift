/// Tails of the binomial distribution with probability one half.
enum FairCoin {
  /// P[Bin(n, ½) ≤ k].
  static func atMost(_ k: Int, of n: Int) -> Double {
    if k < 0 { return 0 }
    if k >= n { return 1 }
    return IncompleteBeta.regularized(0.5, Double(n) - Double(k), Double(k) + 1)
  }

  /// P[Bin(n, ½) ≥ k].
  static func atLeast(_ k: Int, of n: Int) -> Double {
    if k <= 0 { return 1 }
    if k > n { return 0 }
    return IncompleteBeta.regularized(0.5, Double(k), Double(n) - Double(k) + 1)
  }

  /// Two counts, negatives read as 0 and the rest bounded to where logarithms keep their digits.
  static func counts(_ first: Int, _ second: Int) -> (Int, Int) {
    let most = 1_000_000_000
    return (min(max(first, 0), most), min(max(second, 0), most))
  }
}
