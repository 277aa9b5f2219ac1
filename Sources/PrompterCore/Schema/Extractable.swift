import Foundation

/// A Swift type whose values are extracted records: it carries its schema, and a record decodes
/// into it.
///
/// ```swift
/// struct Invoice: Extractable {
///   var vendor: String
///   var total: Double
///   static let schema = #"{"type": "object", "properties": {"vendor": {"type": "string"}, …}}"#
/// }
/// ```
public protocol Extractable: Codable, Sendable {
  /// The JSON Schema of the type, as text.
  static var schema: String { get }
}

extension JSONValue {
  /// Decodes the value into a type.
  ///
  /// Throws `DecodingError` when the type wants something else than the value holds.
  public func decode<Output: Decodable>(_ type: Output.Type = Output.self) throws -> Output {
    if let value = self as? Output { return value }
    return try JSONDecoder().decode(type, from: Data(text().utf8))
  }

  /// Encodes a value of a type, such as the expected record of an example.
  public init(encoding value: some Encodable) throws {
    if let value = value as? JSONValue {
      self = value
    } else {
      self = try JSONParser.parse(JSONEncoder().encode(value))
    }
  }
}

extension JSONValue: Codable {
  /// Decodes any JSON; the order of an object's keys is lost with decoders that do not keep it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      let members = try container.decode([String: JSONValue].self)
      self = .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
    }
  }

  /// Encodes any JSON.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value):
      try container.encode(
        Dictionary(value.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
    }
  }
}
