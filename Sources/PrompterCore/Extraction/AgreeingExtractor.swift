/// Asks for each record a second time in another shape, and keeps that answer beside the first one.
///
/// The record stays that of the first answer; whether the second one agrees tells how far it can be
/// trusted. A document without a record is not asked about again.
public struct AgreeingExtractor: Extractor {
  /// What gives the record.
  public let base: any Extractor
  /// The same task in another shape.
  public let second: any Extractor

  /// Makes the extractor.
  public init(_ base: any Extractor, second: any Extractor) {
    self.base = base
    self.second = second
  }

  /// Extracts the record of a document, twice.
  public func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    var extraction = await base.extract(document, repetition: repetition, deadline: deadline)
    guard extraction.failure == nil else { return extraction }
    let other = await RecordListener.unheard {
      await second.extract(document, repetition: repetition, deadline: deadline)
    }
    extraction.usage = extraction.usage + other.usage
    extraction.savedUsage = extraction.savedUsage + other.savedUsage
    extraction.savedAttempts += other.savedAttempts
    extraction.attempts += other.attempts
    // An interrupted document is asked about again as a whole.
    if let failure = other.failure, failure.isCancellation { extraction.result = other.result }
    extraction.second = other.record
    return extraction
  }
}
