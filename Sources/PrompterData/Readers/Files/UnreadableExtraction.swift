public import PrompterKit

extension Extraction {
  /// What becomes of a document that cannot be read: a failure with its reason.
  ///
  /// A row of a file that cannot be read is no document, and nil.
  public init?(unreadable error: any Error) {
    guard let error = error as? DocumentError else { return nil }
    self.init(
      documentID: error.id, result: .failure(.unreadable(type: error.kind.rawValue, error.message)))
  }
}
