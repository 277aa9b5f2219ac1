/// A closed interval of real numbers, such as a confidence interval.
public struct Interval: Hashable, Sendable {
  /// The lower end, in the unit of the estimated quantity.
  public var low: Double

  /// The upper end, in the unit of the estimated quantity.
  public var high: Double

  /// Makes an interval from its two ends, which are kept as given.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }
}
