/// Finds out how bytes are to be read as text.
///
/// A byte order mark decides; then UTF-16 without one, told by where its zeros are; then UTF-8, if
/// the bytes are it but for a damaged place here and there; and else Windows-1252, in which every
/// byte means something. What has many control characters is no text at all.
enum TextEncoding {
  /// The text of bytes, without a byte order mark.
  ///
  /// Throws `DocumentFault` when they are no text.
  static func text(_ bytes: [UInt8]) throws -> String {
    if let text = marked(bytes) { return text }
    guard binaryFormat(bytes) == nil else { throw notText(bytes) }
    if bytes.contains(0) {
      guard let text = unmarkedUTF16(bytes) else { throw notText(bytes) }
      return text
    }
    guard isText(bytes) else { throw notText(bytes) }
    return eightBit(bytes[...])
  }

  /// The text after a byte order mark; nil without one.
  static func marked(_ bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      return String(decoding: bytes.dropFirst(3), as: UTF8.self)
    }
    if bytes.starts(with: [0xFF, 0xFE]) {
      return String(decoding: units(bytes.dropFirst(2), isBig: false), as: UTF16.self)
    }
    if bytes.starts(with: [0xFE, 0xFF]) {
      return String(decoding: units(bytes.dropFirst(2), isBig: true), as: UTF16.self)
    }
    return nil
  }

  /// UTF-16 without a mark; nil when it is none.
  ///
  /// The line ends and spaces of any language have their zeros on the same side.
  static func unmarkedUTF16(_ bytes: [UInt8]) -> String? {
    guard bytes.count >= 4, bytes.count.isMultiple(of: 2) else { return nil }
    var zeros = (even: 0, odd: 0)
    for index in bytes.indices where bytes[index] == 0 {
      if index.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
    }
    // One side has zeros and the other hardly any, or it is something else.
    guard min(zeros.even, zeros.odd) * 20 <= max(zeros.even, zeros.odd) else { return nil }
    let units = units(bytes[...], isBig: zeros.even > zeros.odd)
    guard let text = String(validating: units, as: UTF16.self) else { return nil }
    let controls = text.utf16.count(where: isControl)
    return controls * 100 <= units.count ? text : nil
  }

  /// Text of single bytes or UTF-8.
  static func eightBit(_ bytes: ArraySlice<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let repaired = String(decoding: bytes, as: UTF8.self)
    let broken = repaired.unicodeScalars.count { $0 == "\u{FFFD}" }
    let whole = repaired.unicodeScalars.count { $0.value >= 0x80 } - broken
    // A file that was cut off within a character, or is damaged in a place, is UTF-8 still.
    return whole >= broken * 8 ? repaired : Windows1252.text(bytes)
  }

  /// The units of UTF-16; an odd byte at the end is left out.
  static func units(_ bytes: ArraySlice<UInt8>, isBig: Bool) -> [UInt16] {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var index = bytes.startIndex
    while index + 1 < bytes.endIndex {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(isBig ? first << 8 | second : second << 8 | first)
      index += 2
    }
    return units
  }

  /// Whether at most one byte of a hundred is a control character that text does not have.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    bytes.count { isControl(UInt16($0)) } * 100 <= bytes.count
  }

  private static func isControl(_ unit: UInt16) -> Bool {
    unit < 0x20 && !(0x09...0x0D).contains(unit) && unit != 0x1B && unit != 0x1A
  }

  /// What bytes begin with that are certainly no text.
  private static let signatures: [(bytes: [UInt8], name: String)] = [
    (Array("%PDF-".utf8), "PDF"), ([0x89, 0x50, 0x4E, 0x47], "PNG"), ([0xFF, 0xD8, 0xFF], "JPEG"),
    (Array("GIF8".utf8), "GIF"), ([0x50, 0x4B, 0x03, 0x04], "ZIP"), ([0x1F, 0x8B], "gzip"),
    ([0xD0, 0xCF, 0x11, 0xE0], "Microsoft Office"), (Array("SQLite format 3".utf8), "SQLite"),
    ([0x7F, 0x45, 0x4C, 0x46], "ELF"),
  ]

  /// The name of a format that is no text; nil for what may be some.
  static func binaryFormat(_ bytes: [UInt8]) -> String? {
    signatures.first { bytes.starts(with: $0.bytes) }?.name
  }

  static func notText(_ bytes: [UInt8]) -> DocumentFault {
    DocumentFault(
      .wrongFormat, "is no text" + (binaryFormat(bytes).map { ", but a \($0) file" } ?? ""))
  }
}
