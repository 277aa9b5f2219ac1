import PrompterCore

/// Reads token log-probabilities in the form of OpenAI's chat completions.
enum TokenReader {
  /// One token as it is listed.
  private struct Entry {
    /// How many bytes it spells.
    var length = 0
    var logProbability: Double?
    var alternatives: [Token.Alternative] = []
  }

  /// The tokens of an answer with their places in it; empty when they do not spell the answer.
  ///
  /// A server may strip a fence from the answer whose tokens it still lists; the answer is then
  /// looked for in what the tokens spell.
  ///
  /// - Parameter json: the choice's `logprobs`.
  static func tokens(_ json: ArraySlice<UInt8>, of text: String) -> [Token] {
    var entries: [Entry] = []
    var spelt: [UInt8] = []
    json.withUnsafeBufferPointer { bytes in
      var scanner = TokenScanner(bytes)
      do {
        try scanner.members { scanner, key in
          guard "content" ~= key, scanner.isAtArray() else { return try scanner.skip() }
          try scanner.items { scanner in
            entries.append(try entry(&scanner, &spelt))
          }
        }
      } catch {
        entries = []
      }
    }
    let answer = Array(text.utf8)
    guard !entries.isEmpty, let shift = offset(of: answer, in: spelt) else { return [] }
    var tokens: [Token] = []
    tokens.reserveCapacity(entries.count)
    var position = -shift
    for entry in entries {
      let start = max(0, position)
      let end = min(answer.count, position + entry.length)
      position += entry.length
      // What lies before or after the answer was a fence.
      guard start < end, let logProbability = entry.logProbability else { continue }
      tokens.append(
        Token(
          range: start..<end, logProbability: min(0, logProbability),
          alternatives: entry.alternatives))
    }
    return tokens
  }

  /// Reads one token and appends what it spells: its `bytes`, or its text where there are none.
  private static func entry(
    _ scanner: inout TokenScanner, _ spelt: inout [UInt8]
  ) throws -> Entry {
    var entry = Entry()
    var text: [UInt8] = []
    let start = spelt.count
    var hasBytes = false
    try scanner.members { scanner, key in
      switch key {
      case "token": try scanner.string(into: &text)
      case "bytes" where scanner.isAtArray():
        hasBytes = true
        try scanner.items { spelt.append(UInt8(exactly: try $0.number()) ?? 0xFF) }
      case "logprob": entry.logProbability = try? scanner.number()
      case "top_logprobs" where scanner.isAtArray():
        entry.alternatives.reserveCapacity(5)
        try scanner.items { scanner in
          if let alternative = try alternative(&scanner) { entry.alternatives.append(alternative) }
        }
      default: try scanner.skip()
      }
    }
    if !hasBytes { spelt += text }
    entry.length = spelt.count - start
    return entry
  }

  private static func alternative(_ scanner: inout TokenScanner) throws -> Token.Alternative? {
    var text: [UInt8] = []
    var logProbability: Double?
    try scanner.members { scanner, key in
      switch key {
      case "token": try scanner.string(into: &text)
      case "logprob": logProbability = try scanner.number()
      default: try scanner.skip()
      }
    }
    return logProbability.map {
      Token.Alternative(text: String(decoding: text, as: UTF8.self), logProbability: $0)
    }
  }

  /// Where the answer begins in what the tokens spell; nil when it is not in there.
  private static func offset(of answer: [UInt8], in spelt: [UInt8]) -> Int? {
    guard spelt.count >= answer.count else { return nil }
    // Nearly always at the very beginning; a stripped fence is a few bytes long.
    for shift in 0...min(64, spelt.count - answer.count)
    where spelt[shift..<(shift + answer.count)].elementsEqual(answer) {
      return shift
    }
    return nil
  }
}
