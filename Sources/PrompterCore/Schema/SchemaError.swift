/// Why a schema cannot be used, and where.
public struct SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A JSON pointer into the schema, such as `#/properties/total`.
  public let pointer: String
  /// What is wrong there, in words.
  public let message: String

  /// Makes an error.
  public init(pointer: String, message: String) {
    self.pointer = pointer
    self.message = message
  }

  /// The place and the fault.
  public var description: String { "\(pointer): \(message)" }
}
