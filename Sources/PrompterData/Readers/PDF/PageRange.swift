/// Some pages of a document, in a row.
public struct PageRange: Hashable, Sendable, CustomStringConvertible {
  /// The first page, counted from 1.
  public let first: Int
  /// The last page; nil for all that follow.
  public let last: Int?

  /// Makes a range; nil when it is empty or begins before page 1.
  public init?(first: Int, last: Int?) {
    guard first >= 1, first <= last ?? .max, last ?? 1 <= 1_000_000, first <= 1_000_000 else {
      return nil
    }
    self.first = first
    self.last = last
  }

  /// Reads `3`, `2-5` or `2-`; nil when it is none of these.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first.flatMap({ Int($0) }) else { return nil }
    if parts.count == 1 {
      self.init(first: first, last: first)
    } else if parts[1].isEmpty {
      self.init(first: first, last: nil)
    } else {
      guard let last = Int(parts[1]) else { return nil }
      self.init(first: first, last: last)
    }
  }

  /// The range as users write it.
  public var description: String {
    first == last ? "\(first)" : "\(first)-\(last.map(String.init) ?? "")"
  }
}
