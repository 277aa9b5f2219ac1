import PrompterCore

/// How answers were written into caches before the format of bytes: as JSON, with tokens as
/// `[start, end, log-probability, [text, log-probability, …]]`.
///
/// It is only read.
enum JSONCompletionCoding {
  /// Reads an answer; nil when it is malformed, which counts as not cached.
  static func completion(_ json: JSONValue) -> Completion? {
    guard let text = json[key: "text"]?.string,
      let finish = json[key: "finish"]?.string.flatMap(Completion.Finish.init),
      let tokens = json[key: "tokens"]?.array
    else { return nil }
    // A duration that is too long for its type ends the program.
    let latency = min(max(0, json[key: "latency"]?.double ?? 0), 1e12)
    return Completion(
      text: text, finish: finish, tokens: tokens.compactMap(token),
      usage: Usage(input: json[key: "input"]?.int ?? 0, output: json[key: "output"]?.int ?? 0),
      latency: .seconds(latency / 1_000))
  }

  private static func token(_ json: JSONValue) -> Token? {
    guard let parts = json.array, parts.count == 4, let start = parts[0].int,
      let end = parts[1].int, start <= end, let logProbability = parts[2].double,
      let alternatives = parts[3].array
    else { return nil }
    let pairs = stride(from: 0, to: alternatives.count - 1, by: 2).compactMap {
      index -> Token.Alternative? in
      guard let text = alternatives[index].string, let p = alternatives[index + 1].double else {
        return nil
      }
      return Token.Alternative(text: text, logProbability: p)
    }
    return Token(range: start..<end, logProbability: logProbability, alternatives: pairs)
  }
}
