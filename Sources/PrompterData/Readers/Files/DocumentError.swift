/// Why one document cannot be read, in a run that goes on with the others.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of fault.
  public enum Kind: String, Hashable, Sendable {
    /// There is no such file, or the system does not let it be read.
    case unreadable
    /// Longer than a document may be, or expanding to more than that.
    case tooLarge = "too_large"
    /// Nothing is in it.
    case empty
    /// It asks for a password.
    case encrypted
    /// Its pages are pictures without text.
    case scanned
    /// It is of another format than its name says, or of none.
    case wrongFormat = "wrong_format"
    /// Its format is broken: cut off, not well-formed, nested without end.
    case malformed
    /// Reading it took too long.
    case timeout
  }

  /// The document's id.
  public let id: String
  /// The kind of fault.
  public let kind: Kind
  /// What is wrong, in words; never a part of the document.
  public let message: String

  /// Makes an error.
  public init(id: String, _ kind: Kind, _ message: String) {
    self.id = id
    self.kind = kind
    self.message = message
  }

  /// The document and the fault, in one line.
  ///
  /// A file's name may hold anything, so that control characters are shown as `\u{…}`.
  public var description: String {
    let name = id.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control
        ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }.joined()
    return "\(name): \(message)"
  }
}

/// What a reader of one format finds wrong, before anyone has said which document it is.
struct DocumentFault: Error, Hashable {
  let kind: DocumentError.Kind
  let message: String

  init(_ kind: DocumentError.Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
