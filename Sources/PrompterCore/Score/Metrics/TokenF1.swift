/// The harmonic mean of how many words are right and how many right ones were found.
///
/// Each word counts as often as it occurs (SQuAD, Rajpurkar and others 2016).
public struct TokenF1: Metric {
  /// `token_f1`.
  public let name = "token_f1"

  /// Makes the metric.
  public init() {}

  /// From 0 to 1.
  public func score(_ predicted: JSONValue, expected: JSONValue) -> Double {
    let given = MetricText.words(MetricText.plain(predicted))
    let wanted = MetricText.words(MetricText.plain(expected))
    if given.isEmpty || wanted.isEmpty { return given == wanted ? 1 : 0 }
    var left = Dictionary(wanted.map { ($0, 1) }, uniquingKeysWith: +)
    var common = 0
    for word in given {
      if let count = left[word], count > 0 {
        common += 1
        left[word] = count - 1
      }
    }
    return 2 * Double(common) / Double(given.count + wanted.count)
  }
}
