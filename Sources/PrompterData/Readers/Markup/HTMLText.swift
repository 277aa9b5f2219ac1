/// Puts together the text of a page from its tags and characters: headings, lists and tables keep
/// their shape, each block is a paragraph, and white space is what a browser would show.
struct HTMLText {
  /// A tag that is open, with where in the page it is.
  private struct Open {
    let name: String
    /// Of a list: the number of the next item; 0 when they have none.
    var number = 0
    /// Of a row: whether a cell stands before the next one.
    var hasCells = false
    /// Of a table: whether it only puts blocks beside each other.
    var isLayout = false
    /// The places of the table, the row and the list around it, itself included.
    var table, row, list: Int?
    /// How many lists are around it.
    var lists = 0
    /// Whether it is in an item of a list, and in no table within.
    var isInItem = false
  }

  /// Not shown, or no text.
  ///
  /// Menus stay: in many pages they hold what other pages say in their text.
  private static let hidden: Set<String> = [
    "template", "svg", "object", "embed", "canvas", "audio", "video", "datalist",
    "noscript", "map",
  ]
  private static let paragraphs: Set<String> = [
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "table",
    "figure", "hr", "section", "article", "main", "aside", "header", "footer",
  ]
  private static let lines: Set<String> = [
    "div", "li", "dt", "dd", "tr", "caption", "figcaption", "address", "form", "fieldset",
    "legend", "details", "summary", "option", "center", "body", "thead", "tbody", "tfoot", "menu",
    "dir", "title", "hgroup", "search",
  ]

  private var out: [UInt8] = []
  private var title: [UInt8] = []
  private var facts = PageFacts()
  private var open: [Open] = []
  /// How many tags are open inside of one that is hidden, itself included.
  private var hiddenDepth = 0
  private var preDepth = 0
  private var isTitle = false
  /// Line ends, or a space, that come before the next text if there is one.
  private var breaks = 0
  private var isSpaceDue = false
  /// What begins the next text: the mark of an item or heading, the lines between cells.
  private var prefix = ""

  /// The number of open tags.
  var depth: Int { open.count }

  /// The text: title, facts and what the page says.
  var text: String {
    let title = String(decoding: title, as: UTF8.self)
    let head = ([title] + facts.lines).filter { !$0.isEmpty }.joined(separator: "\n")
    let body = String(decoding: out, as: UTF8.self)
    return head.isEmpty || body.isEmpty ? head + body : head + "\n\n" + body
  }

  /// Whether the page says nothing.
  var isEmpty: Bool { out.isEmpty }

  /// A tag begins.
  mutating func start(_ name: String, _ attributes: [(name: String, value: String)]) {
    defer { push(name, attributes) }
    let mayHide = name != "html" && name != "body" && name != "main" && name != "article"
    if hiddenDepth > 0 || Self.hidden.contains(name)
      || (mayHide && attributes.contains { $0.name == "hidden" })
    {
      hiddenDepth += 1
      return
    }
    if name == "meta" { facts.add(attributes) }
    if name == "title" { isTitle = title.isEmpty }
    breakBefore(name)
    switch name {
    case "h1", "h2", "h3", "h4", "h5", "h6":
      prefix += String(repeating: "#", count: Int(name.dropFirst()) ?? 1) + " "
    case "li": beginItem()
    case "td", "th": beginCell()
    case "pre": preDepth += 1
    case "br": if isInCell { isSpaceDue = true } else { breaks = max(breaks, 1) }
    default: break
    }
  }

  private mutating func push(_ name: String, _ attributes: [(name: String, value: String)]) {
    var tag = open.last ?? Open(name: "")
    tag = Open(
      name: name, number: Self.firstNumber(name, attributes), table: tag.table, row: tag.row,
      list: tag.list, lists: tag.lists, isInItem: tag.isInItem)
    switch name {
    case "table": (tag.table, tag.row, tag.isInItem) = (open.count, nil, false)
    case "tr": tag.row = open.count
    case "td", "th": tag.row = tag.row ?? tag.table
    case "ul", "ol": (tag.list, tag.lists) = (open.count, tag.lists + 1)
    case "li": tag.isInItem = true
    default: break
    }
    open.append(tag)
  }

  /// A tag ends.
  mutating func end(_ name: String) {
    // The parser closes what it opened, in order.
    guard let last = open.popLast() else { return }
    if hiddenDepth > 0 {
      hiddenDepth -= 1
      return
    }
    if last.name == "pre" { preDepth = max(0, preDepth - 1) }
    if last.name == "title" { isTitle = false }
    if last.name == "tr" || last.name == "li" || last.name.first == "h" { prefix = "" }
    breakBefore(last.name)
  }

  /// Characters, entities resolved.
  mutating func characters(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard hiddenDepth == 0 else { return }
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if Self.isSpace(byte) {
        space(byte)
        index += 1
      } else if byte == 0xC2, index + 1 < bytes.count, bytes[index + 1] == 0xA0 {
        space(0x20)
        index += 2
      } else if let length = Self.invisible(bytes, index) {
        index += length
      } else {
        append(byte)
        index += 1
      }
    }
  }

  /// A space that must not be broken counts as one; soft hyphens and the like as nothing.
  private static func invisible(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int? {
    if bytes[index] == 0xC2, index + 1 < bytes.count, bytes[index + 1] == 0xAD { return 2 }
    guard index + 2 < bytes.count else { return nil }
    switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
    case (0xE2, 0x80, 0x8B), (0xEF, 0xBB, 0xBF): return 3
    default: return nil
    }
  }

  private mutating func space(_ byte: UInt8) {
    guard preDepth > 0, !isTitle, byte != 0x0D else {
      isSpaceDue = true
      return
    }
    // Within <pre> every space counts, but none at its beginning or end.
    if byte == 0x0A {
      breaks += 1
      (isSpaceDue, indent) = (false, [])
    } else if breaks > 0 || !prefix.isEmpty || out.isEmpty {
      if breaks > 0, !out.isEmpty { indent += [byte] }
    } else {
      out.append(byte)
    }
  }

  /// Spaces at the beginning of a line within `<pre>`.
  private var indent: [UInt8] = []

  private mutating func append(_ byte: UInt8) {
    if isTitle {
      if isSpaceDue, !title.isEmpty { title.append(0x20) }
      isSpaceDue = false
      title.append(byte)
      return
    }
    if breaks > 0 || isSpaceDue || !prefix.isEmpty { separate() }
    out.append(byte)
  }

  private mutating func separate() {
    let beginsLine = out.isEmpty || breaks > 0
    if !out.isEmpty {
      if breaks > 0 {
        while out.last == 0x20 || out.last == 0x09 { out.removeLast() }
        out.append(contentsOf: repeatElement(0x0A, count: min(breaks, preDepth > 0 ? 3 : 2)))
      } else if isSpaceDue, prefix.isEmpty {
        out.append(0x20)
      }
    }
    out.append(contentsOf: indent)
    // A row whose first cells are empty begins with the lines between them.
    let mark = beginsLine && prefix.hasPrefix(" |") ? prefix.dropFirst() : prefix[...]
    out.append(contentsOf: mark.utf8)
    (breaks, isSpaceDue, prefix, indent) = (0, false, "", [])
  }

  // MARK: Blocks

  private mutating func breakBefore(_ name: String) {
    let count = Self.paragraphs.contains(name) ? 2 : Self.lines.contains(name) ? 1 : 0
    guard count > 0 else { return }
    indent = []
    // What only text can be in stays in its line; what is more makes the table a layout.
    if isInCell, name != "tr", name != "td", name != "th" {
      if name.first == "h" || ["table", "ul", "ol", "pre"].contains(name) {
        makeLayout()
      } else {
        isSpaceDue = true
        return
      }
    }
    breaks = max(breaks, count == 2 && open.last?.isInItem == true ? 1 : count)
  }

  /// Whether text goes to a cell of a table that holds data.
  private var isInCell: Bool {
    guard let tag = open.last, tag.row != nil, let table = tag.table else { return false }
    return !open[table].isLayout
  }

  /// What is in the cell is more than a value: its table only puts blocks beside each other.
  private mutating func makeLayout() {
    if let table = open.last?.table { open[table].isLayout = true }
    prefix = ""
  }

  private mutating func beginItem() {
    var mark = "- "
    if let list = open.last?.list, open[list].name == "ol" {
      mark = "\(open[list].number). "
      open[list].number += 1
    }
    prefix = String(repeating: "  ", count: min(max(0, (open.last?.lists ?? 0) - 1), 20)) + mark
  }

  private mutating func beginCell() {
    guard let row = open.last?.row ?? open.last?.table else { return }
    defer { open[row].hasCells = true }
    guard let table = open.last?.table, !open[table].isLayout else {
      breaks = max(breaks, 1)
      return
    }
    // Rows of very many empty cells are not drawn.
    if open[row].hasCells, prefix.utf8.count < 300 { prefix += prefix.isEmpty ? " | " : "| " }
  }

  private static func firstNumber(
    _ name: String, _ attributes: [(name: String, value: String)]
  ) -> Int {
    guard name == "ol" else { return 0 }
    let start = attributes.first { $0.name == "start" }.flatMap { Int($0.value) } ?? 1
    return (0...1_000_000).contains(start) ? start : 1
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
