/// Finds the reasoning that models write before their answer, such as `<think>…</think>`.
///
/// Only reasoning before the first bracket counts: a tag further on may be part of a value.
struct ThinkBlocks {
  private static let names = [
    "think", "thinking", "thought", "thoughts", "reasoning", "reflection", "scratchpad", "analysis",
  ].map { Array($0.utf8) }

  /// The bytes with blanks in place of the reasoning, so that offsets stay what they are.
  private(set) var masked: [UInt8]
  /// Whether there was any.
  private(set) var isFound = false
  /// Whether the last block has no end.
  private(set) var isUnclosed = false

  /// Looks for reasoning in an answer.
  init(in bytes: [UInt8]) {
    masked = bytes
    var index = 0
    var firstMark: Int?
    while index < bytes.count, firstMark == nil {
      if bytes[index] == UInt8(ascii: "<"), let tag = Self.tag(at: index, in: bytes), !tag.closes {
        let end = Self.end(of: tag.name, from: tag.end, in: bytes)
        isFound = true
        isUnclosed = end == nil
        blank(index..<(end ?? bytes.count))
        index = end ?? bytes.count
      } else {
        if bytes[index] == UInt8(ascii: "{") || bytes[index] == UInt8(ascii: "[") {
          firstMark = index
        }
        index += 1
      }
    }
    if !isFound { maskUpToLoneClosingTag() }
  }

  /// Some templates put the opening tag into the prompt: the answer then has the closing one only.
  private mutating func maskUpToLoneClosingTag() {
    let text = AnswerBytes(masked)
    let start = text.skippingBlanks(from: 0)
    guard text.mark(at: start).length == 0, !text.isTriple(UInt8(ascii: "`"), at: start) else {
      return
    }
    var last: Int?
    for index in masked.indices where masked[index] == UInt8(ascii: "<") {
      if let tag = Self.tag(at: index, in: masked), tag.closes { last = tag.end }
    }
    guard let last else { return }
    isFound = true
    blank(0..<last)
  }

  private mutating func blank(_ range: Range<Int>) {
    for index in range { masked[index] = 0x20 }
  }

  /// The offset behind the closing tag.
  private static func end(of name: [UInt8], from start: Int, in bytes: [UInt8]) -> Int? {
    var index = start
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "<"), let tag = tag(at: index, in: bytes), tag.closes,
        tag.name == name
      {
        return tag.end
      }
      index += 1
    }
    return nil
  }

  private static func tag(
    at index: Int, in bytes: [UInt8]
  ) -> (name: [UInt8], closes: Bool, end: Int)? {
    var next = index + 1
    let closes = next < bytes.count && bytes[next] == UInt8(ascii: "/")
    if closes { next += 1 }
    var name: [UInt8] = []
    while next < bytes.count, name.count < 12, bytes[next].isASCIILetter {
      name.append(bytes[next] | 0x20)
      next += 1
    }
    guard next < bytes.count, bytes[next] == UInt8(ascii: ">"), names.contains(name) else {
      return nil
    }
    return (name, closes, next + 1)
  }
}
