/// Turns a document into a record.
///
/// It never throws: what goes wrong with one document is a value, so that a batch of a thousand
/// yields a thousand results.
public protocol Extractor: Sendable {
  /// Extracts the record of a document.
  ///
  /// - Parameters:
  ///   - repetition: tells answers apart that repeat one question on purpose.
  ///   - deadline: when the whole document must be done, on the engine's clock; nil for what the
  ///     engine is configured for, counted from now. Who wraps an extractor hands it on.
  func extract(_ document: Document, repetition: Int, deadline: Duration?) async -> Extraction
}

extension Extractor {
  /// Extracts the record of a document.
  public func extract(_ document: Document, repetition: Int = 0) async -> Extraction {
    await extract(document, repetition: repetition, deadline: nil)
  }
}
