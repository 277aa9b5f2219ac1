/// Halving of a bracket around the place where a condition stops to hold.
enum Bisection {
  /// The bracket, as narrow as floating point allows, of the switch from true to false.
  ///
  /// `isBelow` holds up to some place in `range` and not after it.
  static func lastBelow(
    in range: ClosedRange<Double>, _ isBelow: (Double) -> Bool
  ) -> Interval {
    var bracket = Interval(low: range.lowerBound, high: range.upperBound)
    for _ in 0..<200 {
      let middle = bracket.low + (bracket.high - bracket.low) / 2
      if middle <= bracket.low || middle >= bracket.high { break }
      if isBelow(middle) { bracket.low = middle } else { bracket.high = middle }
    }
    return bracket
  }
}
