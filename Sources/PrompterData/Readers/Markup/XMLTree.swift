/// The elements and texts of an XML document in their order, and its text.
///
/// An element that holds a value is a line, `name: value`, below those around it; one whose text has
/// elements within is a paragraph.
struct XMLTree {
  private enum Event {
    case start(Int)
    case text(String)
    case end
  }

  private struct Element {
    let name: String
    let attributes: String
    var hasText = false
    var hasElements = false
  }

  private static let namespaces = ["xmlns", "xsi:", "xml:space"]

  private var events: [Event] = []
  private var elements: [Element] = []
  private var open: [Int] = []
  private var characters: [UInt8] = []

  /// The number of open elements, and that of all.
  var depth: Int { open.count }
  var count: Int { elements.count }

  mutating func start(_ name: String, _ attributes: [(name: String, value: String)]) {
    endText()
    if let parent = open.last { elements[parent].hasElements = true }
    let shown = attributes.filter { attribute in
      !Self.namespaces.contains { attribute.name.hasPrefix($0) } && !attribute.value.isEmpty
    }
    let list = shown.map { "\($0.name)=\(Self.line($0.value))" }.joined(separator: ", ")
    open.append(elements.count)
    events.append(.start(elements.count))
    elements.append(
      Element(name: Self.local(name), attributes: list.isEmpty ? "" : " (\(list))"))
  }

  mutating func end() {
    endText()
    _ = open.popLast()
    events.append(.end)
  }

  mutating func characters(_ bytes: UnsafeBufferPointer<UInt8>) {
    characters.append(contentsOf: bytes)
  }

  private mutating func endText() {
    defer { characters.removeAll(keepingCapacity: true) }
    guard !characters.isEmpty, let parent = open.last else { return }
    let text = String(decoding: characters, as: UTF8.self)
    if text.contains(where: { !$0.isWhitespace }) { elements[parent].hasText = true }
    events.append(.text(text))
  }

  /// The name without the prefix of its namespace.
  private static func local(_ name: String) -> String {
    name.split(separator: ":").last.map(String.init) ?? name
  }

  private static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The text of the document; empty when there is none in it.
  var text: String {
    var out = ""
    var inline = ""
    var (depth, inlineDepth) = (0, 0)
    var hasContent = false
    for event in events {
      switch event {
      case .start(let index):
        let element = elements[index]
        if inlineDepth > 0 {
          inlineDepth += 1
        } else {
          out += String(repeating: "  ", count: min(depth, 40)) + element.name + element.attributes
          hasContent = hasContent || !element.attributes.isEmpty
          if element.hasText || !element.hasElements {
            inlineDepth = 1
            inline = ""
          } else {
            out += "\n"
          }
        }
        depth += 1
      case .text(let text):
        if inlineDepth > 0 { inline += text }
      case .end:
        depth -= 1
        guard inlineDepth > 0 else { continue }
        inlineDepth -= 1
        guard inlineDepth == 0 else { continue }
        let value = Self.line(inline)
        hasContent = hasContent || !value.isEmpty
        out += value.isEmpty ? "\n" : ": \(value)\n"
      }
    }
    while out.last == "\n" { out.removeLast() }
    return hasContent ? out : ""
  }
}
