public import PrompterKit

/// Of a stream the documents that have failed before, and what cannot be told to have an id.
public struct RetriedDocuments: Sequence, IteratorProtocol {
  private var documents: AnyIterator<Result<Document, any Error>>
  private let failed: IDSet

  /// Wraps a stream.
  public init(_ documents: some Sequence<Result<Document, any Error>>, failed: IDSet) {
    self.documents = AnyIterator(documents.makeIterator())
    self.failed = failed
  }

  /// The next document.
  public mutating func next() -> Result<Document, any Error>? {
    while let item = documents.next() {
      switch item {
      case .success(let document):
        if failed.contains(document.id) { return item }
      case .failure(let error):
        guard let id = (error as? DocumentError)?.id else { return item }
        if failed.contains(id) { return item }
      }
    }
    return nil
  }
}
