public import PrompterCore

/// Sends records of a run that a person should look at to a review queue, and brings back what was
/// decided.
public struct ReviewDesk: Sendable {
  /// The queue.
  public let queue: ReviewQueue
  /// Which records may be used as they are.
  public let acceptance: Acceptance
  private let schema: Schema

  /// Makes a desk for records of a schema.
  public init(_ queue: ReviewQueue, acceptance: Acceptance, schema: Schema) {
    self.queue = queue
    self.acceptance = acceptance
    self.schema = schema
  }

  /// What a person has decided of a document, and whether outputs have it already; nil while nobody
  /// has.
  public func decided(_ document: Document) throws -> (item: ReviewItem, isApplied: Bool)? {
    guard let item = try queue.decided(document) else { return nil }
    return (item, try queue.isApplied(document.id))
  }

  /// The line of an extraction as outputs get it, with `review`: null when the record is accepted.
  ///
  /// A document without a record does not come here: it failed, and is tried again.
  ///
  /// Throws `FileError` when the queue cannot be written.
  public func line(
    _ line: JSONValue, of extraction: Extraction, _ document: Document
  ) throws -> (line: JSONValue, isOpen: Bool) {
    guard var object = line.object else { return (line, false) }
    let decision = acceptance.decision(for: extraction)
    guard extraction.failure == nil, case .review = decision else {
      object["review"] = .null
      return (.object(object), false)
    }
    let item = try queue.put(line, of: document, because: decision.json, schema: schema)
    return (item.output, item.status == .open)
  }
}
