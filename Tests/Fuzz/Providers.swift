@testable import PrompterKit

/// A provider's response: tokens lie in the answer and have probabilities.
func feedResponse(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  switch choices.next(below: 4) {
  case 0:
    guard
      let completion = try? OpenAIResponse.completion(
        from: Array(choices.rest), provider: "openai")
    else { return }
    check(completion.tokens, in: completion.text)
  case 1:
    guard let json = try? JSONParser.parse(choices.rest) else { return }
    _ = try? Anthropic.completion(from: json)
  case 2:
    guard let json = try? JSONParser.parse(choices.rest) else { return }
    _ = try? Gemini.completion(from: json)
  default:
    let length = choices.next(below: 64)
    let text = String(decoding: choices.rest.prefix(length), as: UTF8.self)
    if let number = try? JSONParser.parse(choices.rest).double { check(choices.rest, is: number) }
    check(TokenReader.tokens(choices.rest.dropFirst(length), of: text), in: text)
  }
}

/// The scanner may be off in the last digit only.
private func check(_ bytes: ArraySlice<UInt8>, is number: Double) {
  let scanned = bytes.withUnsafeBufferPointer { bytes in
    var scanner = TokenScanner(bytes)
    return try? scanner.number()
  }
  guard let scanned else { preconditionFailure("a number is not read") }
  precondition(abs(scanned - number) <= 1e-15 * abs(number), "a number is read as another")
}

private func check(_ tokens: [Token], in text: String) {
  var end = 0
  for token in tokens {
    precondition(token.range.lowerBound >= end, "tokens overlap")
    precondition(token.range.upperBound <= text.utf8.count, "a token lies outside of the answer")
    precondition(token.logProbability <= 0, "a probability is above 1")
    end = token.range.upperBound
  }
}

/// A stream of events: pieces of any size give the same as the whole.
func feedEvents(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  let size = 1 + choices.next(below: 32)
  let stream = Array(choices.rest)
  precondition(
    events(stream, pieces: size) == events(stream, pieces: stream.count + 1),
    "events depend on how they arrive")
}

private func events(_ stream: [UInt8], pieces: Int) -> [ServerSentEvents.Event]? {
  var reader = ServerSentEvents(maximumBytes: 4_096)
  var found: [ServerSentEvents.Event] = []
  var rest = stream[...]
  do {
    while !rest.isEmpty {
      found += try reader.append(Array(rest.prefix(pieces)))
      rest = rest.dropFirst(pieces)
    }
    if let last = try reader.finish() { found.append(last) }
  } catch {
    return nil
  }
  return found
}

/// A response's head: what is believed of it is bounded.
func feedHeaders(_ bytes: [UInt8]) {
  var headers = HTTPHeaders()
  for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
    Array(line).withUnsafeBufferPointer { headers.append(line: $0) }
  }
  _ = headers.fields
  let response = HTTPResponse(status: 429, headers: headers)
  if let delay = RetryAfter.delay(response) {
    precondition(delay >= .zero && delay <= .seconds(86_400), "a wait without bounds")
  }
  if let pause = QuotaHeaders.pause(response) {
    precondition(pause > .zero && pause <= .seconds(120), "a pause without bounds")
  }
}
