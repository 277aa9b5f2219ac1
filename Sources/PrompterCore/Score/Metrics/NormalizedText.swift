/// 1 when the texts have the same words, whatever case, punctuation and spacing, else 0.
public struct NormalizedText: Metric {
  /// `text`.
  public let name = "text"

  /// Makes the metric.
  public init() {}

  /// 1 or 0.
  public func score(_ predicted: JSONValue, expected: JSONValue) -> Double {
    let (a, b) = (MetricText.plain(predicted), MetricText.plain(expected))
    let (x, y) = (MetricText.words(a), MetricText.words(b))
    // Texts of punctuation alone have no words: compare them as they are.
    return x == y && (!x.isEmpty || a == b) ? 1 : 0
  }
}
