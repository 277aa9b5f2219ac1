import PrompterCore

/// OpenAI's chat completions, and the many services that speak it.
///
/// Shapes: https://platform.openai.com/docs/api-reference/chat
final class OpenAICompatible: LanguageModel {
  let name: String
  /// The model as the provider knows it.
  let model: String
  let row: ProviderRow
  let client: ProviderClient
  private let request: OpenAIRequest
  /// How many steps weaker than the row's the constraint in use is, because the endpoint refused
  /// better ones.
  private let weakening = Locked(0)
  /// Whether the endpoint has refused a request for a stream.
  private let refusesStreams = Locked(false)

  init(name: String, model: String, row: ProviderRow, client: ProviderClient) {
    self.name = name
    self.model = model
    self.row = row
    self.client = client
    request = OpenAIRequest(model: model, row: row)
  }

  var capabilities: ModelCapabilities {
    var capabilities = row.capabilities
    capabilities.announcesSending = true
    return capabilities
  }

  func fingerprint(of call: Call) -> String {
    // The constraint that is asked for first: a refusal does not change what the question is.
    ContentHash.sha256(client.url, question(call), String(call.repetition))
  }

  /// The body of a call as it is first sent.
  func question(_ call: Call) -> String {
    String(decoding: request.body(of: call, row.structure), as: UTF8.self)
  }

  func complete(_ call: Call) async throws -> Completion {
    let known = weakening.withLock { $0 }
    let step = max(known, call.weakening)
    let structure = row.structure.weakened(by: step)
    do {
      let body = request.body(of: call, structure)
      let (answer, latency) = try await ask(body, call)
      // Only what was taken is remembered: a request may be refused for what is in it.
      if step > known { weakening.withLock { $0 = max($0, step) } }
      var completion: Completion
      do {
        completion = try call.counted {
          try OpenAIResponse.completion(from: answer, provider: client.provider)
        }
      } catch let error as JSONError {
        throw client.unreadable(error)
      }
      completion.latency = latency
      return completion
    } catch var error as ModelError {
      let isRefusal = error.kind == .invalidRequest && (error.status == 400 || error.status == 422)
      if isRefusal, call.listener != nil, !refusesStreams.withLock({ $0 }) {
        // Perhaps it is the stream that it does not know: the same once more, at once.
        refusesStreams.withLock { $0 = true }
        error.kind = .unsupported
        error.weakening = step
        throw error
      }
      guard isRefusal, call.prompt.responseSchema != nil, structure != .text else { throw error }
      error.kind = .unsupported
      error.weakening = step + 1
      throw error
    }
  }

  /// Sends a request and returns the body of the answer; who listens hears it as it comes.
  private func ask(_ body: [UInt8], _ call: Call) async throws -> (body: [UInt8], latency: Duration)
  {
    guard let listener = call.listener, !refusesStreams.withLock({ $0 }) else {
      return try await client.send(body, for: call)
    }
    var stream = OpenAIStream(provider: client.provider)
    listener.began()
    let (whole, latency) = try await client.stream(OpenAIRequest.streamed(body), for: call) {
      if let piece = try stream.append($0) { listener.wrote(piece) }
    }
    return (whole.isEmpty ? try stream.body() : whole, latency)
  }
}
