import Foundation

/// How good stated probabilities are, given what turned out right.
///
/// Every function takes one probability and one outcome for each example, in the same order; the
/// longer list is cut. Probabilities are clamped to `0...1`, and NaN counts as 0.
public enum ReliabilityMetrics {
  /// The mean of (p − y)², in `0...1`, lower is better; nil without examples (Brier 1950).
  public static func brier(_ p: [Double], _ y: [Bool]) -> Double? {
    zip(p, y).map { p, isRight in
      let error = probability(p) - (isRight ? 1 : 0)
      return error * error
    }.mean
  }

  /// The mean of −ln of the probability given to what happened; nil without examples.
  ///
  /// Probabilities are clipped to 10⁻¹⁵ from 0 and 1, so one certain mistake costs about 34.5.
  public static func logLoss(_ p: [Double], _ y: [Bool]) -> Double? {
    zip(p, y).map { p, isRight in
      let clipped = min(max(probability(p), 1e-15), 1 - 1e-15)
      return isRight ? -log(clipped) : -log1p(-clipped)
    }.mean
  }

  /// The chance that a right example is scored above a wrong one, equal scores counting half.
  ///
  /// Area under the ROC curve by the Mann–Whitney statistic, O(n log n). Takes any scores, not
  /// only probabilities. Nil unless both a right and a wrong example are present.
  public static func auroc(_ scores: [Double], _ y: [Bool]) -> Double? {
    var rightAbove = 0.0
    var wrong = 0.0
    var ordered = 0.0
    for group in TieGroup.descending(scores, y) {
      let wrongHere = Double(group.count - group.right)
      ordered += wrongHere * (rightAbove + Double(group.right) / 2)
      rightAbove += Double(group.right)
      wrong += wrongHere
    }
    return rightAbove > 0 && wrong > 0 ? ordered / (rightAbove * wrong) : nil
  }

  /// The expected calibration error over equal-mass bins, in `0...1`; nil without examples.
  ///
  /// The mean over examples of |accuracy − mean p| of their bin (Naeini and others 2015). It is
  /// biased upward on few examples: near 0.05 at 300 even for a perfect predictor.
  public static func ece(_ p: [Double], _ y: [Bool], bins: Int = 10) -> Double? {
    let rows = reliabilityTable(p, y, bins: bins)
    let total = rows.reduce(0) { $0 + $1.n }
    guard total > 0 else { return nil }
    return rows.reduce(0) {
      $0 + abs($1.accuracy - $1.meanProbability) * Double($1.n) / Double(total)
    }
  }

  static func probability(_ value: Double) -> Double {
    value.isNaN ? 0 : min(max(value, 0), 1)
  }
}
