/// 1 when the texts are the same but for case and outer white space, else 0.
public struct CaseInsensitive: Metric {
  /// `case_insensitive`.
  public let name = "case_insensitive"

  /// Makes the metric.
  public init() {}

  /// 1 or 0.
  public func score(_ predicted: JSONValue, expected: JSONValue) -> Double {
    let (a, b) = (MetricText.plain(predicted), MetricText.plain(expected))
    return MetricText.trimmed(a).lowercased() == MetricText.trimmed(b).lowercased() ? 1 : 0
  }
}
