/// The UTF-8 bytes of an answer up to an end, with what blanks and punctuation mean in them.
struct AnswerBytes: Sendable {
  /// A kind of quotation mark.
  enum Quote {
    case double, single, back, smartDouble, smartSingle

    /// Whether a string opened by this mark can end with the other one.
    func canClose(with other: Quote) -> Bool {
      switch self {
      case .smartDouble: other == .smartDouble || other == .double
      case .smartSingle: other == .smartSingle || other == .single
      case .double, .single, .back: other == self
      }
    }
  }

  /// All bytes; those at `end` and beyond are not looked at.
  let bytes: [UInt8]
  /// Where reading stops.
  let end: Int

  /// Makes a view of bytes up to an end.
  init(_ bytes: [UInt8], end: Int? = nil) {
    self.bytes = bytes
    self.end = min(end ?? bytes.count, bytes.count)
  }

  /// The byte at an offset, or 0 behind the end.
  func byte(_ index: Int) -> UInt8 { index < end ? bytes[index] : 0 }

  /// How many bytes the blank at an offset takes; 0 when there is none.
  ///
  /// Control characters, spaces of every width, zero-width characters and the byte order mark are
  /// blanks.
  func blankLength(at index: Int) -> Int {
    guard index < end else { return 0 }
    let first = bytes[index]
    if first <= 0x20 { return 1 }
    guard first >= 0xC2 else { return 0 }
    let second = byte(index + 1)
    let third = byte(index + 2)
    switch (first, second) {
    case (0xC2, 0xA0): return 2
    case (0xE2, 0x80):
      return third >= 0x80 && third <= 0x8F || third == 0xA8 || third == 0xA9 || third == 0xAF
        ? 3 : 0
    case (0xE2, 0x81): return third == 0x9F || third == 0xA0 ? 3 : 0
    case (0xE3, 0x80): return third == 0x80 ? 3 : 0
    case (0xEF, 0xBB): return third == 0xBF ? 3 : 0
    default: return 0
    }
  }

  /// The first offset from here on that holds no blank.
  func skippingBlanks(from index: Int) -> Int {
    var index = index
    while true {
      let length = blankLength(at: index)
      if length == 0 { return index }
      index += length
    }
  }

  /// The bracket, comma or colon at an offset, as its ASCII byte, and how many bytes it takes;
  /// 0 when there is none.
  func mark(at index: Int) -> (byte: UInt8, length: Int) {
    guard index < end else { return (0, 0) }
    let first = bytes[index]
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: ","), UInt8(ascii: ":"):
      return (first, 1)
    case 0xEF:
      switch (byte(index + 1), byte(index + 2)) {
      case (0xBC, 0x8C): return (UInt8(ascii: ","), 3)
      case (0xBC, 0x9A): return (UInt8(ascii: ":"), 3)
      case (0xBC, 0xBB): return (UInt8(ascii: "["), 3)
      case (0xBC, 0xBD): return (UInt8(ascii: "]"), 3)
      case (0xBD, 0x9B): return (UInt8(ascii: "{"), 3)
      case (0xBD, 0x9D): return (UInt8(ascii: "}"), 3)
      default: return (0, 0)
      }
    case 0xE3 where byte(index + 1) == 0x80 && byte(index + 2) == 0x81:
      return (UInt8(ascii: ","), 3)
    default: return (0, 0)
    }
  }

  /// The quotation mark at an offset and how many bytes it takes.
  func quote(at index: Int) -> (kind: Quote, length: Int)? {
    guard index < end else { return nil }
    switch bytes[index] {
    case UInt8(ascii: "\""): return (.double, 1)
    case UInt8(ascii: "'"): return (.single, 1)
    case UInt8(ascii: "`"): return (.back, 1)
    case 0xE2 where byte(index + 1) == 0x80:
      switch byte(index + 2) {
      case 0x98...0x9B: return (.smartSingle, 3)
      case 0x9C...0x9F: return (.smartDouble, 3)
      default: return nil
      }
    default: return nil
    }
  }

  /// Whether three of the same byte stand at an offset.
  func isTriple(_ byte: UInt8, at index: Int) -> Bool {
    index + 2 < end && bytes[index] == byte && bytes[index + 1] == byte
      && bytes[index + 2] == byte
  }

  /// Whether a comment starts at an offset.
  func isComment(at index: Int) -> Bool {
    switch byte(index) {
    case UInt8(ascii: "#"): true
    case UInt8(ascii: "/"):
      byte(index + 1) == UInt8(ascii: "/") || byte(index + 1) == UInt8(ascii: "*")
    default: false
    }
  }

  /// How many bytes an ellipsis at an offset takes; 0 when there is none.
  func ellipsisLength(at index: Int) -> Int {
    if isTriple(UInt8(ascii: "."), at: index) { return 3 }
    return byte(index) == 0xE2 && byte(index + 1) == 0x80 && byte(index + 2) == 0xA6 ? 3 : 0
  }

  /// The text of a range of bytes.
  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }
}

extension UInt8 {
  /// Whether this is the code of one of 0 to 9.
  var isASCIIDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  /// Whether this is the code of one of A to Z, a to z.
  var isASCIILetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
}
