/// A strict JSON parser (RFC 8259), bounded in depth, that says where a fault is.
///
/// It reads data files, artifacts, schemas and providers' responses. Answers of models go through
/// the lenient parser, which starts with this one.
public struct JSONParser {
  /// How deeply arrays and objects may be nested.
  public static let maximumDepth = 100

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  /// The key whose value is passed over, and where that value was.
  private let apart: String?
  private var apartRange: Range<Int>?

  private init(_ bytes: UnsafeBufferPointer<UInt8>, apart: String? = nil) {
    self.bytes = bytes
    self.apart = apart
  }

  /// Parses one JSON value, with nothing but white space around it.
  ///
  /// Throws `JSONError` with the byte at which the text stops being JSON.
  public static func parse(_ text: String) throws(JSONError) -> JSONValue {
    try parseNode(text).value
  }

  /// Parses one JSON value from UTF-8 bytes.
  public static func parse(_ bytes: some Sequence<UInt8>) throws(JSONError) -> JSONValue {
    try parseNode(Array(bytes)).node.value
  }

  /// Parses one JSON value but for what stands under a key, wherever that is.
  ///
  /// - Returns: the value, with null under the key, and the bytes of what was passed over the last
  ///   time; nil when there is no such key.
  public static func parse(
    _ bytes: [UInt8], leaving key: String
  ) throws(JSONError) -> (value: JSONValue, rest: Range<Int>?) {
    let (node, rest) = try parseNode(bytes, apart: key)
    return (node.value, rest)
  }

  /// Parses one JSON value and keeps the place of each part of it.
  public static func parseNode(_ text: String) throws(JSONError) -> JSONNode {
    try parseNode(Array(text.utf8)).node
  }

  private static func parseNode(
    _ bytes: [UInt8], apart: String? = nil
  ) throws(JSONError) -> (node: JSONNode, rest: Range<Int>?) {
    typealias Parsed = (node: JSONNode, rest: Range<Int>?)
    let result: Result<Parsed, JSONError> = bytes.withUnsafeBufferPointer { buffer in
      var parser = JSONParser(buffer, apart: apart)
      do throws(JSONError) {
        parser.skipSpace()
        let node = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == buffer.count else { throw parser.fault("text after the value") }
        return .success((node, parser.apartRange))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ what: String) -> JSONError {
    JSONError(what: position < bytes.count ? what : "the text ends too early", byte: position)
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONNode {
    let start = position
    let content: JSONNode.Content
    switch current {
    case UInt8(ascii: "{"): content = try object(depth: depth)
    case UInt8(ascii: "["): content = try array(depth: depth)
    case UInt8(ascii: "\""): content = .leaf(.string(try string()))
    case UInt8(ascii: "t"): content = try literal("true", .bool(true))
    case UInt8(ascii: "f"): content = try literal("false", .bool(false))
    case UInt8(ascii: "n"): content = try literal("null", .null)
    default: content = .leaf(try number())
    }
    return JSONNode(content, range: start..<position)
  }

  private mutating func literal(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONError) -> JSONNode.Content {
    for index in 0..<word.utf8CodeUnitCount {
      guard current == word.utf8Start[index] else { throw fault("not a JSON value") }
      position += 1
    }
    return .leaf(value)
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONNode.Content {
    guard depth < Self.maximumDepth else { throw fault("nested too deeply") }
    position += 1
    var members: [(key: String, value: JSONNode)] = []
    skipSpace()
    if current == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    while true {
      guard current == UInt8(ascii: "\"") else { throw fault("a key in quotes is missing") }
      let key = try string()
      skipSpace()
      guard current == UInt8(ascii: ":") else { throw fault("':' is missing after a key") }
      position += 1
      skipSpace()
      if let apart, key == apart {
        let start = position
        try passOver()
        apartRange = start..<position
        members.append((key, JSONNode(.leaf(.null), range: start..<position)))
      } else {
        members.append((key, try value(depth: depth + 1)))
      }
      skipSpace()
      guard try separator(closing: UInt8(ascii: "}")) else { return .object(members) }
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONNode.Content {
    guard depth < Self.maximumDepth else { throw fault("nested too deeply") }
    position += 1
    var items: [JSONNode] = []
    skipSpace()
    if current == UInt8(ascii: "]") {
      position += 1
      return .array(items)
    }
    while true {
      items.append(try value(depth: depth + 1))
      skipSpace()
      guard try separator(closing: UInt8(ascii: "]")) else { return .array(items) }
    }
  }

  /// Passes over a value, looking at no more than its quotes and brackets.
  private mutating func passOver() throws(JSONError) {
    var depth = 0
    repeat {
      guard let byte = current else { throw fault("") }
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        while let byte = current, byte != UInt8(ascii: "\"") {
          position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { throw fault("") }
        position += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        position += 1
      default:
        if depth == 0 {
          _ = try value(depth: 0)
        } else {
          position += 1
        }
      }
    } while depth > 0
  }

  /// Reads `,` (true) or the closing bracket (false).
  private mutating func separator(closing: UInt8) throws(JSONError) -> Bool {
    guard let byte = current, byte == UInt8(ascii: ",") || byte == closing else {
      throw fault("',' or a closing bracket is missing")
    }
    position += 1
    if byte == closing { return false }
    skipSpace()
    return true
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    guard let first = current, first.isDigit else { throw fault("not a JSON value") }
    position += 1
    if first != UInt8(ascii: "0") { skipDigits() }
    var isInteger = true
    if current == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      guard let digit = current, digit.isDigit else { throw fault("a digit is missing") }
      skipDigits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      isInteger = false
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      guard let digit = current, digit.isDigit else { throw fault("a digit is missing") }
      skipDigits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw JSONError(what: "the number is too large", byte: start)
    }
    return .number(value)
  }

  private mutating func skipDigits() {
    while let byte = current, byte.isDigit { position += 1 }
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    var seen: UInt8 = 0
    while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      seen |= byte
      position += 1
    }
    if seen < 0x80, current == UInt8(ascii: "\"") {
      defer { position += 1 }
      // ASCII needs no check, and most strings are.
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }
    if current == UInt8(ascii: "\"") {
      defer { position += 1 }
      return try text(bytes[start..<position], from: start)
    }
    var decoded = Array(bytes[start..<position])
    while let byte = current {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return try text(decoded[...], from: start)
      case UInt8(ascii: "\\"): try escape(into: &decoded)
      case 0..<0x20:
        position -= 1
        throw fault("a control character in a string")
      default: decoded.append(byte)
      }
    }
    throw fault("the string is not closed")
  }

  private func text(
    _ bytes: some Collection<UInt8>, from start: Int
  ) throws(JSONError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw JSONError(what: "not valid UTF-8", byte: start)
    }
    return text
  }

  private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
    guard let byte = current else { throw fault("the string is not closed") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
    case UInt8(ascii: "u"): try decoded.append(contentsOf: String(unicodeEscape()).utf8)
    default:
      position -= 1
      throw fault("an unknown escape")
    }
  }

  /// Reads the digits of an escape such as `\u0041`, and the second ones of a surrogate pair; a lone
  /// surrogate, which no Unicode text can hold, becomes U+FFFD.
  private mutating func unicodeEscape() throws(JSONError) -> Character {
    let high = try hexadecimal()
    if 0xD800..<0xDC00 ~= high, current == UInt8(ascii: "\\"), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "u")
    {
      let mark = position
      position += 2
      let low = try hexadecimal()
      if 0xDC00..<0xE000 ~= low,
        let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      {
        return Character(scalar)
      }
      position = mark
    }
    return Character(Unicode.Scalar(high) ?? "\u{FFFD}")
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw fault("four hexadecimal digits are missing")
      }
      value = value << 4 + UInt32(digit)
      position += 1
    }
    return value
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
}
