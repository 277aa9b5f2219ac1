/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in words.
  public let what: String
  /// The offset of the byte at which it is wrong.
  public let byte: Int

  /// Makes an error.
  public init(what: String, byte: Int) {
    self.what = what
    self.byte = byte
  }

  /// The fault and its place.
  public var description: String { "\(what) (byte \(byte))" }
}
