/// 1 minus the edit distance as a share of the longer text (Levenshtein 1966).
public struct Levenshtein: Metric {
  /// `levenshtein`.
  public let name = "levenshtein"
  /// What differs is compared up to this length, as the time grows with its square; the rest
  /// counts as different.
  static let maximumLength = 5_000

  /// Makes the metric.
  public init() {}

  /// From 0 (nothing alike) to 1 (the same).
  public func score(_ predicted: JSONValue, expected: JSONValue) -> Double {
    var a = Array(MetricText.plain(predicted).unicodeScalars)[...]
    var b = Array(MetricText.plain(expected).unicodeScalars)[...]
    let longest = max(a.count, b.count)
    if longest == 0 { return 1 }
    while let x = a.first, x == b.first { (a, b) = (a.dropFirst(), b.dropFirst()) }
    while let x = a.last, x == b.last { (a, b) = (a.dropLast(), b.dropLast()) }
    let beyond = max(0, max(a.count, b.count) - Self.maximumLength)
    let distance = Self.distance(
      Array(a.prefix(Self.maximumLength)), Array(b.prefix(Self.maximumLength)))
    return 1 - Double(min(longest, distance + beyond)) / Double(longest)
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
