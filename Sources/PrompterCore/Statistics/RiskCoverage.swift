extension ReliabilityMetrics {
  /// The largest share of examples, best scores first, with at most `risk` of them wrong.
  ///
  /// Examples of equal score are accepted together, as any threshold would. In `0...1`: 0 when
  /// no threshold keeps the risk, nil without examples. This is what the data at hand show, not a
  /// certified threshold.
  public static func coverage(
    _ scores: [Double], _ y: [Bool], atRisk risk: Double
  ) -> Double? {
    var accepted = 0
    var wrong = 0
    var covered = 0
    for group in TieGroup.descending(scores, y) {
      accepted += group.count
      wrong += group.count - group.right
      // A division: `wrong <= risk * accepted` would miss risks such as 3/100 by rounding.
      if Double(wrong) / Double(accepted) <= risk { covered = accepted }
    }
    return accepted > 0 ? Double(covered) / Double(accepted) : nil
  }

  /// The area under the risk–coverage curve, in `0...1`, lower is better; nil without examples.
  ///
  /// The mean over k of the share wrong among the k best scored (Geifman and El-Yaniv 2017). The
  /// errors of equally scored examples are spread evenly over their ranks, so a constant score
  /// gives the error rate.
  public static func aurc(_ scores: [Double], _ y: [Bool]) -> Double? {
    var accepted = 0
    var wrong = 0
    var area = 0.0
    for group in TieGroup.descending(scores, y) {
      let wrongHere = group.count - group.right
      for place in 1...group.count {
        let expected = Double(wrong) + Double(wrongHere) * Double(place) / Double(group.count)
        area += expected / Double(accepted + place)
      }
      accepted += group.count
      wrong += wrongHere
    }
    return accepted > 0 ? area / Double(accepted) : nil
  }
}
