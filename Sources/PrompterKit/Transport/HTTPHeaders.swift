/// The header fields of a response, kept as received and searched when asked.
public struct HTTPHeaders: Sendable {
  /// `name: value` lines, each ended by a line feed.
  private var block: [UInt8] = []

  /// Makes a list of fields; line breaks in names and values become spaces.
  public init(_ fields: [(name: String, value: String)] = []) {
    for (name, value) in fields {
      for text in [name, ": ", value] {
        block += text.utf8.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
      }
      block.append(0x0A)
    }
  }

  /// The value of the first field with this name, whatever its case, or nil.
  public subscript(name: String) -> String? {
    var lines = block[...]
    while let line = Self.nextLine(&lines) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
        Self.matches(line[..<colon], name)
      else { continue }
      return Self.text(line[(colon + 1)...])
    }
    return nil
  }

  /// All fields in the order received.
  public var fields: [(name: String, value: String)] {
    var found: [(name: String, value: String)] = []
    var lines = block[...]
    while let line = Self.nextLine(&lines) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      found.append((Self.text(line[..<colon]), Self.text(line[(colon + 1)...])))
    }
    return found
  }

  /// The size of what is kept, in bytes.
  var count: Int { block.count }

  /// Adds one line as it came, with or without its line end.
  mutating func append(line: UnsafeBufferPointer<UInt8>) {
    if block.isEmpty { block.reserveCapacity(512) }
    block.append(contentsOf: line)
    if line.last != 0x0A { block.append(0x0A) }
  }

  /// Forgets everything: a further head follows an interim one.
  mutating func removeAll() { block.removeAll(keepingCapacity: true) }

  private static func nextLine(_ lines: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard !lines.isEmpty else { return nil }
    let end = lines.firstIndex(of: 0x0A) ?? lines.endIndex
    let line = lines[..<end]
    lines = lines[min(end + 1, lines.endIndex)...]
    return line
  }

  private static func matches(_ bytes: ArraySlice<UInt8>, _ name: String) -> Bool {
    bytes.count == name.utf8.count
      && zip(bytes, name.utf8).allSatisfy { lowercased($0) == lowercased($1) }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    var bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
    while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x0D { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
