@testable import PrompterCore

/// A schema with a bit of everything, random records of it, and random damage to their text.
enum RandomRecord {
  static let schemaText = #"""
    {"type": "object", "properties": {
      "vendor": {"type": "object", "properties": {
        "name": {"type": "string"}, "vat": {"type": ["string", "null"]}}, "required": ["name"]},
      "total": {"type": "number"},
      "count": {"type": "integer"},
      "paid": {"type": "boolean"},
      "level": {"enum": ["LOW", "HIGH", "in_progress"]},
      "day": {"type": ["string", "null"], "format": "date"},
      "tags": {"type": "array", "items": {"type": "string"}},
      "lines": {"type": "array", "items": {"type": "object", "properties": {
        "text": {"type": "string"}, "price": {"type": "number"}}, "required": ["text", "price"]}},
      "codes": {"type": "object", "additionalProperties": {"type": "integer"}},
      "extra": {"anyOf": [{"type": "string"}, {"type": "number"},
        {"type": "array", "items": {"type": "number"}}]},
      "free": {}},
     "required": ["vendor", "total", "tags"]}
    """#

  /// Texts with everything that could be taken for syntax.
  private static let pieces = [
    "Acme", " ", "\"", "'", "`", "{", "}", "[", "]", ",", ":", "\\", "\n", "\t", "//", "/*", "*/",
    "#",
    "...", "…", "“", "”", "：", "é", "😀", "\u{FEFF}", "\u{A0}", "<think>", "</think>", "```",
    "\"\"\"",
    "null", "1,234.5", "\": ", "\",", "\"}", "\u{1}", "\u{7F}", "\u{2028}", "no", "e\u{301}",
  ]

  static func text(_ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 0...6, using: &random)).map { _ in
      pieces.randomElement(using: &random) ?? ""
    }.joined()
  }

  static func number(_ random: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: .integer(Int.random(in: -5...5, using: &random))
    case 1: .integer(Int.random(in: .min ... .max, using: &random))
    case 2: .number(Double.random(in: -100...100, using: &random))
    default: .number(Double.random(in: 0...1, using: &random) * 1e-12)
    }
  }

  /// Any value.
  static func any(_ random: inout SeededGenerator, depth: Int = 0) -> JSONValue {
    switch Int.random(in: 0..<(depth > 3 ? 4 : 6), using: &random) {
    case 0: .null
    case 1: .bool(Bool.random(using: &random))
    case 2: number(&random)
    case 3: .string(text(&random))
    case 4: .array(list(&random) { any(&$0, depth: depth + 1) })
    default:
      .object(
        JSONObject(list(&random) { (text(&$0), any(&$0, depth: depth + 1)) }))
    }
  }

  /// A record with every field, in the order of the schema.
  static func record(_ random: inout SeededGenerator) -> JSONValue {
    [
      "vendor": [
        "name": .string(text(&random)),
        "vat": Bool.random(using: &random) ? .null : .string(text(&random)),
      ],
      "total": number(&random),
      "count": .integer(Int.random(in: -99...99, using: &random)),
      "paid": .bool(Bool.random(using: &random)),
      "level": .string(["LOW", "HIGH", "in_progress"].randomElement(using: &random) ?? ""),
      "day": Bool.random(using: &random) ? .null : "2024-03-07",
      "tags": .array(list(&random) { .string(text(&$0)) }),
      "lines": .array(list(&random) { ["text": .string(text(&$0)), "price": number(&$0)] }),
      "codes": .object(
        JSONObject(list(&random) { (text(&$0), .integer(Int.random(in: 0...9, using: &$0))) })),
      "extra": [.string(text(&random)), number(&random), .array(list(&random, number))]
        .randomElement(using: &random) ?? .null,
      "free": any(&random),
    ]
  }

  /// A record in which any field but the required ones may be missing.
  static func sparse(_ random: inout SeededGenerator) -> JSONValue {
    let members = record(&random).object ?? JSONObject()
    let kept = members.filter { member in
      ["vendor", "total", "tags"].contains(member.key) || Bool.random(using: &random)
    }
    return .object(JSONObject(kept.map { ($0.key, $0.value) }))
  }

  private static func list<Element>(
    _ random: inout SeededGenerator, _ make: (inout SeededGenerator) -> Element
  ) -> [Element] {
    (0..<Int.random(in: 0...3, using: &random)).map { _ in make(&random) }
  }

  /// The text with a few bytes cut out, doubled, swapped or replaced.
  static func damaged(_ text: String, _ random: inout SeededGenerator) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0...Int.random(in: 0..<3, using: &random) where !scalars.isEmpty {
      let index = Int.random(in: 0..<scalars.count, using: &random)
      let end = min(scalars.count, index + Int.random(in: 1...8, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: scalars.removeSubrange(index..<end)
      case 1: scalars.insert(contentsOf: scalars[index..<end], at: index)
      case 2: scalars.swapAt(index, end - 1)
      case 3: scalars.removeSubrange(end...)
      default:
        let piece = pieces.randomElement(using: &random) ?? ""
        scalars.insert(contentsOf: Array(piece.unicodeScalars), at: index)
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
