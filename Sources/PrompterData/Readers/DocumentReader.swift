public import PrompterKit

/// Yields documents one at a time, so that memory does not grow with their number.
///
/// A document that cannot be read is an error in its place; what comes after it can still be read.
public protocol DocumentReader: Sendable {
  /// Opens the source.
  ///
  /// Throws `FileError` or `DataError` when there is nothing to read at all.
  func documents() throws -> AnySequence<Result<Document, any Error>>
}
