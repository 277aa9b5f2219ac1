/// How JSON is laid out as text.
public struct JSONStyle: Hashable, Sendable {
  /// Whether objects and arrays are broken into indented lines.
  public var isPretty: Bool
  /// Whether keys are sorted by their UTF-8 bytes.
  public var sortsKeys: Bool
  /// Whether a space follows `,` and `:` on one line, as models mostly write it.
  public var isSpaced: Bool

  /// One line, no spaces.
  public static let compact = JSONStyle(isPretty: false, sortsKeys: false, isSpaced: false)
  /// One line, with a space after each comma and colon.
  public static let spaced = JSONStyle(isPretty: false, sortsKeys: false, isSpaced: true)
  /// Indented by two spaces.
  public static let pretty = JSONStyle(isPretty: true, sortsKeys: false, isSpaced: true)
  /// Indented, keys sorted: the same value gives the same bytes.
  public static let canonicalPretty = JSONStyle(isPretty: true, sortsKeys: true, isSpaced: true)
  /// One line, keys sorted: what is hashed.
  public static let canonical = JSONStyle(isPretty: false, sortsKeys: true, isSpaced: false)
}

extension JSONValue {
  /// The value as JSON text.
  ///
  /// A number that is not finite, which JSON cannot say, is written as `null`.
  public func text(_ style: JSONStyle = .compact) -> String {
    String(decoding: bytes(style), as: UTF8.self)
  }

  /// The value as JSON text in UTF-8, ready to be sent.
  public func bytes(_ style: JSONStyle = .compact) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(1_024)
    write(to: &out, style: style, indent: 0)
    return out
  }

  /// Appends the value as compact JSON text in UTF-8.
  public func write(to out: inout [UInt8]) { write(to: &out, style: .compact, indent: 0) }

  private func write(to out: inout [UInt8], style: JSONStyle, indent: Int) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let value): out += (value ? "true" : "false").utf8
    case .integer(let value): out += String(value).utf8
    case .number(let value): out += Self.numeral(value).utf8
    case .string(let value): Self.quote(value, to: &out)
    case .array(let items):
      Self.list(items, open: "[", close: "]", to: &out, style: style, indent: indent) {
        $0.write(to: &$1, style: style, indent: indent + 1)
      }
    case .object(let object):
      Self.list(
        style.sortsKeys ? object.sortedByKey : object, open: "{", close: "}", to: &out,
        style: style, indent: indent
      ) {
        Self.quote($0.key, to: &$1)
        $1 += (style.isSpaced ? ": " : ":").utf8
        $0.value.write(to: &$1, style: style, indent: indent + 1)
      }
    }
  }

  private static func numeral(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    // A whole number that was computed is written like one that was read: 12, not 12.0.
    if let whole = Int(exactly: value), abs(value) < 1e15 { return String(whole) }
    return value.description
  }

  private static func list<Elements: Sequence>(
    _ elements: Elements, open: Unicode.Scalar, close: Unicode.Scalar, to out: inout [UInt8],
    style: JSONStyle, indent: Int, write: (Elements.Element, inout [UInt8]) -> Void
  ) {
    out.append(UInt8(ascii: open))
    var isFirst = true
    for element in elements {
      if !isFirst { out += (style.isSpaced && !style.isPretty ? ", " : ",").utf8 }
      if style.isPretty { newline(to: &out, indent: indent + 1) }
      write(element, &out)
      isFirst = false
    }
    if style.isPretty, !isFirst { newline(to: &out, indent: indent) }
    out.append(UInt8(ascii: close))
  }

  private static func newline(to out: inout [UInt8], indent: Int) {
    out.append(UInt8(ascii: "\n"))
    for _ in 0..<indent { out += "  ".utf8 }
  }

  /// Appends a string in quotes; runs of characters that stand for themselves are copied whole.
  public static func quote(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      while let index = firstEscaped(bytes, from: start) {
        out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
        escape(bytes[index], to: &out)
        start = index + 1
      }
      out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
    }
    out.append(UInt8(ascii: "\""))
  }

  /// The next byte that cannot stand in a string as it is; sixteen are looked at at a time.
  private static func firstEscaped(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let (quote, slash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
    let (quotes, slashes) = (SIMD16(repeating: quote), SIMD16(repeating: slash))
    let blanks = SIMD16<UInt8>(repeating: 0x20)
    let text = UnsafeRawBufferPointer(bytes)
    var index = start
    while index + 16 <= bytes.count {
      let group = text.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      if any((group .< blanks) .| (group .== quotes) .| (group .== slashes)) { break }
      index += 16
    }
    return bytes[index...].firstIndex { $0 < 0x20 || $0 == quote || $0 == slash }
  }

  private static func escape(_ byte: UInt8, to out: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""): out += "\\\"".utf8
    case UInt8(ascii: "\\"): out += "\\\\".utf8
    case UInt8(ascii: "\n"): out += "\\n".utf8
    case UInt8(ascii: "\r"): out += "\\r".utf8
    case UInt8(ascii: "\t"): out += "\\t".utf8
    default:
      let digits = String(byte, radix: 16)
      out += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
    }
  }
}
