/// The tokens that a model takes at once, and what a template leaves of them for a document.
public struct DocumentWindow: Sendable {
  /// Tokens that prompt and answer may have together.
  public let tokens: Int
  private let answer: Int
  private let renderer: PromptRenderer

  /// Tokens around a message, and those that a picture takes.
  private static let message = 8
  private static let image = 1_000
  /// A part is not made shorter than this, even when the template seems to fill the window.
  private static let least = 256

  /// Makes a window.
  ///
  /// - Parameters:
  ///   - tokens: that prompt and answer may have together.
  ///   - decoding: says how many of them the answer may take.
  public init(_ tokens: Int, template: PromptTemplate, decoding: Decoding) {
    self.tokens = tokens
    answer = template.decoding(decoding).maximumOutputTokens
    renderer = PromptRenderer(template)
  }

  /// The tokens that the text of a part may have; nil when the document fits as a whole.
  public func room(for document: Document) -> Int? {
    guard let prompt = try? renderer.prompt(for: document) else { return nil }
    let around = prompt.messages.reduce(0) {
      $0 + Self.message + $1.images.count * Self.image
    }
    let bytes = prompt.messages.reduce(0) { $0 + $1.text.utf8.count }
    // No text takes more than a token for two bytes: most prompts need no closer look.
    guard around + bytes / 2 + answer > tokens else { return nil }
    let cost = prompt.messages.reduce(0) { $0 + TextTokens.cost($1.text) }
    guard around + cost / TextTokens.unit + answer > tokens else { return nil }
    let own = TextTokens.cost(document.text)
    return max(Self.least, tokens - answer - around - (cost - own) / TextTokens.unit)
  }

  /// The estimated tokens of the prompts that a document takes: one, or one a part.
  public func promptTokens(for document: Document) -> [Int] {
    guard let whole = (try? renderer.prompt(for: document))?.estimatedTokens else { return [] }
    guard let room = room(for: document) else { return [whole] }
    let parts = TextSplitter(room: room).parts(
      of: document.text, maximum: ChunkingExtractor.maximumParts + 1)
    guard parts.count <= ChunkingExtractor.maximumParts else { return [] }
    let length = document.text.utf8.count
    return parts.map { part in
      whole - Int(Double(length - part.bytes.count) / Prompt.bytesPerToken)
    }
  }
}
