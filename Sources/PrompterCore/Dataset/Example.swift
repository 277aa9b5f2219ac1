/// A document and the record expected of it.
public struct Example: Hashable, Sendable, Identifiable {
  /// The document.
  public let document: Document
  /// The right record; nil when the document is not labelled.
  public let expected: JSONValue?
  /// What it has in common with others, such as the mail thread or the customer.
  ///
  /// Examples of one group stay in one part of a split. Nil for an example that stands alone.
  public let group: String?

  /// Makes an example.
  public init(_ document: Document, expected: JSONValue?, group: String? = nil) {
    self.document = document
    self.expected = expected
    self.group = group
  }

  /// Makes an example of text and a record of a Swift type.
  ///
  /// Throws what encoding the record throws.
  public init(id: String? = nil, text: String, expected: some Encodable) throws {
    try self.init(Document(id: id, text: text), expected: JSONValue(encoding: expected))
  }

  /// The document's id.
  public var id: String { document.id }
}
