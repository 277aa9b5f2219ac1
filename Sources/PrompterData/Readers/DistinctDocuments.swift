import PrompterKit

/// The documents of a stream, each id once.
///
/// A document that comes again with the same content needs no second answer. One with another
/// content would take the place of the first one in every output, so it is refused. An id takes
/// some 30 bytes of memory, however long it is.
public struct DistinctDocuments: Sequence, IteratorProtocol {
  /// What comes in the stream.
  public enum Item: Sendable {
    /// A document with an id that is new.
    case document(Document)
    /// A document that was there before, with the same content.
    case repeated
    /// A document that cannot be read, or whose id another one has.
    case unreadable(any Error)
  }

  private var documents: AnyIterator<Result<Document, any Error>>
  private let source: String
  private var seen: [IDSet.Key: Int] = [:]

  /// Wraps a stream; the source's name is for errors.
  public init(_ documents: some Sequence<Result<Document, any Error>>, source: String) {
    self.documents = AnyIterator(documents.makeIterator())
    self.source = source
  }

  /// The next document.
  public mutating func next() -> Item? {
    guard let item = documents.next() else { return nil }
    switch item {
    case .failure(let error): return .unreadable(error)
    case .success(let document):
      let content = document.hashValue
      guard let known = seen.updateValue(content, forKey: IDSet.Key(document.id)) else {
        return .document(document)
      }
      if known == content { return .repeated }
      seen[IDSet.Key(document.id)] = known
      return .unreadable(
        DataError(
          file: source,
          message: "two documents with different contents have the id '\(document.id)'; the first "
            + "one counts (files of several folders have the same name: give the folder above them, "
            + "or a pattern)"))
    }
  }
}
