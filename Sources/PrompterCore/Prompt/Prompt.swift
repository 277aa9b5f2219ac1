/// What is sent to a model: messages, and the schema that the answer should have.
public struct Prompt: Hashable, Sendable {
  /// Who speaks.
  public enum Role: String, Hashable, Sendable {
    /// The operator, the user, the model.
    case system, user, assistant
  }

  /// One message.
  public struct Message: Hashable, Sendable {
    /// Who speaks.
    public var role: Role
    /// What is said.
    public var text: String
    /// Pictures that go with it.
    public var images: [Document.Image]

    /// Makes a message.
    public init(_ role: Role, _ text: String, images: [Document.Image] = []) {
      self.role = role
      self.text = text
      self.images = images
    }
  }

  /// The messages in order; the last one is the user's.
  public var messages: [Message]
  /// The JSON Schema of the answer, without annotations of our own; nil for free text.
  public var responseSchema: ResponseSchema?

  /// Makes a prompt.
  public init(messages: [Message], responseSchema: ResponseSchema? = nil) {
    self.messages = messages
    self.responseSchema = responseSchema
  }

  /// An estimate of the prompt's tokens before any model has counted: 3.5 bytes each, 4 a message.
  public var estimatedTokens: Int {
    messages.count * 4 + Int(Double(byteCount) / Self.bytesPerToken)
  }

  /// An estimate of a text's tokens before any model has counted: 3.5 bytes each, rounded up.
  public static func estimatedTokens(of text: String) -> Int {
    Int((Double(text.utf8.count) / bytesPerToken).rounded(.up))
  }

  static let bytesPerToken = 3.5

  /// The length of its texts in UTF-8 bytes; a picture counts as 3,500, a thousand tokens of text.
  var byteCount: Int {
    messages.reduce(0) { $0 + $1.text.utf8.count + $1.images.count * 3_500 }
  }
}
