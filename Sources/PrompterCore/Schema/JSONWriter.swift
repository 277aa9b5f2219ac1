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
    var out = ""
    write(to: &out, style: style, indent: 0)
    return out
  }

  private func write(to out: inout String, style: JSONStyle, indent: Int) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .number(let value): out += Self.numeral(value)
    case .string(let value): Self.quote(value, to: &out)
    case .array(let items):
      Self.list(items, open: "[", close: "]", to: &out, style: style, indent: indent) {
        $0.write(to: &$1, style: style, indent: indent + 1)
      }
    case .object(let object):
      let members = style.sortsKeys ? object.sortedByKey : object
      Self.list(
        Array(members), open: "{", close: "}", to: &out, style: style, indent: indent
      ) {
        Self.quote($0.key, to: &$1)
        $1 += style.isSpaced ? ": " : ":"
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

  private static func list<Element>(
    _ elements: [Element], open: String, close: String, to out: inout String, style: JSONStyle,
    indent: Int, write: (Element, inout String) -> Void
  ) {
    out += open
    for (index, element) in elements.enumerated() {
      if index > 0 { out += style.isSpaced && !style.isPretty ? ", " : "," }
      if style.isPretty { newline(to: &out, indent: indent + 1) }
      write(element, &out)
    }
    if style.isPretty, !elements.isEmpty { newline(to: &out, indent: indent) }
    out += close
  }

  private static func newline(to out: inout String, indent: Int) {
    out += "\n"
    for _ in 0..<indent { out += "  " }
  }

  private static func quote(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
