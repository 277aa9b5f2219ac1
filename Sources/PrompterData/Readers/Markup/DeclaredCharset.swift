/// The character set that a document of markup names at its beginning.
enum DeclaredCharset {
  /// Pages name it within their first kilobyte, and some later.
  private static let looked = 4_096

  /// `<meta charset="…">`, or the one in `<meta http-equiv="Content-Type" content="…">`.
  static func html(_ bytes: [UInt8]) -> String? {
    let head = bytes.prefix(looked).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    var rest = head[...]
    while let start = place(of: "<meta", in: rest) {
      let end = head[start...].firstIndex(of: UInt8(ascii: ">")) ?? head.endIndex
      if let name = value(of: "charset", in: head[start..<end]) { return name }
      rest = head[end...]
    }
    return nil
  }

  /// `<?xml … encoding="…"?>`.
  static func xml(_ bytes: [UInt8]) -> String? {
    let head = bytes.prefix(256)
    guard head.starts(with: "<?xml".utf8) else { return nil }
    return value(of: "encoding", in: head.prefix { $0 != UInt8(ascii: ">") })
  }

  /// What stands behind a word and an equals sign.
  private static func value(of key: String, in tag: ArraySlice<UInt8>) -> String? {
    var rest = tag
    while let start = place(of: key, in: rest) {
      rest = rest[(start + key.utf8.count)...]
      var after = rest.drop { $0 <= 0x20 }
      guard after.popFirst() == UInt8(ascii: "=") else { continue }
      let name = after.drop { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
        .prefix { byte in
          (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
            || "-_.:".utf8.contains(byte)
        }
      if !name.isEmpty { return String(decoding: name, as: UTF8.self) }
    }
    return nil
  }

  private static func place(of word: String, in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.indices.first { bytes[$0...].starts(with: word.utf8) }
  }
}
