import PrompterCore

/// Tells whether a provider's words repeat what it was sent, so that no document gets into an error
/// text or a log.
enum Quotation {
  /// Whether a message shares two words in a row with the prompt, or one that holds a digit or
  /// stands in quotation marks.
  ///
  /// It errs on the side of silence: a hint that is lost costs less than a leak.
  static func found(in message: String, of prompt: Prompt) -> Bool {
    let said = words(message)
    guard !said.isEmpty else { return false }
    var single: Set<String> = []
    var pairs: Set<String> = []
    for text in prompt.messages.map(\.text) {
      let words = words(text)
      single.formUnion(words)
      pairs.formUnion(zip(words, words.dropFirst()).map { "\($0) \($1)" })
    }
    let isTelling = zip(said, said.dropFirst()).contains { first, second in
      first.count + second.count >= 7 && pairs.contains("\(first) \(second)")
    }
    let marked = Set(quoted(message).flatMap(words))
    return isTelling
      || said.contains { word in
        word.count >= 3 && single.contains(word)
          && (marked.contains(word) || word.contains(where: \.isNumber))
      }
  }

  private static func words(_ text: some StringProtocol) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  /// What stands between quotation marks: every other piece.
  private static func quoted(_ text: String) -> [Substring] {
    let pieces = text.split(omittingEmptySubsequences: false) { "'\"`‘’“”".contains($0) }
    return pieces.indices.filter { $0 % 2 == 1 }.map { pieces[$0] }
  }
}
