/// The bounds of histograms, by the unit that a name ends in.
enum MetricBounds {
  private static let seconds = [
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120,
  ]
  private static let shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99, 1]
  private static let others = [1.0, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000]

  /// The bounds of a histogram.
  static func bounds(of name: String) -> [Double] {
    if name.hasSuffix("_seconds") { return seconds }
    if name.hasSuffix("confidence") { return shares }
    return others
  }
}
