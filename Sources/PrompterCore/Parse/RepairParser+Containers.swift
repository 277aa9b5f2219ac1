extension RepairParser {
  /// Reads an object; without an opening bracket when that has no length.
  mutating func object(openingLength: Int) -> JSONNode? {
    guard openObjects + openArrays < JSONParser.maximumDepth else {
      giveUp()
      return nil
    }
    let start = position
    take((UInt8(ascii: "{"), openingLength))
    openObjects += 1
    defer { openObjects -= 1 }
    var members: [(key: String, value: JSONNode)] = []
    var separator = Separator()
    while true {
      skipBlanks()
      guard position < end else {
        noteEnd(.unclosedBracket)
        break
      }
      let mark = text.mark(at: position)
      switch mark.byte {
      case UInt8(ascii: "}"):
        if separator.hasComma { note(.trailingComma) }
        take(mark)
        return JSONNode(.object(members), range: start..<position)
      case UInt8(ascii: "]") where openArrays > 0:
        note(.unclosedBracket)
        return JSONNode(.object(members), range: start..<position)
      case UInt8(ascii: ","):
        if !separator.accept() { note(.extraComma) }
        take(mark)
      case UInt8(ascii: ":"):
        note(.extraComma)
        take(mark)
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "]"):
        if !skipEllipsis() {
          note(.strayBracket)
          take(mark)
        }
      default:
        if separator.isDue { note(.missingComma) }
        separator.open()
        if !skipEllipsis(), let member = member() { members.append(member) }
      }
    }
    return JSONNode(.object(members), range: start..<position)
  }

  /// Reads a key and its value; nil when either is missing.
  private mutating func member() -> (key: String, value: JSONNode)? {
    let name: String?
    if text.quote(at: position) != nil {
      name = quotedString(in: .key)
    } else {
      name = bareKey()
    }
    guard let name else { return nil }
    steps.append(.key(name))
    defer { steps.removeLast() }
    skipBlanks()
    guard position < end else { return nil }
    var mark = text.mark(at: position)
    if mark.byte == UInt8(ascii: ":") {
      take(mark)
    } else if text.bytes[position] == UInt8(ascii: "=") {
      note(.missingColon)
      position += text.byte(position + 1) == UInt8(ascii: ">") ? 2 : 1
    } else if mark.length == 0 || mark.byte == UInt8(ascii: "{") || mark.byte == UInt8(ascii: "[") {
      note(.missingColon)
    }
    skipBlanks()
    guard position < end else { return nil }
    mark = text.mark(at: position)
    if mark.byte == UInt8(ascii: ",") || mark.byte == UInt8(ascii: "}")
      || mark.byte == UInt8(ascii: "]")
    {
      note(.missingValue)
      return nil
    }
    guard let value = value(in: .member) else { return nil }
    memberCount += 1
    return (name, value)
  }

  /// Reads an array; without an opening bracket when that has no length.
  mutating func array(openingLength: Int) -> JSONNode? {
    guard openObjects + openArrays < JSONParser.maximumDepth else {
      giveUp()
      return nil
    }
    let start = position
    take((UInt8(ascii: "["), openingLength))
    openArrays += 1
    defer { openArrays -= 1 }
    var items: [JSONNode] = []
    var separator = Separator()
    while true {
      skipBlanks()
      guard position < end else {
        if openingLength > 0 { noteEnd(.unclosedBracket) }
        break
      }
      let mark = text.mark(at: position)
      switch mark.byte {
      case UInt8(ascii: "]"):
        if separator.hasComma { note(.trailingComma) }
        take(mark)
        return JSONNode(.array(items), range: start..<position)
      case UInt8(ascii: "}") where openObjects > 0:
        note(.unclosedBracket)
        return JSONNode(.array(items), range: start..<position)
      case UInt8(ascii: ","):
        if !separator.accept() { note(.extraComma) }
        take(mark)
      case UInt8(ascii: ":"), UInt8(ascii: "}"):
        note(mark.byte == UInt8(ascii: ":") ? .extraComma : .strayBracket)
        take(mark)
      default:
        if separator.isDue { note(.missingComma) }
        steps.append(.index(items.count))
        let item = value(in: .item)
        steps.removeLast()
        // Of what the end of the answer cut off only whole items are kept.
        if let item, !(isOpen && dropsOpen) { items.append(item) }
        separator.open()
      }
    }
    return JSONNode(.array(items), range: start..<position)
  }
}

/// Knows whether a comma is expected between two values.
private struct Separator {
  private(set) var isDue = false
  private(set) var hasComma = false

  /// A value was read: a comma may come.
  mutating func open() {
    isDue = true
    hasComma = false
  }

  /// A comma came; false when none was expected.
  mutating func accept() -> Bool {
    guard isDue else { return false }
    isDue = false
    hasComma = true
    return true
  }
}
