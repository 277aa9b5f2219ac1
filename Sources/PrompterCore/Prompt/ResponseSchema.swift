/// The JSON Schema that an answer should have, written out once for all calls that carry it.
public struct ResponseSchema: Sendable {
  /// The schema, without annotations of our own.
  public let json: JSONValue
  /// The schema as compact JSON in UTF-8.
  public let bytes: [UInt8]

  /// Writes a schema out.
  public init(_ json: JSONValue) {
    self.json = json
    bytes = json.bytes()
  }

  /// The schema as compact JSON.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension ResponseSchema: Hashable {
  /// Whether both are sent as the same bytes.
  public static func == (a: ResponseSchema, b: ResponseSchema) -> Bool { a.bytes == b.bytes }

  /// Hashes what is sent.
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension ResponseSchema: ExpressibleByDictionaryLiteral {
  /// Writes out a schema of these members.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(.object(JSONObject(elements)))
  }
}
