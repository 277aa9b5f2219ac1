/// The text of headers, in which words of other characters are written `=?charset?Q?…?=` (RFC 2047).
enum EncodedWords {
  /// The text; what is no such word stays as it is.
  static func decode(_ bytes: [UInt8]) -> String {
    var text = ""
    var plain: [UInt8] = []
    var index = 0
    var isAfterWord = false
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "="), let word = word(bytes, index) else {
        plain.append(bytes[index])
        index += 1
        continue
      }
      // White space between two such words does not count.
      let isGap = isAfterWord && plain.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      if !isGap { text += TextEncoding.eightBit(plain[...]) }
      text += word.text
      plain = []
      index = word.end
      isAfterWord = true
    }
    return text + TextEncoding.eightBit(plain[...])
  }

  /// The word that begins at a place, and where it ends; nil when there is none.
  private static func word(_ bytes: [UInt8], _ start: Int) -> (text: String, end: Int)? {
    // Such a word has at most 75 characters; some programs write longer ones.
    let end = min(bytes.count, start + 1_000)
    guard start + 1 < end, bytes[start + 1] == UInt8(ascii: "?") else { return nil }
    let mark = UInt8(ascii: "?")
    guard let first = bytes[(start + 2)..<end].firstIndex(of: mark), first + 2 < end,
      bytes[first + 2] == mark,
      let last = bytes[(first + 3)..<end].firstIndex(of: mark), last + 1 < end,
      bytes[last + 1] == UInt8(ascii: "=")
    else { return nil }
    let charset =
      String(decoding: bytes[(start + 2)..<first], as: UTF8.self)
      .split(separator: "*").first.map(String.init) ?? ""
    let body = bytes[(first + 3)..<last]
    let decoded: [UInt8]
    switch bytes[first + 1] | 0x20 {
    case UInt8(ascii: "b"): decoded = TransferEncoding.base64(body)
    case UInt8(ascii: "q"): decoded = TransferEncoding.quotedPrintable(body, isWord: true)
    default: return nil
    }
    guard let text = NamedCharset.text(decoded, charset: charset) else { return nil }
    return (text, last + 2)
  }
}
