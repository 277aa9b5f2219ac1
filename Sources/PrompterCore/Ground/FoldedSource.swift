/// A document's text in lower case, each run of white space as one blank, to look values up in.
struct FoldedSource: Sendable {
  /// The folded text.
  let scalars: [Unicode.Scalar]
  /// For each folded scalar the offset of the scalar that it came from.
  private let origins: [Int]

  /// Folds a text; linear in its length.
  init(_ text: String) {
    let ascii = text.utf8.withContiguousStorageIfAvailable { bytes in
      bytes.allSatisfy { $0 < 0x80 } ? Self.fold(ascii: bytes) : nil
    }
    if let (folded, origins) = ascii ?? nil {
      scalars = folded
      self.origins = origins
      return
    }
    var folded: [Unicode.Scalar] = []
    var origins: [Int] = []
    folded.reserveCapacity(text.utf8.count)
    origins.reserveCapacity(text.utf8.count)
    var offset = 0
    for scalar in text.unicodeScalars {
      Self.fold(scalar) { lower in
        if lower == " ", folded.last == " " { return }
        folded.append(lower)
        origins.append(offset)
      }
      offset += 1
    }
    scalars = folded
    self.origins = origins
  }

  /// The same for a text of ASCII, byte by byte: most texts, and several times as fast.
  private static func fold(ascii bytes: UnsafeBufferPointer<UInt8>) -> ([Unicode.Scalar], [Int]) {
    var count = 0
    var origins: [Int] = []
    let folded = [Unicode.Scalar](unsafeUninitializedCapacity: bytes.count) { folded, folds in
      origins = [Int](unsafeUninitializedCapacity: bytes.count) { origins, places in
        var isBlank = false
        for index in bytes.indices {
          var byte = bytes[index]
          if 0x09...0x0D ~= byte { byte = 0x20 }
          if 0x41...0x5A ~= byte { byte += 0x20 }
          if byte == 0x20, isBlank { continue }
          isBlank = byte == 0x20
          folded.initializeElement(at: count, to: Unicode.Scalar(byte))
          origins.initializeElement(at: count, to: index)
          count += 1
        }
        places = count
      }
      folds = count
    }
    return (folded, origins)
  }

  /// A scalar in lower case, white space as a blank.
  static func fold(_ scalar: Unicode.Scalar, _ take: (Unicode.Scalar) -> Void) {
    switch scalar.value {
    case 0x41...0x5A: take(Unicode.Scalar(UInt8(scalar.value) + 0x20))
    case 0x20...0x7E: take(scalar)
    case 0x09...0x0D: take(" ")
    default:
      // The properties of other scalars are looked up in Unicode's tables.
      if scalar.properties.isWhitespace { return take(" ") }
      for lower in scalar.properties.lowercaseMapping.unicodeScalars { take(lower) }
    }
  }

  /// Where a value's text stands; nil when it does not.
  func span(of text: String) -> Span? {
    var needle: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      Self.fold(scalar) { lower in
        if lower != " " || (!needle.isEmpty && needle.last != " ") { needle.append(lower) }
      }
    }
    while needle.last == " " { needle.removeLast() }
    return place(of: needle).map(span)
  }

  /// The span of folded scalars in the document.
  func span(_ range: Range<Int>) -> Span {
    Span(start: origins[range.lowerBound], end: origins[range.upperBound - 1] + 1)
  }

  /// Where a needle stands; linear in the text (Knuth, Morris and Pratt 1977).
  private func place(of needle: [Unicode.Scalar]) -> Range<Int>? {
    guard !needle.isEmpty, needle.count <= scalars.count else { return nil }
    var fallback = [0]
    var matched = 0
    for index in needle.indices.dropFirst() {
      while matched > 0, needle[index] != needle[matched] { matched = fallback[matched - 1] }
      if needle[index] == needle[matched] { matched += 1 }
      fallback.append(matched)
    }
    matched = 0
    for index in scalars.indices {
      while matched > 0, scalars[index] != needle[matched] { matched = fallback[matched - 1] }
      if scalars[index] == needle[matched] { matched += 1 }
      guard matched == needle.count else { continue }
      let start = index + 1 - matched
      // A whole word or number, not a part of one.
      if isBoundary(before: start), isBoundary(before: index + 1) { return start..<(index + 1) }
      matched = fallback[matched - 1]
    }
    return nil
  }

  private func isBoundary(before index: Int) -> Bool {
    guard index > 0, index < scalars.count else { return true }
    return !(isWord(scalars[index - 1]) && isWord(scalars[index]))
  }

  private func isWord(_ scalar: Unicode.Scalar) -> Bool {
    // Scripts without spaces between words have no such boundary.
    switch scalar.value {
    case 0x61...0x7A, 0x30...0x39: true
    case 0..<0x80: false
    default: scalar.value < 0x2E80 && scalar.properties.isAlphabetic
    }
  }
}
