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
  /// How many steps weaker than the row's the constraint in use is, because the endpoint refused
  /// better ones.
  private let weakening = Locked(0)

  init(name: String, model: String, row: ProviderRow, client: ProviderClient) {
    self.name = name
    self.model = model
    self.row = row
    self.client = client
  }

  var capabilities: ModelCapabilities {
    var capabilities = row.capabilities
    capabilities.announcesSending = true
    return capabilities
  }

  func fingerprint(of call: Call) -> String {
    // The constraint that is asked for first: a refusal does not change what the question is.
    ContentHash.sha256(
      client.url, body(of: call, row.structure).text(), String(call.repetition))
  }

  func complete(_ call: Call) async throws -> Completion {
    let known = weakening.withLock { $0 }
    let step = max(known, call.weakening)
    let structure = row.structure.weakened(by: step)
    do {
      let body = body(of: call, structure).bytes()
      let (answer, latency) = try await client.send(body, for: call)
      // Only what was taken is remembered: a request may be refused for what is in it.
      if step > known { weakening.withLock { $0 = max($0, step) } }
      var completion: Completion
      do { completion = try Self.completion(from: answer, provider: client.provider) } catch let
        error as JSONError
      { throw client.unreadable(error) }
      completion.latency = latency
      return completion
    } catch var error as ModelError {
      let isRefusal = error.kind == .invalidRequest && (error.status == 400 || error.status == 422)
      guard isRefusal, call.prompt.responseSchema != nil, structure != .text else { throw error }
      error.kind = .unsupported
      error.weakening = step + 1
      throw error
    }
  }

  /// The request's body.
  func body(of call: Call, _ structure: ProviderRow.Structure) -> JSONValue {
    var body: JSONObject = JSONObject([
      ("model", .string(model)),
      ("messages", .array(call.prompt.messages.map(Self.message))),
      ("temperature", .number(call.decoding.temperature)),
      (row.outputLimitKey, .integer(call.decoding.maximumOutputTokens)),
    ])
    if let seed = call.decoding.seed { body["seed"] = .integer(seed) }
    if capabilities.givesLogProbabilities {
      body["logprobs"] = true
      body["top_logprobs"] = 5
    }
    guard let schema = call.prompt.responseSchema else { return .object(body) }
    switch structure {
    case .grammar:
      body["grammar"] = .string(Self.grammar(schema))
    case .jsonSchema:
      body["response_format"] = [
        "type": "json_schema",
        "json_schema": [
          "name": "record", "schema": schema, "strict": .bool(Self.isStrict(schema)),
        ],
      ]
    case .jsonObject: body["response_format"] = ["type": "json_object"]
    case .text: break
    }
    return .object(body)
  }

  private static func message(_ message: Prompt.Message) -> JSONValue {
    guard !message.images.isEmpty else {
      return ["role": .string(message.role.rawValue), "content": .string(message.text)]
    }
    var parts: [JSONValue] = [["type": "text", "text": .string(message.text)]]
    for image in message.images {
      let url = "data:\(image.mediaType);base64,\(image.base64)"
      parts.append(["type": "image_url", "image_url": ["url": .string(url)]])
    }
    return ["role": .string(message.role.rawValue), "content": .array(parts)]
  }

  /// An LLGuidance grammar that lets nothing through but JSON of the schema, with one blank after
  /// each comma and colon, as models mostly write it.
  private static func grammar(_ schema: JSONValue) -> String {
    var object = schema.object ?? JSONObject()
    object["x-guidance"] = [
      "whitespace_flexible": false, "item_separator": ", ", "key_separator": ": ",
    ]
    return "%llguidance {}\nstart: %json \(JSONValue.object(object).text())"
  }

  /// Whether the schema is of the kind that OpenAI's strict mode takes: every object is closed
  /// and requires all its properties, and no keyword is used that it does not know.
  static func isStrict(_ schema: JSONValue) -> Bool {
    switch schema {
    case .array(let items): return items.allSatisfy(isStrict)
    case .object(let object):
      if let properties = object["properties"]?.object {
        let required = Set(object["required"]?.array?.compactMap(\.string) ?? [])
        guard object["additionalProperties"] == false, required == Set(properties.keys) else {
          return false
        }
      }
      let unknown = ["minLength", "maxLength", "uniqueItems", "default", "oneOf", "allOf"]
      guard !unknown.contains(where: { object[$0] != nil }) else { return false }
      return object.allSatisfy { isStrict($0.value) }
    default: return true
    }
  }

  /// Reads a response; probabilities of tokens, by far its largest part, never become JSON values.
  ///
  /// Throws `JSONError` when it is none, `ModelError` when it holds no answer.
  static func completion(from body: [UInt8], provider: String) throws -> Completion {
    let (json, logProbabilities) = try JSONParser.parse(body, leaving: "logprobs")
    let usage = Usage(
      input: json[key: "usage"]?[key: "prompt_tokens"]?.int ?? 0,
      output: json[key: "usage"]?[key: "completion_tokens"]?.int ?? 0)
    guard let choice = json[key: "choices"]?.array?.first, let message = choice[key: "message"]
    else {
      throw ModelError(.badResponse, "\(provider): the response has no choices", usage: usage)
    }
    let finish: Completion.Finish =
      switch choice[key: "finish_reason"]?.string {
      case "length": .length
      case "content_filter": .filtered
      default: .stop
      }
    if finish == .filtered || message[key: "refusal"]?.string?.isEmpty == false {
      throw ModelError(.filtered, "\(provider): the model declined to answer", usage: usage)
    }
    guard let text = text(of: message[key: "content"], finish) else {
      throw ModelError(.badResponse, "\(provider): the response has no content", usage: usage)
    }
    return Completion(
      text: text, finish: finish,
      tokens: logProbabilities.map { TokenReader.tokens(body[$0], of: text) } ?? [],
      usage: usage)
  }

  /// The text of a message: a string, or parts of which those of type `text` count.
  ///
  /// A model that thought until the limit was reached may have said nothing.
  private static func text(of content: JSONValue?, _ finish: Completion.Finish) -> String? {
    switch content {
    case .string(let text): text
    case .array(let parts): parts.compactMap { $0[key: "text"]?.string }.joined()
    default: finish == .length ? "" : nil
    }
  }
}
