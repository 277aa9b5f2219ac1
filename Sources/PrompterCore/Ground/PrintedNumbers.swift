/// The numbers that a text prints, with any thousands separator and either decimal mark.
struct PrintedNumbers: Sendable {
  /// A stretch of digits and separators, in bytes, and what it may mean: with the last mark as the
  /// decimal one, and with all as separators.
  private typealias Printed = (range: Range<Int>, readings: (Double, Double))

  private let text: String
  private var found: [Printed] = []

  /// Reads all numbers of a text; linear in its length.
  init(_ text: String) {
    var text = text
    var found: [Printed] = []
    text.withUTF8 { bytes in
      let line = Digits(bytes: bytes)
      var index = 0
      while index < bytes.count {
        guard bytes[index].isASCIIDigit else {
          index += 1
          continue
        }
        let start = index
        var blanks: [Range<Int>] = []
        while index < bytes.count {
          if bytes[index].isASCIIDigit {
            index += 1
            continue
          }
          guard let mark = line.separator(at: index) else { break }
          if mark.isBlank { blanks.append(index..<(index + mark.length)) }
          index += mark.length
        }
        found.append((start..<index, line.readings(start..<index)))
        // "2 100" may be one number or two.
        guard !blanks.isEmpty else { continue }
        for part in zip([start] + blanks.map(\.upperBound), blanks.map(\.lowerBound) + [index]) {
          found.append((part.0..<part.1, line.readings(part.0..<part.1)))
        }
      }
    }
    self.found = found
    self.text = text
  }

  /// The first place of a number; its sign does not count.
  func span(of number: Double) -> Span? {
    let wanted = abs(number)
    func isIt(_ reading: Double) -> Bool { abs(reading - wanted) <= 1e-12 * wanted }
    guard let place = found.first(where: { isIt($0.readings.0) || isIt($0.readings.1) }) else {
      return nil
    }
    return Span(bytes: place.range, of: text)
  }
}

/// Digits and what may stand between them.
private struct Digits {
  let bytes: UnsafeBufferPointer<UInt8>

  /// A separator between two digits; a blank only before a group of three, as columns of a table
  /// are parted by blanks too.
  func separator(at index: Int) -> (length: Int, isBlank: Bool)? {
    let mark: (length: Int, isBlank: Bool)
    switch (byte(index), byte(index + 1), byte(index + 2)) {
    case (UInt8(ascii: "."), _, _), (UInt8(ascii: ","), _, _), (UInt8(ascii: "'"), _, _):
      mark = (1, false)
    case (0xE2, 0x80, 0x99): mark = (3, false)
    case (0x20, _, _), (0x09...0x0D, _, _): mark = (1, true)
    // The blanks of Unicode that part groups of digits.
    case (0xC2, 0xA0, _): mark = (2, true)
    case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xAF): mark = (3, true)
    default: return nil
    }
    let next = index + mark.length
    guard byte(index - 1).isASCIIDigit, byte(next).isASCIIDigit else { return nil }
    let isGroup =
      byte(next + 1).isASCIIDigit && byte(next + 2).isASCIIDigit && !byte(next + 3).isASCIIDigit
    return !mark.isBlank || isGroup ? mark : nil
  }

  private func byte(_ index: Int) -> UInt8 { bytes.indices.contains(index) ? bytes[index] : 0 }

  /// What a printed number may mean.
  func readings(_ range: Range<Int>) -> (Double, Double) {
    let mark = bytes[range].lastIndex { !$0.isASCIIDigit }
    let hasFraction =
      mark.map { bytes[$0] == UInt8(ascii: ".") || bytes[$0] == UInt8(ascii: ",") } ?? false
    var whole: UInt64 = 0
    var count = 0
    for byte in bytes[range] where byte.isASCIIDigit {
      count += 1
      if count <= 15 { whole = whole * 10 + UInt64(byte - UInt8(ascii: "0")) }
    }
    guard count <= 15 else { return spelt(range, mark: hasFraction ? mark : nil) }
    let plain = Double(whole)
    guard hasFraction, let mark else { return (plain, plain) }
    // A quotient of numbers that a double holds exactly is rounded but once.
    return (plain / Self.powers[range.upperBound - 1 - mark], plain)
  }

  private static let powers: [Double] = (0...15).map { power in
    (0..<power).reduce(1.0) { product, _ in product * 10 }
  }

  /// The same for numbers of many digits.
  private func spelt(_ range: Range<Int>, mark: Int?) -> (Double, Double) {
    let plain = bytes[range].filter(\.isASCIIDigit)
    var text = plain
    if let mark { text.insert(UInt8(ascii: "."), at: plain.count - (range.upperBound - 1 - mark)) }
    func number(_ digits: [UInt8]) -> Double {
      Double(String(decoding: digits, as: UTF8.self)) ?? .infinity
    }
    return (number(text), number(plain))
  }
}

extension Span {
  /// The span of bytes of a text's UTF-8.
  init(bytes range: Range<Int>, of text: String) {
    var text = text
    let (start, length) = text.withUTF8 { bytes in
      (Self.scalars(bytes[..<range.lowerBound]), Self.scalars(bytes[range]))
    }
    self.init(start: start, end: start + length)
  }

  /// How many Unicode scalars bytes of UTF-8 hold.
  private static func scalars(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    var count = 0
    for byte in UnsafeBufferPointer(rebasing: bytes) { count &+= byte & 0xC0 == 0x80 ? 0 : 1 }
    return count
  }
}
