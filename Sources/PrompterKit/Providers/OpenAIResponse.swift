import PrompterCore

/// What a response of OpenAI's chat completions holds.
///
/// It is picked out of the bytes in one pass; what is unusual is left to the strict parser, which
/// also says what is wrong.
struct OpenAIResponse {
  private var text: String?
  private var finish: String?
  private var hasRefusal = false
  private var usage = Usage()
  /// Where the probabilities of tokens are, by far its largest part.
  private var logProbabilities: Range<Int>?

  /// Reads a response.
  ///
  /// Throws `JSONError` when it is none, `ModelError` when it holds no answer.
  static func completion(from body: [UInt8], provider: String) throws -> Completion {
    let ordinary = body.withUnsafeBufferPointer { try? OpenAIResponse(scanning: $0) }
    let response = try ordinary ?? OpenAIResponse(parsing: body, provider)
    return try response.completion(body, provider)
  }

  /// Picks out what an ordinary response holds; throws when it is not one.
  private init(scanning bytes: UnsafeBufferPointer<UInt8>) throws {
    var scanner = TokenScanner(bytes)
    var usage = Usage()
    var choice: OpenAIResponse?
    try scanner.members { scanner, key in
      switch key {
      case "choices":
        try scanner.items { scanner in
          if choice == nil {
            choice = try OpenAIResponse(choice: &scanner)
          } else {
            try scanner.skip()
          }
        }
      case "usage":
        try scanner.members { scanner, key in
          switch key {
          case "prompt_tokens": usage.input = try Self.count(&scanner)
          case "completion_tokens": usage.output = try Self.count(&scanner)
          default: try scanner.skip()
          }
        }
      default: try scanner.skip()
      }
    }
    guard scanner.isAtEnd(), let choice, choice.text != nil else { throw TokenScanner.Malformed() }
    self = choice
    self.usage = usage
  }

  private init(choice scanner: inout TokenScanner) throws {
    var response = OpenAIResponse()
    try scanner.members { scanner, key in
      switch key {
      case "finish_reason": response.finish = try scanner.text()
      case "logprobs":
        let start = scanner.place
        try scanner.skip()
        response.logProbabilities = start..<scanner.place
      case "message":
        try scanner.members { scanner, key in
          switch key {
          case "content": response.text = try scanner.text()
          case "refusal": response.hasRefusal = try scanner.text()?.isEmpty == false
          default: try scanner.skip()
          }
        }
      default: try scanner.skip()
      }
    }
    self = response
  }

  private init() {}

  private static func count(_ scanner: inout TokenScanner) throws -> Int {
    guard let count = Int(exactly: try scanner.number()) else { throw TokenScanner.Malformed() }
    return count
  }

  /// Reads a response by the strict parser.
  private init(parsing body: [UInt8], _ provider: String) throws {
    let (json, rest) = try JSONParser.parse(body, leaving: "logprobs")
    logProbabilities = rest
    usage = Usage(
      input: json[key: "usage"]?[key: "prompt_tokens"]?.int ?? 0,
      output: json[key: "usage"]?[key: "completion_tokens"]?.int ?? 0)
    guard let choice = json[key: "choices"]?.array?.first, let message = choice[key: "message"]
    else {
      throw ModelError(.badResponse, "\(provider): the response has no choices", usage: usage)
    }
    finish = choice[key: "finish_reason"]?.string
    hasRefusal = message[key: "refusal"]?.string?.isEmpty == false
    // A text, or parts of which those of type `text` count.
    switch message[key: "content"] {
    case .string(let content): text = content
    case .array(let parts): text = parts.compactMap { $0[key: "text"]?.string }.joined()
    default: text = nil
    }
  }

  private func completion(_ body: [UInt8], _ provider: String) throws -> Completion {
    let finish: Completion.Finish =
      switch finish {
      case "length": .length
      case "content_filter": .filtered
      default: .stop
      }
    if finish == .filtered || hasRefusal {
      throw ModelError(.filtered, "\(provider): the model declined to answer", usage: usage)
    }
    // A model that thought until the limit was reached may have said nothing.
    guard let text = text ?? (finish == .length ? "" : nil) else {
      throw ModelError(.badResponse, "\(provider): the response has no content", usage: usage)
    }
    guard let logProbabilities else { return Completion(text: text, finish: finish, usage: usage) }
    return Completion(text: text, finish: finish, usage: usage) {
      TokenReader.tokens(body[logProbabilities], of: text)
    }
  }
}
