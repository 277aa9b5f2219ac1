extension RepairParser {
  /// Reads the quoted string at the position; nil when it was cut off and such values are dropped.
  mutating func quotedString(in place: Place) -> String? {
    guard let (quote, length) = text.quote(at: position) else { return nil }
    if length == 1, text.isTriple(text.bytes[position], at: position) {
      return tripleString(text.bytes[position])
    }
    if length > 1 {
      note(.punctuation)
    } else if quote != .double {
      note(.quoteStyle)
    }
    position += length
    var decoded: [UInt8] = []
    var runStart = position
    var innerQuotes = 0
    while position < end {
      let byte = text.bytes[position]
      if byte == UInt8(ascii: "\\") {
        decoded += text.bytes[runStart..<position]
        guard escape(into: &decoded) else {
          runStart = end
          break
        }
        runStart = position
      } else if let mark = text.quote(at: position), quote.canClose(with: mark.kind) {
        if closes(at: position + mark.length, in: place, innerQuotes: innerQuotes) {
          decoded += text.bytes[runStart..<position]
          position += mark.length
          return String(decoding: decoded, as: UTF8.self)
        }
        note(.innerQuote)
        innerQuotes += 1
        position += mark.length
      } else {
        if byte < 0x20 { note(.controlCharacter) }
        position += 1
      }
    }
    if runStart < end { decoded += text.bytes[runStart..<end] }
    position = end
    noteEnd(.unclosedString)
    return dropsOpen || place == .key ? nil : String(decoding: decoded, as: UTF8.self)
  }

  /// Whether a quotation mark that ends at an offset closes its string, judged by what follows.
  private func closes(at index: Int, in place: Place, innerQuotes: Int) -> Bool {
    let next = text.skippingBlanks(from: index)
    guard next < end else { return true }
    if text.isComment(at: next), text.bytes[next] != UInt8(ascii: "#") || next > index {
      return true
    }
    // The end of a fence, on a line of its own.
    if next > index, text.isTriple(UInt8(ascii: "`"), at: next) { return true }
    let isEven = innerQuotes % 2 == 0
    let mark = text.mark(at: next).byte
    switch place {
    case .key:
      if mark != 0 { return mark != UInt8(ascii: "]") }
      return startsValue(at: next) || text.bytes[next] == UInt8(ascii: "=")
    case .member:
      switch mark {
      case UInt8(ascii: "}"): return true
      case UInt8(ascii: "]"): return openArrays > 0 && isEven
      case UInt8(ascii: ","): return continuesWithMember(after: next, isEven: isEven)
      default: return text.quote(at: next) != nil && looksLikeQuotedKey(at: next)
      }
    case .item:
      switch mark {
      case UInt8(ascii: "]"): return true
      case UInt8(ascii: ","): return isEven
      case UInt8(ascii: "}"): return openObjects > 0 && isEven
      default: return isEven && next > index && text.quote(at: next) != nil
      }
    }
  }

  /// Reads an escape; false when the text ends within it.
  private mutating func escape(into decoded: inout [UInt8]) -> Bool {
    guard position + 1 < end else { return false }
    let byte = text.bytes[position + 1]
    switch byte {
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
    case UInt8(ascii: "'"), UInt8(ascii: "`"):
      note(.badEscape)
      decoded.append(byte)
    case UInt8(ascii: "u"):
      let digits = text.bytes[position + 2..<min(end, position + 6)]
      if digits.count < 4, digits.allSatisfy({ Self.hexDigit($0) != nil }) { return false }
      unicodeEscape(into: &decoded)
      return true
    default:
      // Kept as it is: most often a path or a formula with single backslashes.
      note(.badEscape)
      decoded.append(UInt8(ascii: "\\"))
      position += 1
      return true
    }
    position += 2
    return true
  }

  private mutating func unicodeEscape(into decoded: inout [UInt8]) {
    guard let high = hexadecimal(at: position + 2) else {
      note(.badEscape)
      decoded += text.bytes[position..<position + 2]
      position += 2
      return
    }
    position += 6
    var scalar = Unicode.Scalar(high)
    if 0xD800..<0xDC00 ~= high, text.byte(position) == UInt8(ascii: "\\"),
      text.byte(position + 1) == UInt8(ascii: "u"), let low = hexadecimal(at: position + 2),
      0xDC00..<0xE000 ~= low
    {
      scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      position += 6
    }
    decoded += Array(String(Character(scalar ?? "\u{FFFD}")).utf8)
  }

  private func hexadecimal(at index: Int) -> UInt32? {
    guard index + 4 <= end else { return nil }
    var value: UInt32 = 0
    for byte in text.bytes[index..<index + 4] {
      guard let digit = Self.hexDigit(byte) else { return nil }
      value = value << 4 + digit
    }
    return value
  }

  private static func hexDigit(_ byte: UInt8) -> UInt32? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt32.init)
  }

  /// Reads everything up to the closing triple.
  private mutating func tripleString(_ quote: UInt8) -> String? {
    note(.tripleQuotes)
    position += 3
    let start = position
    while position < end, !text.isTriple(quote, at: position) { position += 1 }
    let content = text.text(start..<position)
    if position < end {
      position += 3
    } else {
      noteEnd(.unclosedString)
      if dropsOpen { return nil }
    }
    return Self.dedented(content, dropsLanguage: quote == UInt8(ascii: "`"))
  }

  /// Takes the first and the last line away when they are blank (or name a language) and the
  /// indentation that all lines share.
  static func dedented(_ text: String, dropsLanguage: Bool) -> String {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.count > 1 else { return text }
    func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }
    if let first = lines.first,
      isBlank(first) || dropsLanguage && !first.contains(where: \.isWhitespace)
    {
      lines.removeFirst()
    }
    if let last = lines.last, lines.count > 1, isBlank(last) { lines.removeLast() }
    let indent =
      lines.filter { !isBlank($0) }
      .map { $0.prefix { $0 == " " || $0 == "\t" }.count }.min() ?? 0
    return lines.map { isBlank($0) ? "" : String($0.dropFirst(indent)) }.joined(separator: "\n")
  }
}
