/// Turns a document into a record.
///
/// It never throws: what goes wrong with one document is a value, so that a batch of a thousand
/// yields a thousand results.
public protocol Extractor: Sendable {
  /// Extracts the record of a document.
  ///
  /// - Parameter repetition: tells answers apart that repeat one question on purpose.
  func extract(_ document: Document, repetition: Int) async -> Extraction
}

extension Extractor {
  /// Extracts the record of a document.
  public func extract(_ document: Document) async -> Extraction {
    await extract(document, repetition: 0)
  }
}
