/// How the items of a list, or the values of a map, were found.
public struct ItemCounts: Hashable, Sendable {
  /// The sum of the matched items' scores: how many were found, a half right one counting half.
  public var matched: Double
  /// How many items the record has, and how many were expected.
  public var given, expected: Int

  /// Makes counts.
  public init(matched: Double = 0, given: Int = 0, expected: Int = 0) {
    self.matched = matched
    self.given = given
    self.expected = expected
  }

  /// The share of the given items that are right; nil when none was given.
  public var precision: Double? { given > 0 ? matched / Double(given) : nil }

  /// The share of the expected items that were found; nil when none was expected.
  public var recall: Double? { expected > 0 ? matched / Double(expected) : nil }

  /// The harmonic mean of both, `2 · matched / (given + expected)`; nil without any item.
  public var f1: Double? {
    given + expected > 0 ? 2 * matched / Double(given + expected) : nil
  }

  /// The counts of two records together.
  public static func + (a: ItemCounts, b: ItemCounts) -> ItemCounts {
    ItemCounts(
      matched: a.matched + b.matched, given: a.given + b.given, expected: a.expected + b.expected)
  }
}
