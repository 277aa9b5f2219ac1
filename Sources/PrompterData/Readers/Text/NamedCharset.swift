import Glibc

/// Text in a character set that a document names, decoded by the system's `iconv`.
enum NamedCharset {
  /// The text of bytes; nil when the system does not know the name.
  ///
  /// What the character set does not have becomes U+FFFD.
  static func text(_ bytes: [UInt8], charset: String) -> String? {
    // As the web does: who names these means Windows-1252, or UTF-8 without knowing.
    let name = charset.lowercased()
    switch name {
    case "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1",
      "windows-1252", "cp1252":
      return TextEncoding.eightBit(bytes[...])
    default: break
    }
    // Without a single zero it is no encoding of two or four bytes, whatever it says.
    guard
      bytes.contains(0)
        || !["utf-16", "utf16", "utf-32", "utf32", "ucs"].contains(where: name.hasPrefix)
    else { return nil }
    // A name is data: it must not say how to convert, nor lead to a file.
    guard (1...40).contains(name.utf8.count),
      name.utf8.allSatisfy({ byte in
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "-_.:".utf8.contains(byte)
      })
    else { return nil }
    return converted(bytes, from: name)
  }

  private static func converted(_ bytes: [UInt8], from name: String) -> String? {
    guard let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else {
      return nil
    }
    defer { iconv_close(converter) }
    var output: [UInt8] = []
    var input = bytes.map(CChar.init(bitPattern:))
    var piece = [CChar](repeating: 0, count: 1 << 16)
    input.withUnsafeMutableBufferPointer { buffer in
      var next = buffer.baseAddress
      var left = buffer.count
      while left > 0 {
        let (status, fault, made) = piece.withUnsafeMutableBufferPointer { room in
          var place = room.baseAddress
          var free = room.count
          let status = iconv(converter, &next, &left, &place, &free)
          return (status, errno, room.count - free)
        }
        output.append(contentsOf: piece[..<made].lazy.map(UInt8.init(bitPattern:)))
        guard status == -1 else { break }
        switch fault {
        case E2BIG: continue
        case EILSEQ where left > 0:
          output.append(contentsOf: "\u{FFFD}".utf8)
          next = next.map { $0 + 1 }
          left -= 1
        default: left = 0
        }
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
