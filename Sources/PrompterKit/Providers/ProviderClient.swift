import PrompterCore

/// Posts JSON to a provider and turns what comes back into JSON or a `ModelError`.
struct ProviderClient: Sendable {
  let transport: any HTTPTransport
  /// How the provider is called in error texts.
  let provider: String
  let url: String
  let headers: [(name: String, value: String)]
  let timeout: Duration

  /// Posts a call's body; the prompt is only looked at to keep it out of error texts.
  func post(_ body: [UInt8], for call: Call) async throws -> (json: JSONValue, latency: Duration) {
    let (answer, latency) = try await send(body, for: call)
    do { return (try JSONParser.parse(answer), latency) } catch { throw unreadable(error) }
  }

  /// Posts a call's body and returns that of the answer as it came.
  func send(_ body: [UInt8], for call: Call) async throws -> (body: [UInt8], latency: Duration) {
    let response: HTTPResponse
    do {
      response = try await transport.send(request(body, for: call))
    } catch let error as HTTPError {
      throw unanswered(error)
    }
    try check(response, call)
    return (response.body, response.timings.total)
  }

  /// Posts a call's body and hands out the events of the answer as they come.
  ///
  /// - Returns: the body, empty unless the provider answered at once after all.
  func stream(
    _ body: [UInt8], for call: Call, event: (_ data: String) throws -> Void
  ) async throws -> (body: [UInt8], latency: Duration) {
    let start = ContinuousClock.now
    var response = HTTPResponse(status: 0)
    var events: ServerSentEvents?
    do {
      for try await piece in transport.stream(request(body, for: call)) {
        switch piece {
        case .head(let status, let headers):
          response = HTTPResponse(status: status, headers: headers)
          let type = response.header("Content-Type")?.lowercased() ?? ""
          if status == 200, type.hasPrefix("text/event-stream") { events = ServerSentEvents() }
        case .bytes(let bytes):
          guard let complete = try events?.append(bytes) else {
            response.body += bytes
            continue
          }
          for next in complete { try event(next.data) }
        }
      }
      if let last = try events?.finish() { try event(last.data) }
    } catch let error as HTTPError {
      throw unanswered(error)
    } catch let error as ServerSentEvents.TooLong {
      throw ModelError(.badResponse, "\(provider): \(error)", status: 200)
    }
    try check(response, call)
    return (response.body, start.duration(to: .now))
  }

  private func request(_ body: [UInt8], for call: Call) -> HTTPRequest {
    HTTPRequest(
      method: "POST", url: url, headers: headers + [("Content-Type", "application/json")],
      body: body, timeout: timeout, onSent: call.observer?.sent)
  }

  /// Looks at what the provider says besides the answer.
  ///
  /// Throws `ModelError` when there is no answer.
  private func check(_ response: HTTPResponse, _ call: Call) throws {
    if let pause = QuotaHeaders.pause(response) { call.observer?.exhausted(pause) }
    guard response.status == 200 else { throw failure(response, call.prompt) }
  }

  /// No answer came.
  private func unanswered(_ error: HTTPError) -> ModelError {
    ModelError(
      error.kind == .timedOut ? .timeout : error.isRetryable ? .network : .invalidRequest,
      "\(provider): \(error.message)")
  }

  /// The response is not JSON.
  func unreadable(_ error: JSONError) -> ModelError {
    ModelError(.badResponse, "\(provider): the response is not JSON: \(error)", status: 200)
  }

  private func failure(_ response: HTTPResponse, _ prompt: Prompt) -> ModelError {
    let status = response.status
    let json = try? JSONParser.parse(response.body.prefix(1 << 16))
    let detail = json?[key: "error"]
    let code = [
      detail?[key: "code"]?.string, detail?[key: "type"]?.string, detail?[key: "status"]?.string,
    ]
    .compactMap { $0 }
    let retryAfter = RetryAfter.delay(response)
    let said = (detail?[key: "message"]?.string ?? detail?.string).map { safe($0, prompt) } ?? ""
    func error(_ kind: ModelError.Kind, _ message: String) -> ModelError {
      ModelError(
        kind, "\(provider): HTTP \(status), \(message)", retryAfter: retryAfter, status: status)
    }
    switch status {
    case 401, 403: return error(.credentials, "the key was refused; check the key variable")
    case 402: return error(.quota, "the account has no credit left")
    case 404: return error(.invalidRequest, "no such model or address\(said)")
    case 408: return error(.timeout, "the provider gave up waiting")
    case 429:
      if code.contains("insufficient_quota") {
        return error(.quota, "the account's quota is used up")
      }
      return error(.rateLimited, "too many requests")
    case 413: return error(.tooLong, "the request is too large")
    case 529: return error(.rateLimited, "the provider is overloaded")
    case 503 where retryAfter != nil: return error(.rateLimited, "the provider is overloaded")
    case 500...: return error(.server, "the provider failed")
    default:
      let isTooLong =
        code.contains("context_length_exceeded") || code.contains("exceed_context_size_error")
      if isTooLong { return error(.tooLong, "the prompt is longer than the model's window") }
      return error(.invalidRequest, "the provider refuses the request\(said)")
    }
  }

  /// The provider's words, unless they may quote the prompt or a key.
  private func safe(_ message: String, _ prompt: Prompt) -> String {
    let message = String(message.prefix(200))
    let hasKey = headers.contains { header in
      let secret = header.value.split(separator: " ").last.map(String.init) ?? ""
      return secret.count >= 8 && message.contains(secret.suffix(8))
    }
    let isUnsafe = hasKey || message.contains("sk-") || Quotation.found(in: message, of: prompt)
    return isUnsafe ? "" : ": \(message)"
  }
}
