/// Finds the parts of an answer that may be the record.
struct Candidates {
  /// How many parts are tried as the record; of more, the first and the last ones count.
  static let maximumCount = 64
  /// How many bytes are read in vain, as multiples of the answer's length.
  private static let wasteFactor = 8

  private let isCutOff: Bool
  /// What was found, in the order of the text.
  private(set) var found: [AnswerCandidate] = []
  /// Whether there was reasoning that may hold the record after all.
  ///
  /// Its tags may be part of a value, or its end missing. What was cut off within its reasoning has
  /// no record.
  private(set) var mayBeInThoughts = false
  private var all: [JSONNode] = []
  private var waste = 0
  private var hasObject = false
  private var contentStart = 0

  /// Looks through an answer that is not strict JSON.
  ///
  /// - Parameters:
  ///   - collectsAll: whether all values together, as an array, may be the record too.
  ///   - readsThoughts: whether reasoning is looked through too.
  init(in bytes: [UInt8], isCutOff: Bool, collectsAll: Bool, readsThoughts: Bool) {
    self.isCutOff = isCutOff
    if readsThoughts {
      search(bytes, collectsAll: collectsAll)
    } else {
      let thoughts = ThinkBlocks(in: bytes)
      search(thoughts.masked, collectsAll: collectsAll)
      guard thoughts.isFound else { return }
      add(.thinkBlock)
      mayBeInThoughts = !(thoughts.isUnclosed && isCutOff)
    }
  }

  private mutating func search(_ bytes: [UInt8], collectsAll: Bool) {
    let text = AnswerBytes(bytes)
    contentStart = text.skippingBlanks(from: 0)
    let regions = Fences(in: text).regions
    let hasFence = regions.contains(where: \.isFenced)
    for region in regions { walk(region, of: text, stage: 1) }
    if hasFence {
      let spans = Set(found.map(\.node.range))
      let count = found.count
      let nodes = all
      walk(Fences.Region(range: 0..<text.end, isFenced: false), of: text, stage: 2)
      all = nodes
      found = found[..<count] + found[count...].filter { !spans.contains($0.node.range) }
    }
    if collectsAll { collectAll() }
    if !hasObject { addWithoutBrackets(text) }
  }

  /// Reads every object and array of a stretch of the answer, in one pass.
  private mutating func walk(_ region: Fences.Region, of whole: AnswerBytes, stage: Int) {
    let text = AnswerBytes(whole.bytes, end: region.range.upperBound)
    let dropsOpen = isCutOff && text.end == whole.end
    var index = region.range.lowerBound
    while index < text.end, waste <= Self.wasteFactor * whole.end {
      let mark = text.mark(at: index)
      guard mark.byte == UInt8(ascii: "{") || mark.byte == UInt8(ascii: "[") else {
        index += max(1, mark.length)
        continue
      }
      var parser = RepairParser(text, from: index, dropsOpen: dropsOpen)
      let node = parser.container()
      // What is open where a fence ends, in an answer that was cut off, was cut by a mark within
      // a string: the look at the whole text finds it.
      let isCutByFence = isCutOff && parser.isOpen && !dropsOpen
      guard let node, parser.isPlausible(node), !isCutByFence else {
        // Unwinding is work too.
        waste += max(1, parser.reach - index) * (parser.isTooDeep ? 4 : 1)
        index += mark.length
        continue
      }
      var candidate = AnswerCandidate(node: node, repairs: parser.repairs, flags: parser.flags)
      candidate.isOpen = parser.isOpen
      candidate.stage = stage
      if region.isFenced {
        candidate.repairs.insert(Repair(.fence), at: 0)
      } else if index > contentStart || whole.skippingBlanks(from: parser.position) < whole.end {
        candidate.repairs.insert(Repair(.surroundingText), at: 0)
      } else if contentStart > 0, whole.bytes[..<contentStart].contains(where: { $0 > 0x20 }) {
        candidate.repairs.insert(Repair(.invisible), at: 0)
      }
      keep(candidate)
      if parser.memberCount > 0 { hasObject = true }
      index = parser.position
    }
  }

  private mutating func keep(_ candidate: AnswerCandidate) {
    all.append(candidate.node)
    found.append(candidate)
    if found.count > Self.maximumCount { found.remove(at: Self.maximumCount / 2) }
  }

  /// All values together.
  private mutating func collectAll() {
    guard all.count > 1, let first = all.first, let last = all.last,
      first.range.lowerBound < last.range.upperBound
    else { return }
    var candidate = AnswerCandidate(
      node: JSONNode(.array(all), range: first.range.lowerBound..<last.range.upperBound))
    candidate.flags = found.reduce(into: []) { $0.formUnion($1.flags) }
    candidate.isOpen = found.contains(where: \.isOpen)
    candidate.repairs = [Repair(.severalValues)]
    candidate.stage = 1
    if candidate.isOpen, isCutOff {
      // Only whole values count when the answer was cut off.
      guard case .array(var items) = candidate.node.content else { return }
      items.removeLast()
      candidate.node.content = .array(items)
    }
    found.append(candidate)
  }

  /// An answer that lost its first bracket, several strings, or plain text.
  private mutating func addWithoutBrackets(_ text: AnswerBytes) {
    let start = text.skippingBlanks(from: 0)
    guard start < text.end else { return }
    if text.quote(at: start) != nil {
      var members = RepairParser(text, from: start, dropsOpen: isCutOff)
      if members.looksLikeQuotedKey(at: start), let node = members.bareMembers() {
        found.append(
          AnswerCandidate(
            node: node, repairs: members.repairs, flags: members.flags, isOpen: members.isOpen,
            stage: 3))
        return
      }
      var items = RepairParser(text, from: start, dropsOpen: isCutOff)
      if let node = items.bareItems(), case .array(let strings) = node.content, strings.count > 1,
        strings.allSatisfy({ $0.value.string != nil })
      {
        found.append(
          AnswerCandidate(
            node: node, repairs: items.repairs + [Repair(.severalValues)], flags: items.flags,
            isOpen: items.isOpen, stage: 3))
      }
    }
    guard !isCutOff, text.mark(at: start).length == 0 else { return }
    var end = text.end
    while end > start, text.bytes[end - 1] <= 0x20 { end -= 1 }
    let leaf = JSONNode(.leaf(.string(text.text(start..<end))), range: start..<end)
    found.append(AnswerCandidate(node: leaf, repairs: [Repair(.rawText)], stage: 4))
  }

  private mutating func add(_ rule: ParseRule) {
    for index in found.indices { found[index].repairs.insert(Repair(rule), at: 0) }
  }
}
