/// Takes down what a search decides, a JSON object an event.
public struct Journal: Sendable {
  /// Writes an event.
  public let write: @Sendable (JSONValue) -> Void

  /// Makes a journal; without a writer nothing is kept.
  public init(_ write: @escaping @Sendable (JSONValue) -> Void = { _ in }) {
    self.write = write
  }
}
