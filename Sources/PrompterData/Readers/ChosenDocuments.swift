import PrompterKit

/// The documents of a stream that have one of some ids, and at the end a failure for each id that
/// no document had.
///
/// The stream is left when all were found.
struct ChosenDocuments: Sequence, IteratorProtocol {
  private var documents: AnyIterator<Result<Document, any Error>>
  private let source: String
  private let wanted: Set<String>
  private var missing: [String]
  private var found: Set<String> = []

  init(
    _ documents: AnySequence<Result<Document, any Error>>, ids: [String], source: String
  ) {
    self.documents = documents.makeIterator()
    self.source = source
    wanted = Set(ids)
    missing = ids.reversed()
  }

  mutating func next() -> Result<Document, any Error>? {
    while found.count < wanted.count, let item = documents.next() {
      guard case .success(let document) = item else { return item }
      guard wanted.contains(document.id) else { continue }
      found.insert(document.id)
      return item
    }
    while let id = missing.popLast() {
      guard found.insert(id).inserted else { continue }
      return .failure(DataError(file: source, message: "no document has the id '\(id)'"))
    }
    return nil
  }
}
