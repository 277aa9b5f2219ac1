/// Finds bytes in bytes.
enum ByteSearch {
  /// Whether a text holds another one, byte by byte.
  ///
  /// Looks at sixteen places at a time; where the first and the last byte fit, compares the rest.
  static func holds(_ part: String, in text: String) -> Bool {
    var (text, part) = (text, part)
    return text.withUTF8 { text in part.withUTF8 { place(of: $0, in: text) != nil } }
  }

  private static func place(
    of part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    guard let first = part.first, let last = part.last, part.count <= text.count else { return nil }
    let bytes = UnsafeRawBufferPointer(text)
    let lastStart = text.count - part.count
    let (firsts, lasts) = (SIMD16<UInt8>(repeating: first), SIMD16<UInt8>(repeating: last))
    var index = 0
    while index <= lastStart {
      if index + 16 + part.count - 1 <= text.count {
        let heads = bytes.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
        let tails = bytes.loadUnaligned(
          fromByteOffset: index + part.count - 1, as: SIMD16<UInt8>.self)
        if !any((heads .== firsts) .& (tails .== lasts)) {
          index += 16
          continue
        }
      }
      for start in index...min(index + 15, lastStart)
      where text[start] == first && text[start..<(start + part.count)].elementsEqual(part) {
        return start
      }
      index += 16
    }
    return nil
  }
}
