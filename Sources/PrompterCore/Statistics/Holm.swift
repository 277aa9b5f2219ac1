/// Correction for testing many hypotheses at once (Holm 1979).
public enum Holm {
  /// The adjusted p values, in the order given.
  ///
  /// Rejecting all that are ≤ α keeps the chance of any false rejection ≤ α, whatever the
  /// dependence between the tests. A NaN counts as 1.
  public static func adjusted(_ p: [Double]) -> [Double] {
    let clean = p.map { $0.isNaN ? 1 : min(max($0, 0), 1) }
    let ascending = clean.indices.sorted { (clean[$0], $0) < (clean[$1], $1) }
    var result = clean
    var largest = 0.0
    for (rank, index) in ascending.enumerated() {
      largest = max(largest, min(1, Double(clean.count - rank) * clean[index]))
      result[index] = largest
    }
    return result
  }
}
