/// A text that a model proposed, read out of its answer.
///
/// What a model wrote is untrusted: it may be wrapped in quotes, fences or a heading, and be far too
/// long.
enum ProposedText {
  /// The longest text that is looked at, in characters; more than any text may have.
  private static let maximumLength = 8 * ProposalGuard.maximumInstructionLength

  /// The text of an answer without reasoning, heading, fence and quotes around it.
  static func unwrapped(_ answer: String) -> String {
    let bytes = Array(answer.prefix(maximumLength).utf8)
    var text = MetricText.trimmed(String(decoding: ThinkBlocks(in: bytes).masked, as: UTF8.self))
    for _ in 0..<3 {
      let before = text
      text = MetricText.trimmed(String(unquoted(unfenced(unlabelled(text)))))
      if text == before { break }
    }
    return String(text)
  }

  /// The names in `{name}`, which stand for inputs of the document.
  static func inputs(of text: String) -> Set<String> {
    Set(text.matches(of: /\{([\p{L}\p{N}_]+)\}/).map { String($0.1) })
  }

  /// Without a heading such as `Proposed Instruction:`.
  private static func unlabelled(_ text: Substring) -> Substring {
    guard let colon = text.prefix(60).firstIndex(of: ":") else { return text }
    let words = MetricText.words(String(text[..<colon]))
    guard words.count <= 8, words.contains("instruction") else { return text }
    return text[text.index(after: colon)...].drop { $0.isWhitespace || $0 == "*" }
  }

  /// The inside of a fence around everything.
  private static func unfenced(_ text: Substring) -> Substring {
    guard text.hasPrefix("```") else { return text }
    let line = text.firstIndex(where: \.isNewline)
    let inside = line.map { text[$0...] } ?? text.dropFirst(3)
    return inside.hasSuffix("```") ? inside.dropLast(3) : inside
  }

  /// The inside of quotation marks around everything.
  private static func unquoted(_ text: Substring) -> Substring {
    guard text.count > 2, let first = text.first, let last = text.last else { return text }
    let pairs: [Character: Character] = [
      "\"": "\"", "'": "'", "`": "`", "\u{201C}": "\u{201D}", "\u{AB}": "\u{BB}",
    ]
    let inside = text.dropFirst().dropLast()
    guard pairs[first] == last, !inside.contains(first), !inside.contains(last) else { return text }
    return inside
  }
}
