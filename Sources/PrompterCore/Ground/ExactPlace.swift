/// Finds words in a text just as they are, byte by byte: most values are copied from the text.
enum ExactPlace {
  /// What comparing may cost in vain, as a multiple of the text's length.
  private static let patience = 8

  /// The first place where words stand as whole words, or a number as a whole number.
  ///
  /// - Returns: nil when there is none, or when finding out takes a closer look.
  static func span(of words: String, in text: String, isNumber: Bool = false) -> Span? {
    var (needle, haystack) = (words, text)
    let range = needle.withUTF8 { needle in
      haystack.withUTF8 { place(of: needle, in: $0, isNumber) }
    }
    return range.map { Span(bytes: $0, of: text) }
  }

  /// Looks at sixteen places at a time; where the first and the last byte fit, compares the rest.
  ///
  /// The method is Muła's ("SIMD-friendly algorithms for substring searching", 2018).
  private static func place(
    of needle: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>, _ isNumber: Bool
  ) -> Range<Int>? {
    guard let first = needle.first, let last = needle.last, first > 0x20, last > 0x20,
      needle.count <= bytes.count
    else { return nil }
    let text = UnsafeRawBufferPointer(bytes)
    let lastStart = bytes.count - needle.count
    let (firsts, lasts) = (
      SIMD16<UInt8>(repeating: first), SIMD16<UInt8>(repeating: last)
    )
    var left = patience * bytes.count + needle.count
    var index = 0
    while index <= lastStart {
      if index + 16 + needle.count - 1 <= bytes.count {
        let heads = text.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
        let tails = text.loadUnaligned(
          fromByteOffset: index + needle.count - 1, as: SIMD16<UInt8>.self)
        if !any((heads .== firsts) .& (tails .== lasts)) {
          index += 16
          continue
        }
      }
      for start in index...min(index + 15, lastStart)
      where bytes[start] == first && bytes[start + needle.count - 1] == last {
        left -= needle.count
        guard left > 0 else { return nil }
        let range = start..<(start + needle.count)
        guard bytes[range].elementsEqual(needle) else { continue }
        guard let isWhole = isNumber ? isWholeNumber(range, bytes) : isWhole(range, bytes) else {
          return nil
        }
        if isWhole { return range }
      }
      index += 16
    }
    return nil
  }

  /// Whether words do not begin or end within a word; nil when that takes Unicode's tables.
  private static func isWhole(_ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
    func isBoundary(before index: Int) -> Bool? {
      guard index > 0, index < bytes.count else { return true }
      let sides = [bytes[index - 1], bytes[index]]
      if sides.contains(where: { $0 < 0x80 && !isWord($0) }) { return true }
      return sides.allSatisfy { $0 < 0x80 } ? false : nil
    }
    guard let start = isBoundary(before: range.lowerBound),
      let end = isBoundary(before: range.upperBound)
    else { return nil }
    return start && end
  }

  private static func isWord(_ byte: UInt8) -> Bool { byte.isASCIILetter || byte.isASCIIDigit }

  /// Whether digits are a whole number, nil when they may be a part of one.
  ///
  /// They are one when no digit, separator or blank next to them joins them with others.
  private static func isWholeNumber(
    _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool? {
    func byte(_ index: Int) -> UInt8 { bytes.indices.contains(index) ? bytes[index] : 0 }
    func joins(_ mark: UInt8, _ beyond: UInt8) -> Bool? {
      if mark.isASCIIDigit { return true }
      switch mark {
      case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "'"), 0x09...0x0D, 0x20:
        return beyond.isASCIIDigit ? nil : false
      default: return mark >= 0x80 ? nil : false
      }
    }
    guard let before = joins(byte(range.lowerBound - 1), byte(range.lowerBound - 2)),
      let after = joins(byte(range.upperBound), byte(range.upperBound + 1))
    else { return nil }
    return !before && !after
  }
}
