/// 1 when two numbers are equal within a tolerance, else 0.
public struct NumberClose: Metric {
  /// `number`.
  public let name = "number"
  /// The allowed absolute difference.
  public let absolute: Double
  /// The allowed difference as a share of the expected number.
  public let relative: Double

  /// Makes the metric; without tolerances only rounding in binary is forgiven.
  public init(absolute: Double = 0, relative: Double = 0) {
    self.absolute = absolute
    self.relative = relative
  }

  /// 1 or 0; a value that is no number scores 0.
  public func score(_ predicted: JSONValue, expected: JSONValue) throws -> Double {
    if predicted == expected { return 1 }
    guard let wanted = expected.double ?? expected.string.flatMap(Double.init) else {
      throw MetricError(metric: name, message: "the expected value is no number")
    }
    guard let given = predicted.double ?? predicted.string.flatMap(Double.init) else { return 0 }
    // A sum of a few decimals is off by some 1e-16 of itself; numbers of twelve digits differ.
    let slack = max(absolute, relative * abs(wanted), 1e-13 * abs(wanted))
    return abs(given - wanted) <= slack ? 1 : 0
  }
}
