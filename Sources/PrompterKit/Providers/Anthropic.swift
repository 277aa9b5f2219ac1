import PrompterCore

/// Anthropic's Messages.
///
/// Shapes: https://docs.anthropic.com/en/api/messages. The record is asked for as the input of a
/// tool that the model must use; there are no log-probabilities.
struct Anthropic: LanguageModel {
  static let address = "https://api.anthropic.com/v1"
  static let keyVariable = "ANTHROPIC_API_KEY"
  static let version = "2023-06-01"
  private static let tool = "record"

  let name: String
  let model: String
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
    let system = call.prompt.messages.filter { $0.role == .system }.map(\.text)
    var body = JSONObject([
      ("model", .string(model)),
      ("max_tokens", .integer(call.decoding.maximumOutputTokens)),
      ("temperature", .number(min(1, call.decoding.temperature))),
      (
        "messages",
        .array(call.prompt.messages.filter { $0.role != .system }.map(Self.message))
      ),
    ])
    if !system.isEmpty { body["system"] = .string(system.joined(separator: "\n\n")) }
    if let schema = call.prompt.responseSchema?.json {
      body["tools"] = [
        [
          "name": .string(Self.tool), "description": "Takes the extracted record.",
          "input_schema": schema,
        ]
      ]
      body["tool_choice"] = ["type": "tool", "name": .string(Self.tool)]
    }
    return .object(body)
  }

  private static func message(_ message: Prompt.Message) -> JSONValue {
    var parts: [JSONValue] = message.images.map { image in
      [
        "type": "image",
        "source": [
          "type": "base64", "media_type": .string(image.mediaType), "data": .string(image.base64),
        ],
      ]
    }
    if parts.isEmpty {
      return ["role": .string(message.role.rawValue), "content": .string(message.text)]
    }
    // An empty text is refused.
    if !message.text.isEmpty { parts.append(["type": "text", "text": .string(message.text)]) }
    return ["role": .string(message.role.rawValue), "content": .array(parts)]
  }

  /// Reads a response.
  static func completion(from json: JSONValue) throws(ModelError) -> Completion {
    let counts = json[key: "usage"]
    let cached =
      (counts?[key: "cache_creation_input_tokens"]?.int ?? 0)
      + (counts?[key: "cache_read_input_tokens"]?.int ?? 0)
    let usage = Usage(
      input: (counts?[key: "input_tokens"]?.int ?? 0) + cached,
      output: counts?[key: "output_tokens"]?.int ?? 0)
    guard let parts = json[key: "content"]?.array else {
      throw ModelError(.badResponse, "anthropic: the response has no content", usage: usage)
    }
    let finish: Completion.Finish
    switch json[key: "stop_reason"]?.string {
    case "max_tokens": finish = .length
    case "refusal":
      throw ModelError(.filtered, "anthropic: the model declined to answer", usage: usage)
    default: finish = .stop
    }
    if let record = parts.first(where: { $0[key: "type"]?.string == "tool_use" })?[key: "input"] {
      return Completion(text: record.text(.spaced), finish: finish, usage: usage)
    }
    let text = parts.compactMap { $0[key: "text"]?.string }.joined()
    return Completion(text: text, finish: finish, usage: usage)
  }
}
