/// A part of a document's text, in Unicode scalars.
public struct Span: Hashable, Sendable {
  /// The first scalar.
  public let start: Int
  /// The scalar after the last one.
  public let end: Int

  /// Makes a span.
  public init(start: Int, end: Int) {
    self.start = start
    self.end = end
  }
}
