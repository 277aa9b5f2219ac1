/// The sign-flip permutation test of a zero mean of paired differences.
///
/// Without an effect each difference was as likely to come out with the other sign (Fisher 1935),
/// so the observed mean is compared with the means under random signs.
public enum SignFlip {
  /// The two-sided p value, in `(0, 1]`.
  ///
  /// With at most 12 non-zero differences all sign patterns are enumerated and p is exact.
  /// Otherwise `p = (1 + count of |mean*| ≥ |mean|) / (permutations + 1)`, which never is 0.
  /// 1 without a non-zero difference, and when one is not finite: neither is evidence.
  public static func p(
    _ differences: [Double], permutations: Int = 10_000, seed: UInt64 = 0
  ) -> Double {
    let changed = differences.filter { $0 != 0 }
    guard !changed.isEmpty, changed.allSatisfy(\.isFinite) else { return 1 }
    // Scaling to the largest difference keeps the sums finite and does not change the test.
    let largest = changed.reduce(0) { max($0, abs($1)) }
    let scaled = changed.map { $0 / largest }
    let observed = abs(scaled.reduce(0, +))
    // Sums that are equal on paper differ in their last bits with the order of addition.
    let limit = observed - 1e-12 * scaled.reduce(0) { $0 + abs($1) }
    if scaled.count <= 12 { return exact(scaled, limit: limit) }
    return sampled(scaled, limit: limit, permutations: max(0, permutations), seed: seed)
  }

  private static func exact(_ differences: [Double], limit: Double) -> Double {
    var sums = [0.0]
    for difference in differences {
      sums = sums.map { $0 + difference } + sums.map { $0 - difference }
    }
    return Double(sums.count { abs($0) >= limit }) / Double(sums.count)
  }

  private static func sampled(
    _ differences: [Double], limit: Double, permutations: Int, seed: UInt64
  ) -> Double {
    var generator = SeededGenerator(seed: seed, purpose: "sign-flip")
    let extreme = differences.withUnsafeBufferPointer { differences in
      var extreme = 0
      for _ in 0..<permutations {
        var sum = 0.0
        var bits: UInt64 = 0
        for index in 0..<differences.count {
          if index & 63 == 0 { bits = generator.next() }
          // The low random bit becomes the sign bit.
          sum += Double(bitPattern: differences[index].bitPattern ^ (bits << 63))
          bits >>= 1
        }
        if abs(sum) >= limit { extreme += 1 }
      }
      return extreme
    }
    return Double(1 + extreme) / Double(permutations + 1)
  }
}
