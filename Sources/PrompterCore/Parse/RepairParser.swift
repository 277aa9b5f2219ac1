/// Reads one object or array from an answer that may not be JSON, and notes what it mended.
///
/// It never looks back beyond a bounded number of bytes and never fails: what cannot be read is
/// dropped. JSON comes out as it is, without notes. Ranges are offsets into the whole answer.
struct RepairParser {
  /// Where a value stands; what may follow it depends on that.
  enum Place {
    case key, member, item
  }

  /// How many repairs are noted at most; a text with more is hardly an answer.
  static let maximumRepairs = 500

  let text: AnswerBytes
  /// Whether values that the end of the text cuts off are dropped instead of closed.
  let dropsOpen: Bool
  var position: Int
  /// What was mended, with paths in the value as it was written.
  private(set) var repairs: [Repair] = []
  var flags: Set<ParseFlag> = []
  /// Whether the text ended before the value did.
  var isOpen = false
  /// Whether reading was given up because of too deep nesting.
  private(set) var isTooDeep = false
  private var stop: Int?
  /// How many members with a key, a value and something between them were read.
  var memberCount = 0
  var steps: [FieldPath.Step] = []
  var openObjects = 0
  var openArrays = 0

  /// Makes a parser that starts at an offset.
  init(_ text: AnswerBytes, from start: Int, dropsOpen: Bool) {
    self.text = text
    self.dropsOpen = dropsOpen
    position = start
  }

  /// Where the text ends.
  var end: Int { text.end }

  /// Reads the object or array at the position; nil when there is none or it is nested too deeply.
  mutating func container() -> JSONNode? {
    let mark = text.mark(at: position)
    let node =
      switch mark.byte {
      case UInt8(ascii: "{"): object(openingLength: mark.length)
      case UInt8(ascii: "["): array(openingLength: mark.length)
      default: JSONNode?.none
      }
    return isTooDeep ? nil : node
  }

  /// Reads the members of an object whose opening bracket is missing.
  mutating func bareMembers() -> JSONNode? {
    note(.missingOpening)
    let node = object(openingLength: 0)
    return isTooDeep ? nil : node
  }

  /// Reads values that stand one after the other without brackets.
  mutating func bareItems() -> JSONNode? {
    let node = array(openingLength: 0)
    return isTooDeep ? nil : node
  }

  /// Whether what was read is data rather than a bracket in prose.
  func isPlausible(_ node: JSONNode) -> Bool {
    switch node.content {
    case .leaf: return false
    case .object(let members):
      return !members.isEmpty || memberCount == 0 && repairs.isEmpty || isOpen && dropsOpen
    case .array(let items):
      guard isOpen else { return !items.isEmpty || repairs.isEmpty }
      return memberCount > 0
    }
  }

  /// Notes a repair at the current place, once.
  mutating func note(_ rule: ParseRule) {
    guard repairs.count < Self.maximumRepairs else { return }
    if let last = repairs.last, last.rule == rule.rawValue, last.path.steps == steps { return }
    repairs.append(Repair(rule, at: FieldPath(steps)))
  }

  /// Notes that the text ended before the value did.
  mutating func noteEnd(_ rule: ParseRule) {
    isOpen = true
    flags.insert(.incomplete)
    note(rule)
  }

  /// Gives up: nothing more is read.
  mutating func giveUp() {
    isTooDeep = true
    stop = stop ?? position
    position = end
  }

  /// How far the text was read.
  var reach: Int { stop ?? position }

  /// Steps over a mark; one that JSON does not know is noted.
  mutating func take(_ mark: (byte: UInt8, length: Int)) {
    if mark.length > 1 { note(.punctuation) }
    position += mark.length
  }

  /// Skips blanks and comments; blanks that JSON does not know are noted.
  mutating func skipBlanks() {
    while position < end {
      let length = text.blankLength(at: position)
      if length > 0 {
        if length > 1 { note(.invisible) }
        position += length
      } else if text.isComment(at: position) {
        skipComment()
      } else {
        return
      }
    }
  }

  private mutating func skipComment() {
    note(.comment)
    let isBlock = text.byte(position + 1) == UInt8(ascii: "*")
    if isBlock {
      position = min(position + 2, end)
      while position < end {
        if text.bytes[position] == UInt8(ascii: "*"), text.byte(position + 1) == UInt8(ascii: "/") {
          position += 2
          return
        }
        position += 1
      }
    } else {
      while position < end, text.bytes[position] != 0x0A { position += 1 }
    }
  }

  /// Reads the value at the position, which is neither a blank nor at the end; nil when it was
  /// dropped.
  mutating func value(in place: Place) -> JSONNode? {
    if skipEllipsis() { return nil }
    let mark = text.mark(at: position)
    if mark.byte == UInt8(ascii: "{") { return object(openingLength: mark.length) }
    if mark.byte == UInt8(ascii: "[") { return array(openingLength: mark.length) }
    let start = position
    if text.quote(at: position) != nil {
      guard let string = quotedString(in: place) else { return nil }
      return JSONNode(.leaf(.string(string)), range: start..<position)
    }
    return bareValue(in: place)
  }

  /// Drops `...`, `[...]` and the words that follow them, and flags the record as truncated.
  mutating func skipEllipsis() -> Bool {
    var next = position
    let isBracketed = text.byte(next) == UInt8(ascii: "[")
    if isBracketed { next = text.skippingBlanks(from: next + 1) }
    let length = text.ellipsisLength(at: next)
    guard length > 0 else { return false }
    next += length
    if isBracketed {
      next = text.skippingBlanks(from: next)
      guard text.byte(next) == UInt8(ascii: "]") else { return false }
      position = next + 1
    } else {
      while next < end, text.bytes[next] != 0x0A, text.mark(at: next).length == 0 { next += 1 }
      position = next
    }
    note(.ellipsis)
    flags.insert(.truncated)
    return true
  }
}
