/// Writes HTML anew as what the parser is to see of it: tags with the few attributes that count, and
/// text; no comments, scripts, styles or frames.
///
/// It reads as browsers do, each byte once. What the parser then gets cannot surprise it: a tag has
/// few and short attributes (libxml2 compares each with all others of its tag), and no `<` is left
/// that begins no tag.
struct HTMLCleaner {
  /// What is inside of these is no text, or none that is shown.
  private static let dropped: Set<String> = [
    "script", "style", "iframe", "noembed", "noframes", "xmp", "textarea", "plaintext",
  ]
  /// The attributes that the text depends on.
  private static let attributes: Set<String> = [
    "name", "property", "content", "hidden", "start",
  ]
  private static let maximumAttributes = 8
  private static let maximumValueLength = 1_024
  private static let maximumNameLength = 64

  private let bytes: [UInt8]
  private var position = 0
  private var clean: [UInt8] = []

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    clean.reserveCapacity(bytes.count / 2)
  }

  /// HTML in UTF-8, cleaned.
  static func clean(_ bytes: [UInt8]) -> [UInt8] {
    var cleaner = HTMLCleaner(bytes)
    cleaner.run()
    return cleaner.clean
  }

  private mutating func run() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == UInt8(ascii: "<") else {
        if byte != 0 { clean.append(byte) }
        position += 1
        continue
      }
      switch peek(1) {
      case UInt8(ascii: "!"), UInt8(ascii: "?"): skipDeclaration()
      case UInt8(ascii: "/"): endTag()
      case let next? where Self.isLetter(next): startTag()
      default:
        clean.append(contentsOf: "&lt;".utf8)
        position += 1
      }
    }
  }

  private func peek(_ distance: Int) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  /// A comment ends at `-->`, anything else that begins like this at the next `>`.
  private mutating func skipDeclaration() {
    guard peek(1) == UInt8(ascii: "!"), peek(2) == 0x2D, peek(3) == 0x2D else {
      return skip(past: UInt8(ascii: ">"))
    }
    position += 4
    // <!--> and <!---> are whole comments.
    if peek(0) == UInt8(ascii: ">") || (peek(0) == 0x2D && peek(1) == UInt8(ascii: ">")) {
      return skip(past: UInt8(ascii: ">"))
    }
    while position < bytes.count {
      skip(past: UInt8(ascii: ">"))
      if position >= 3, bytes[position - 1] == UInt8(ascii: ">"), bytes[position - 2] == 0x2D,
        bytes[position - 3] == 0x2D
      {
        return
      }
    }
  }

  private mutating func skip(past byte: UInt8) {
    while position < bytes.count {
      position += 1
      if bytes[position - 1] == byte { return }
    }
  }

  private mutating func endTag() {
    guard let next = peek(2), Self.isLetter(next) else {
      return skip(past: UInt8(ascii: ">"))
    }
    position += 2
    let name = tagName()
    skip(past: UInt8(ascii: ">"))
    clean.append(contentsOf: "</\(name)>".utf8)
  }

  private mutating func startTag() {
    position += 1
    let name = tagName()
    var kept: [UInt8] = []
    var count = 0
    while let byte = peek(0), byte != UInt8(ascii: ">") {
      if Self.isSpace(byte) || byte == UInt8(ascii: "/") {
        position += 1
        continue
      }
      let (key, value) = attribute()
      guard count < Self.maximumAttributes, let text = shown(key, value) else { continue }
      count += 1
      kept.append(contentsOf: text.utf8)
    }
    // A tag that the end of the file cuts off is none.
    guard position < bytes.count else { return }
    position += 1
    if Self.dropped.contains(name) { return skipContent(of: name) }
    clean.append(contentsOf: "<\(name)".utf8)
    clean.append(contentsOf: kept)
    clean.append(UInt8(ascii: ">"))
  }

  /// A tag's name in lower case; letters and digits are all that any tag has.
  private mutating func tagName() -> String {
    let start = position
    while let byte = peek(0), !Self.isSpace(byte), byte != UInt8(ascii: ">"),
      byte != UInt8(ascii: "/")
    {
      position += 1
    }
    let name = bytes[start..<min(position, start + Self.maximumNameLength)]
      .filter { Self.isLetter($0) || Self.isDigit($0) }
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  /// An attribute's name and where its value is.
  private mutating func attribute() -> (name: String, value: Range<Int>) {
    let start = position
    position += 1
    while let byte = peek(0), !Self.isSpace(byte), byte != UInt8(ascii: "="),
      byte != UInt8(ascii: ">"), byte != UInt8(ascii: "/")
    {
      position += 1
    }
    let name = bytes[start..<min(position, start + Self.maximumNameLength)]
    skipSpace()
    let key = String(decoding: name, as: UTF8.self).lowercased()
    guard peek(0) == UInt8(ascii: "=") else { return (key, position..<position) }
    position += 1
    skipSpace()
    let first = position
    if let quote = peek(0), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      position += 1
      while let byte = peek(0), byte != quote { position += 1 }
      defer { position += 1 }
      return (key, min(first + 1, position)..<min(position, bytes.count))
    }
    while let byte = peek(0), !Self.isSpace(byte), byte != UInt8(ascii: ">") { position += 1 }
    return (key, first..<position)
  }

  private mutating func skipSpace() {
    while let byte = peek(0), Self.isSpace(byte) { position += 1 }
  }

  /// What the parser gets of an attribute; nil for nothing.
  private func shown(_ key: String, _ value: Range<Int>) -> String? {
    guard Self.attributes.contains(key) else { return nil }
    let text = String(decoding: bytes[value].prefix(Self.maximumValueLength), as: UTF8.self)
    let quoted = text.replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
    return " \(key)=\"\(quoted.filter { $0 != "\0" })\""
  }

  private mutating func skipContent(of name: String) {
    let name = Array(name.utf8)
    while position < bytes.count {
      skip(past: UInt8(ascii: "<"))
      guard peek(0) == UInt8(ascii: "/") else { continue }
      let end = position + 1 + name.count
      guard end <= bytes.count,
        zip(bytes[(position + 1)..<end], name).allSatisfy({ $0 | 0x20 == $1 || $0 == $1 })
      else { continue }
      if end == bytes.count { position = end } else { skip(past: UInt8(ascii: ">")) }
      return
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
