import PrompterCore

/// Google's Gemini, `generateContent`.
///
/// Shapes: https://ai.google.dev/api/generate-content
struct Gemini: LanguageModel {
  static let address = "https://generativelanguage.googleapis.com/v1beta"
  static let keyVariable = "GEMINI_API_KEY"

  let name: String
  let client: ProviderClient

  var capabilities: ModelCapabilities { ModelCapabilities(sees: true, announcesSending: true) }

  func fingerprint(of call: Call) -> String {
    ContentHash.sha256(client.url, body(of: call).text(), String(call.repetition))
  }

  func complete(_ call: Call) async throws -> Completion {
    let (json, latency) = try await client.post(
      body(of: call).bytes(), for: call)
    var completion = try call.counted { try Self.completion(from: json) }
    completion.latency = latency
    return completion
  }

  /// The request's body.
  func body(of call: Call) -> JSONValue {
    var generation = JSONObject([
      ("temperature", .number(call.decoding.temperature)),
      ("maxOutputTokens", .integer(call.decoding.maximumOutputTokens)),
    ])
    if let seed = call.decoding.seed { generation["seed"] = .integer(seed) }
    if let schema = call.prompt.responseSchema?.json {
      generation["responseMimeType"] = "application/json"
      generation["responseJsonSchema"] = schema
    }
    var body = JSONObject([
      (
        "contents",
        .array(
          call.prompt.messages.filter { $0.role != .system }.map { message in
            [
              "role": message.role == .assistant ? "model" : "user",
              "parts": .array(Self.parts(message)),
            ]
          })
      ),
      ("generationConfig", .object(generation)),
    ])
    let system = call.prompt.messages.filter { $0.role == .system }.map(\.text)
    if !system.isEmpty {
      body["systemInstruction"] = ["parts": [["text": .string(system.joined(separator: "\n\n"))]]]
    }
    return .object(body)
  }

  private static func parts(_ message: Prompt.Message) -> [JSONValue] {
    let images: [JSONValue] = message.images.map { image in
      ["inlineData": ["mimeType": .string(image.mediaType), "data": .string(image.base64)]]
    }
    return message.text.isEmpty && !images.isEmpty
      ? images : images + [["text": .string(message.text)]]
  }

  /// Reads a response.
  static func completion(from json: JSONValue) throws(ModelError) -> Completion {
    let counts = json[key: "usageMetadata"]
    let usage = Usage(
      input: counts?[key: "promptTokenCount"]?.int ?? 0,
      output: (counts?[key: "candidatesTokenCount"]?.int ?? 0)
        + (counts?[key: "thoughtsTokenCount"]?.int ?? 0))
    guard let candidate = json[key: "candidates"]?.array?.first else {
      let isBlocked = json[key: "promptFeedback"]?[key: "blockReason"] != nil
      throw ModelError(
        isBlocked ? .filtered : .badResponse,
        "gemini: \(isBlocked ? "the request was blocked" : "the response has no candidates")",
        usage: usage)
    }
    let finish: Completion.Finish
    switch candidate[key: "finishReason"]?.string {
    case "MAX_TOKENS": finish = .length
    case nil, "STOP": finish = .stop
    default: throw ModelError(.filtered, "gemini: the answer was withheld", usage: usage)
    }
    let parts = candidate[key: "content"]?[key: "parts"]?.array ?? []
    let text = parts.filter { $0[key: "thought"]?.bool != true }
      .compactMap { $0[key: "text"]?.string }.joined()
    return Completion(text: text, finish: finish, usage: usage)
  }
}
