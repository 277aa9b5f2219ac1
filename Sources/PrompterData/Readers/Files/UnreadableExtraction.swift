public import PrompterKit

extension Extraction {
  /// What becomes of a document that cannot be read: a failure with its reason.
  ///
  /// A bad row of a file is called `FILE:LINE`; nil for an error that is about no one document.
  public init?(unreadable error: any Error) {
    switch error {
    case let error as DocumentError:
      self.init(
        documentID: error.id,
        result: .failure(.unreadable(type: error.kind.rawValue, error.message)))
    case let error as DataError:
      guard let line = error.line else { return nil }
      self.init(
        documentID: "\(error.file):\(line)",
        result: .failure(.unreadable(type: DocumentError.Kind.malformed.rawValue, error.message)))
    default: return nil
    }
  }
}
