extension Collection where Element == Double {
  /// The arithmetic mean, or nil when there are no values.
  public var mean: Double? {
    isEmpty ? nil : reduce(0, +) / Double(count)
  }

  /// The sample standard deviation (divisor n − 1), or nil under two values.
  public var standardDeviation: Double? {
    guard count > 1, let mean else { return nil }
    // Two passes: the one-pass formula loses everything when the mean is large.
    let squares = reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(count - 1)).squareRoot()
  }

  /// The value below which a share `q` of the values lies, or nil when there are no values.
  ///
  /// Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). `q` is in
  /// `0...1` and is clamped to it. A NaN in `q` or among the values gives NaN.
  public func percentile(_ q: Double) -> Double? {
    guard !isEmpty else { return nil }
    guard !q.isNaN, !contains(where: \.isNaN) else { return .nan }
    return Percentile.ofSorted(sorted(), q)
  }
}

enum Percentile {
  /// The percentile of values that are already ascending, not empty and free of NaN.
  static func ofSorted(_ values: [Double], _ q: Double) -> Double {
    let position = min(max(q, 0), 1) * Double(values.count - 1)
    let below = values[Int(position)]
    let above = values[min(Int(position) + 1, values.count - 1)]
    // Equal neighbours are returned as they are: infinity minus itself is not a number.
    return below == above ? below : below + (position - position.rounded(.down)) * (above - below)
  }
}
