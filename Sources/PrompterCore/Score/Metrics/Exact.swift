/// 1 when both are the same JSON value (numbers as numbers), else 0.
public struct Exact: Metric {
  /// `exact`.
  public let name = "exact"

  /// Makes the metric.
  public init() {}

  /// 1 or 0.
  public func score(_ predicted: JSONValue, expected: JSONValue) -> Double {
    predicted == expected ? 1 : 0
  }
}
