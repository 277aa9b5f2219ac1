/// What comes next, looked up within a bounded number of bytes so that reading stays linear.
extension RepairParser {
  private static let longestKey = 128
  private static let longestClause = 256

  /// Whether a value could start at an offset, behind a key without a colon.
  func startsValue(at index: Int) -> Bool {
    let byte = text.byte(index)
    if byte.isASCIIDigit || text.quote(at: index) != nil { return true }
    if byte == UInt8(ascii: "-") { return text.byte(index + 1).isASCIIDigit }
    guard byte.isASCIILetter else { return false }
    var word: [UInt8] = []
    var next = index
    while next < end, word.count < 12, text.bytes[next].isASCIILetter {
      word.append(text.bytes[next] | 0x20)
      next += 1
    }
    return Literal(word) != nil
  }

  /// Whether `"key":` stands at an offset.
  func looksLikeQuotedKey(at index: Int) -> Bool {
    guard let (quote, length) = text.quote(at: index) else { return false }
    var next = index + length
    let limit = min(end, next + Self.longestKey)
    while next < limit, text.bytes[next] != 0x0A {
      if let mark = text.quote(at: next), quote.canClose(with: mark.kind) {
        return text.mark(at: text.skippingBlanks(from: next + mark.length)).byte
          == UInt8(ascii: ":")
      }
      next += 1
    }
    return false
  }

  /// Whether `key:` stands at an offset.
  func looksLikeBareKey(at index: Int) -> Bool {
    var next = index
    let limit = min(end, index + Self.longestKey)
    while next < limit {
      let byte = text.bytes[next]
      guard
        byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "_")
          || byte == UInt8(ascii: "-") || byte == 0x20 && next > index
      else { break }
      next += 1
    }
    guard next > index, text.mark(at: next).byte == UInt8(ascii: ":") else { return false }
    return text.byte(next + 1) != UInt8(ascii: "/")
  }

  /// Whether the comma at an offset, right behind a quotation mark, parts two members of an object
  /// rather than two clauses of a sentence.
  func continuesWithMember(after comma: Int, isEven: Bool) -> Bool {
    let next = text.skippingBlanks(from: comma + max(1, text.mark(at: comma).length))
    if text.quote(at: next) != nil { return isEven || looksLikeQuotedKey(at: next) }
    guard isEven else { return looksLikeBareKey(at: next) }
    if looksLikeBareKey(at: next) { return true }
    // A quotation mark that would close the string as well says that the comma is within it.
    var index = next
    let limit = min(end, next + Self.longestClause)
    while index < limit {
      let byte = text.bytes[index]
      if byte == 0x0A || byte == UInt8(ascii: "}") { return true }
      if byte == UInt8(ascii: "\"") {
        let mark = text.mark(at: text.skippingBlanks(from: index + 1)).byte
        return mark != UInt8(ascii: ",") && mark != UInt8(ascii: "}")
      }
      index += 1
    }
    return true
  }
}
