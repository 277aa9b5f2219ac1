import PrompterCore

/// Writes the bodies of requests for OpenAI's chat completions, byte by byte: what is the same for
/// every call is written out once.
final class OpenAIRequest: Sendable {
  private let model: String
  private let row: ProviderRow
  /// The constraint that was last written, and what of.
  private let format = Locked<(schema: ResponseSchema, structure: ProviderRow.Structure, [UInt8])?>(
    nil)

  init(model: String, row: ProviderRow) {
    self.model = model
    self.row = row
  }

  /// The body of a call.
  func body(of call: Call, _ structure: ProviderRow.Structure) -> [UInt8] {
    let constraint = call.prompt.responseSchema.map { format(of: $0, structure) } ?? []
    var body: [UInt8] = []
    body.reserveCapacity(
      256 + constraint.count
        + call.prompt.messages.reduce(0) { $0 + $1.text.utf8.count * 9 / 8 + 64 })
    body += #"{"model":"#.utf8
    JSONValue.quote(model, to: &body)
    body += #","messages":["#.utf8
    for (index, message) in call.prompt.messages.enumerated() {
      if index > 0 { body.append(UInt8(ascii: ",")) }
      Self.write(message, to: &body)
    }
    body += #"],"temperature":"#.utf8
    JSONValue.number(call.decoding.temperature).write(to: &body)
    body += ",\"\(row.outputLimitKey)\":\(call.decoding.maximumOutputTokens)".utf8
    if let seed = call.decoding.seed { body += ",\"seed\":\(seed)".utf8 }
    if row.capabilities.givesLogProbabilities { body += #","logprobs":true,"top_logprobs":5"#.utf8 }
    body += constraint
    body.append(UInt8(ascii: "}"))
    return body
  }

  /// The same request for an answer that comes in pieces.
  static func streamed(_ body: [UInt8]) -> [UInt8] {
    body.dropLast() + #","stream":true,"stream_options":{"include_usage":true}}"#.utf8
  }

  private static func write(_ message: Prompt.Message, to body: inout [UInt8]) {
    body += #"{"role":""#.utf8
    body += message.role.rawValue.utf8
    body += #"","content":"#.utf8
    guard !message.images.isEmpty else {
      JSONValue.quote(message.text, to: &body)
      body.append(UInt8(ascii: "}"))
      return
    }
    var parts: [JSONValue] =
      message.text.isEmpty ? [] : [["type": "text", "text": .string(message.text)]]
    for image in message.images {
      let url = "data:\(image.mediaType);base64,\(image.base64)"
      parts.append(["type": "image_url", "image_url": ["url": .string(url)]])
    }
    JSONValue.array(parts).write(to: &body)
    body.append(UInt8(ascii: "}"))
  }

  /// The members that constrain the answer, with a comma before them.
  private func format(
    of schema: ResponseSchema, _ structure: ProviderRow.Structure
  ) -> [UInt8] {
    if let known = format.withLock({ $0 }), known.structure == structure, known.schema == schema {
      return known.2
    }
    let bytes = Self.format(of: schema.json, structure)
    format.withLock { $0 = (schema, structure, bytes) }
    return bytes
  }

  private static func format(
    of schema: JSONValue, _ structure: ProviderRow.Structure
  ) -> [UInt8] {
    let member: (key: String, value: JSONValue)
    switch structure {
    case .grammar: member = ("grammar", .string(grammar(schema)))
    case .jsonSchema:
      member = (
        "response_format",
        [
          "type": "json_schema",
          "json_schema": ["name": "record", "schema": schema, "strict": .bool(isStrict(schema))],
        ]
      )
    case .jsonObject: member = ("response_format", ["type": "json_object"])
    case .text: return []
    }
    var bytes = Array(",\"\(member.key)\":".utf8)
    member.value.write(to: &bytes)
    return bytes
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
}
