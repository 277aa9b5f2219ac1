/// A word that stands for a value without quotes.
enum Literal {
  case yes, no, null, notFinite

  /// Reads lower-case ASCII letters.
  init?(_ word: [UInt8]) {
    switch String(decoding: word, as: UTF8.self) {
    case "true": self = .yes
    case "false": self = .no
    case "null", "none", "undefined", "nil": self = .null
    case "nan", "infinity", "inf": self = .notFinite
    default: return nil
    }
  }
}

extension RepairParser {
  /// The longest text without quotes that is looked at as a number or a literal.
  private static let longestNumber = 400

  /// Reads a key without quotes up to its colon; nil when none comes before the member ends.
  mutating func bareKey() -> String? {
    let start = position
    while position < end {
      let mark = text.mark(at: position).byte
      let byte = text.bytes[position]
      if mark == UInt8(ascii: ":") || byte == UInt8(ascii: "=") {
        let name = trimmed(start..<position).filter { $0 != "\"" && $0 != "'" }
        guard !name.isEmpty else {
          // An equals sign without a key is stepped over, or it would be met again for ever.
          if mark == 0 { position += 1 }
          note(.missingValue)
          return nil
        }
        note(.unquotedKey)
        return name
      }
      if mark != 0 || byte == 0x0A { break }
      if byte == UInt8(ascii: "\""), position > start, !isAfterBareWord(start) { break }
      position += 1
    }
    if position == start { position += 1 }
    if position >= end { isOpen = true }
    if text.text(start..<position).lowercased().contains("omitted") {
      note(.ellipsis)
      flags.insert(.truncated)
    } else {
      note(.missingValue)
    }
    return nil
  }

  /// Whether the quotation mark at the position ends a key whose opening mark is missing.
  private func isAfterBareWord(_ start: Int) -> Bool {
    text.mark(at: text.skippingBlanks(from: position + 1)).byte == UInt8(ascii: ":")
  }

  /// Reads a value without quotes: a number, a literal or text.
  mutating func bareValue(in place: Place) -> JSONNode? {
    let start = position
    var hasBlank = false
    while position < end {
      if text.blankLength(at: position) > 0 {
        let next = text.skippingBlanks(from: position)
        if ends(atBlanksBefore: next, in: place, hasBlank: hasBlank) { break }
        hasBlank = true
        position = next
        continue
      }
      let mark = text.mark(at: position)
      if mark.length > 0, ends(at: mark.byte, from: start, in: place, hasBlank: hasBlank) { break }
      position += max(1, mark.length)
    }
    if position == start { position += 1 }
    let isCut = position >= end
    var last = position
    while last > start, text.bytes[last - 1] <= 0x20 { last -= 1 }
    if isCut {
      noteEnd(.unclosedBracket)
      if dropsOpen { return nil }
    }
    let word = trimmed(start..<last)
    return word.isEmpty ? nil : JSONNode(.leaf(leaf(word)), range: start..<last)
  }

  private func ends(
    at mark: UInt8, from start: Int, in place: Place, hasBlank: Bool
  ) -> Bool {
    switch (mark, place) {
    case (UInt8(ascii: "]"), .item): return true
    case (UInt8(ascii: "]"), _): return openArrays > 0 || isStrayBracket(from: start)
    case (UInt8(ascii: "}"), .item): return openObjects > 0
    case (UInt8(ascii: "}"), _): return true
    case (UInt8(ascii: ","), .item): return true
    case (UInt8(ascii: ","), _):
      if isThousandsSeparator(from: start) { return false }
      if !hasBlank { return true }
      let next = text.skippingBlanks(from: position + 1)
      if next >= end || text.bytes[position + 1] == 0x0A || text.bytes[position + 1] == 0x0D {
        return true
      }
      return text.quote(at: next) != nil || text.isComment(at: next) || looksLikeBareKey(at: next)
        || text.mark(at: next).byte == UInt8(ascii: "}") || text.ellipsisLength(at: next) > 0
    default: return false
    }
  }

  /// Whether the bracket at the position closes nothing and the value ends before it.
  private func isStrayBracket(from start: Int) -> Bool {
    guard position - start <= 40, !text.bytes[start..<position].contains(UInt8(ascii: "[")) else {
      return false
    }
    let next = text.mark(at: text.skippingBlanks(from: position + 1)).byte
    return next == UInt8(ascii: ",") || next == UInt8(ascii: "}")
  }

  /// Whether the comma at the position stands within a number such as `1,234.5`: a key does not
  /// start with three digits.
  private func isThousandsSeparator(from start: Int) -> Bool {
    guard position > start, text.bytes[position] == UInt8(ascii: ","),
      text.bytes[position - 1].isASCIIDigit
    else { return false }
    for offset in 1...3 where !text.byte(position + offset).isASCIIDigit { return false }
    let next = text.byte(position + 4)
    guard !next.isASCIIDigit, next != UInt8(ascii: ":"), position - start < 40 else { return false }
    return text.bytes[start..<position].allSatisfy {
      $0.isASCIIDigit || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "+")
    }
  }

  /// Whether the value ends at the blanks at the position, because a comment or the next key
  /// follows them.
  private func ends(atBlanksBefore next: Int, in place: Place, hasBlank: Bool) -> Bool {
    if text.isComment(at: next) { return true }
    let isNewline = text.bytes[position..<next].contains { $0 == 0x0A || $0 == 0x0D }
    guard place == .member else { return isNewline }
    if !hasBlank, text.quote(at: next) != nil, looksLikeQuotedKey(at: next) { return true }
    guard isNewline else { return false }
    return text.isTriple(UInt8(ascii: "`"), at: next) || looksLikeBareKey(at: next)
      || looksLikeQuotedKey(at: next)
  }

  private func trimmed(_ range: Range<Int>) -> String {
    let text = text.text(range)
    let content = text.unicodeScalars.drop { $0.properties.isWhitespace }
    var end = content.endIndex
    while end > content.startIndex {
      let before = content.index(before: end)
      guard content[before].properties.isWhitespace else { break }
      end = before
    }
    return String(content[..<end])
  }

  /// The value that a word without quotes stands for.
  private mutating func leaf(_ word: String) -> JSONValue {
    guard word.utf8.count <= Self.longestNumber else {
      note(.unquotedValue)
      return .string(word)
    }
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default: break
    }
    if let first = word.utf8.first, first.isASCIIDigit || first == UInt8(ascii: "-"),
      let value = try? JSONParser.parse(word)
    {
      return value
    }
    let letters = word.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    if letters.allSatisfy(\.isASCIILetter), let literal = Literal(letters.map { $0 | 0x20 }) {
      note(.literal)
      switch literal {
      case .yes: return .bool(true)
      case .no: return .bool(false)
      case .null: return .null
      case .notFinite:
        flags.insert(.notFinite)
        return .null
      }
    }
    note(.unquotedValue)
    return .string(word)
  }
}
