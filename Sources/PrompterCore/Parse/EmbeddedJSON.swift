/// An object or array that a model wrote as text within a string.
struct EmbeddedJSON {
  /// The value, with ranges into the whole answer.
  let node: JSONNode
  /// What else was seen.
  let flags: Set<ParseFlag>

  /// Whether a text starts as an object or an array does.
  static func mayBe(in text: String) -> Bool {
    let start = AnswerBytes(Array(text.utf8.prefix(64)))
    let first = start.skippingBlanks(from: 0)
    let mark = start.mark(at: first).byte
    // Behind that many blanks anything may come.
    return mark == UInt8(ascii: "{") || mark == UInt8(ascii: "[")
      || first + 3 > start.end
        && text.utf8.count > start.end
  }

  /// Reads it; nil when the text is none.
  ///
  /// - Parameters:
  ///   - text: the decoded string.
  ///   - range: where the string stands in the answer, quotes included.
  init?(_ text: String, at range: Range<Int>, in answer: [UInt8]) {
    let content = AnswerBytes(Array(text.utf8))
    let start = content.skippingBlanks(from: 0)
    let mark = content.mark(at: start).byte
    guard mark == UInt8(ascii: "{") || mark == UInt8(ascii: "[") else { return nil }
    let places = Self.places(of: content.bytes, at: range, in: answer)
    if let node = try? JSONParser.parseNode(text) {
      self.node = Self.moved(node, to: places, within: range)
      flags = []
      return
    }
    var parser = RepairParser(content, from: start, dropsOpen: false)
    guard let node = parser.container(), parser.isPlausible(node) else { return nil }
    self.node = Self.moved(node, to: places, within: range)
    flags = parser.flags
  }

  /// For every byte of the decoded string the offset in the answer; nil when the string was not
  /// written as JSON writes strings.
  private static func places(
    of decoded: [UInt8], at range: Range<Int>, in answer: [UInt8]
  ) -> [Int]? {
    guard range.count >= 2, range.upperBound <= answer.count,
      answer[range.lowerBound] == UInt8(ascii: "\"")
    else { return nil }
    var places: [Int] = []
    places.reserveCapacity(decoded.count)
    var index = range.lowerBound + 1
    let end = range.upperBound - 1
    while index < end, places.count < decoded.count {
      guard answer[index] == UInt8(ascii: "\\"), index + 1 < end else {
        guard decoded[places.count] == answer[index] else { return nil }
        places.append(index)
        index += 1
        continue
      }
      guard answer[index + 1] == UInt8(ascii: "u") else {
        places.append(index)
        index += 2
        continue
      }
      // How many bytes a \u escape became follows from the first of them.
      let first = decoded[places.count]
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      places += [Int](repeating: index, count: length)
      index += length == 4 ? 12 : 6
    }
    return places.count == decoded.count ? places : nil
  }

  private static func moved(_ node: JSONNode, to places: [Int]?, within whole: Range<Int>)
    -> JSONNode
  {
    var range = whole
    if let places, node.range.lowerBound < places.count {
      let lower = places[node.range.lowerBound]
      let upper =
        node.range.upperBound < places.count
        ? places[node.range.upperBound] : whole.upperBound - 1
      if lower <= upper { range = lower..<upper }
    }
    switch node.content {
    case .leaf: return JSONNode(node.content, range: range)
    case .array(let items):
      return JSONNode(.array(items.map { moved($0, to: places, within: whole) }), range: range)
    case .object(let members):
      return JSONNode(
        .object(members.map { ($0.key, moved($0.value, to: places, within: whole)) }), range: range)
    }
  }
}
