/// 1 minus the edit distance as a share of the longer text (Levenshtein 1966).
public struct Levenshtein: Metric {
  /// `levenshtein`.
  public let name = "levenshtein"
  /// Texts are compared up to this length; the time grows with its square.
  static let maximumLength = 5_000

  /// Makes the metric.
  public init() {}

  /// From 0 (nothing alike) to 1 (the same).
  public func score(_ predicted: JSONValue, expected: JSONValue) -> Double {
    let a = Array(MetricText.plain(predicted).unicodeScalars.prefix(Self.maximumLength))
    let b = Array(MetricText.plain(expected).unicodeScalars.prefix(Self.maximumLength))
    let longest = max(a.count, b.count)
    return longest == 0 ? 1 : 1 - Double(Self.distance(a, b)) / Double(longest)
  }

  /// Insertions, deletions and replacements that turn one text into the other.
  static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
