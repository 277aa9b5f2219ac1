/// One text to extract a record from.
public struct Document: Hashable, Sendable, Identifiable {
  /// The id that the data gives it, or a hash of its content.
  public let id: String
  /// The text.
  ///
  /// For a document of named inputs, all of them as `name: value` lines.
  public let text: String
  /// Named inputs, which fill the placeholders of an instruction.
  public let input: JSONObject?
  /// Pictures that belong to the text, in order.
  public let images: [Image]

  /// A picture.
  public struct Image: Hashable, Sendable {
    /// Its media type, such as `image/png`.
    public let mediaType: String
    /// Its bytes, base64.
    public let base64: String

    /// Makes a picture from base64 text.
    public init(mediaType: String, base64: String) {
      self.mediaType = mediaType
      self.base64 = base64
    }
  }

  /// Makes a document of text; without an id its content names it.
  public init(id: String? = nil, text: String, images: [Image] = []) {
    self.id = id ?? ContentHash.short(text, Self.base64(images))
    self.text = text
    self.input = nil
    self.images = images
  }

  /// Makes a document of named inputs; without an id its content names it.
  public init(id: String? = nil, input: JSONObject) {
    self.id = id ?? ContentHash.short(JSONValue.object(input).text(.canonical))
    self.text = input.map { "\($0.key): \($0.value.string ?? $0.value.text(.spaced))" }
      .joined(separator: "\n")
    self.input = input
    self.images = []
  }

  /// A part of the document under its id, with its named inputs.
  func part(text: String, images: [Image] = []) -> Document {
    Document(id: id, text: text, input: input, images: images)
  }

  private init(id: String, text: String, input: JSONObject?, images: [Image]) {
    self.id = id
    self.text = text
    self.input = input
    self.images = images
  }

  /// Whether there is nothing in it: neither a picture nor a character that is seen.
  public var isBlank: Bool {
    images.isEmpty && text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
  }

  /// SHA-256 of what a model is shown of the document: its id does not count.
  public var contentHash: String {
    ContentHash.sha256(
      text, input.map { JSONValue.object($0).text(.canonical) } ?? "",
      Self.base64(images))
  }

  private static func base64(_ images: [Image]) -> String {
    images.map(\.base64).joined(separator: "\u{0}")
  }
}
