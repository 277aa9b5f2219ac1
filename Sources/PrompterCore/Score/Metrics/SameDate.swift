/// 1 when both name the same day, however written, else 0.
public struct SameDate: Metric {
  /// `date`.
  public let name = "date"

  /// Makes the metric.
  public init() {}

  /// 1 or 0; texts that are no clear dates are compared as text.
  public func score(_ predicted: JSONValue, expected: JSONValue) -> Double {
    let (a, b) = (MetricText.plain(predicted), MetricText.plain(expected))
    if let given = DateReader.read(a), let wanted = DateReader.read(b) {
      return given == wanted ? 1 : 0
    }
    return MetricText.trimmed(a) == MetricText.trimmed(b) ? 1 : 0
  }
}
