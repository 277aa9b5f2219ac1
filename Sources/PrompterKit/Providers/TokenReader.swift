import PrompterCore

/// Reads token log-probabilities in the form of OpenAI's chat completions.
enum TokenReader {
  /// The tokens of an answer with their places in it; empty when they do not spell the answer.
  ///
  /// A server may strip a fence from the answer whose tokens it still lists; the answer is then
  /// looked for in what the tokens spell.
  static func tokens(_ json: JSONValue?, of text: String) -> [Token] {
    guard let entries = json?.array, !entries.isEmpty else { return [] }
    let spellings = entries.map { entry -> [UInt8] in
      entry[key: "bytes"]?.array?.compactMap { $0.int.flatMap(UInt8.init(exactly:)) }
        ?? Array((entry[key: "token"]?.string ?? "").utf8)
    }
    let answer = Array(text.utf8)
    guard let shift = offset(of: answer, in: spellings.flatMap { $0 }) else { return [] }
    var tokens: [Token] = []
    var position = -shift
    for (entry, spelling) in zip(entries, spellings) {
      let start = max(0, position)
      let end = min(answer.count, position + spelling.count)
      position += spelling.count
      // What lies before or after the answer was a fence.
      guard start < end, let logProbability = entry[key: "logprob"]?.double else { continue }
      let alternatives = (entry[key: "top_logprobs"]?.array ?? []).compactMap { alternative in
        alternative[key: "logprob"]?.double.map {
          Token.Alternative(text: alternative[key: "token"]?.string ?? "", logProbability: $0)
        }
      }
      tokens.append(
        Token(
          range: start..<end, logProbability: min(0, logProbability), alternatives: alternatives))
    }
    return tokens
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
