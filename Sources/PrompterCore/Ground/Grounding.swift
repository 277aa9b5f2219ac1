/// Finds where in a document's text a value stands.
public struct Grounding: Sendable {
  /// The text, folded: each scalar lower-cased, runs of white space as one blank.
  private let folded: [Unicode.Scalar]
  /// For each folded scalar the offset of the scalar that it came from.
  private let origins: [Int]

  /// Prepares a text; linear in its length.
  public init(_ text: String) {
    let ascii = text.utf8.withContiguousStorageIfAvailable { bytes in
      bytes.allSatisfy { $0 < 0x80 } ? Self.fold(ascii: bytes) : nil
    }
    if let (folded, origins) = ascii ?? nil {
      self.folded = folded
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
    self.folded = folded
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
  private static func fold(_ scalar: Unicode.Scalar, _ take: (Unicode.Scalar) -> Void) {
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

  /// The first place of a value; nil when it is not in the text, or not a thing one looks up
  /// (null, a boolean, an array, an object).
  public func span(of value: JSONValue) -> Span? {
    switch value {
    case .string(let text):
      return span(of: text) ?? CalendarDate(iso: text).flatMap(span)
    case .integer, .number: return value.double.flatMap(span)
    case .null, .bool, .array, .object: return nil
    }
  }

  private func span(of text: String) -> Span? {
    var needle: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      Self.fold(scalar) { lower in
        if lower != " " || (!needle.isEmpty && needle.last != " ") { needle.append(lower) }
      }
    }
    while needle.last == " " { needle.removeLast() }
    return place(of: needle).map(span)
  }

  /// A number as people print it: with any thousands separator and either decimal mark.
  private func span(of number: Double) -> Span? {
    var index = 0
    while index < folded.count {
      guard isDigit(folded[index]) else {
        index += 1
        continue
      }
      let start = index
      while index < folded.count, isDigit(folded[index]) || continuesNumber(at: index) {
        index += 1
      }
      if means(start..<index, number) { return span(start..<index) }
      // "2 100" may be one number or two.
      for part in folded[start..<index].split(separator: " ") where part.count < index - start {
        let range = part.startIndex..<part.endIndex
        if means(range, number) { return span(range) }
      }
    }
    return nil
  }

  private func means(_ range: Range<Int>, _ number: Double) -> Bool {
    let wanted = abs(number)
    return readings(of: folded[range]).contains { abs($0 - wanted) <= 1e-12 * wanted }
  }

  /// A separator between two digits; a blank only before a group of three, as columns of a table
  /// are parted by blanks too.
  private func continuesNumber(at index: Int) -> Bool {
    guard index > 0, index + 1 < folded.count, isDigit(folded[index - 1]),
      isDigit(folded[index + 1])
    else { return false }
    if folded[index] == " " {
      return index + 3 < folded.count && isDigit(folded[index + 2]) && isDigit(folded[index + 3])
        && !(index + 4 < folded.count && isDigit(folded[index + 4]))
    }
    switch folded[index] {
    case ".", ",", "'", "’": return true
    default: return false
    }
  }

  /// What a printed number may mean: the last mark is the decimal one, or all are separators.
  private func readings(of digits: ArraySlice<Unicode.Scalar>) -> [Double] {
    var text = ""
    var plain = ""
    let mark = digits.lastIndex { !isDigit($0) }
    for (index, scalar) in zip(digits.indices, digits) {
      if isDigit(scalar) {
        text.unicodeScalars.append(scalar)
        plain.unicodeScalars.append(scalar)
      } else if index == mark, scalar == "." || scalar == "," {
        text.append(".")
      }
    }
    return [Double(text), Double(plain)].compactMap { $0 }
  }

  /// A day in one of the usual styles.
  private func span(of date: CalendarDate) -> Span? {
    let months = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    let month = months[date.month - 1]
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var styles: [String] = []
    for name in [month, String(month.prefix(3))] {
      styles += ["\(date.day) \(name) \(date.year)", "\(two(date.day)) \(name) \(date.year)"]
      styles += ["\(name) \(date.day), \(date.year)", "\(name) \(two(date.day)), \(date.year)"]
      styles += ["\(date.day). \(name) \(date.year)", "\(date.day)-\(name)-\(date.year)"]
    }
    for separator in ["/", ".", "-"] {
      let (day, month) = (two(date.day), two(date.month))
      styles += [
        [day, month, "\(date.year)"], ["\(date.day)", "\(date.month)", "\(date.year)"],
        ["\(date.year)", month, day], [month, day, "\(date.year)"],
        [day, month, two(date.year % 100)],
      ].map { $0.joined(separator: separator) }
    }
    return styles.lazy.compactMap { self.place(of: Array($0.unicodeScalars)).map(self.span) }.first
  }

  /// Where a needle stands; linear in the text (Knuth, Morris and Pratt 1977).
  private func place(of needle: [Unicode.Scalar]) -> Range<Int>? {
    guard !needle.isEmpty, needle.count <= folded.count else { return nil }
    var fallback = [0]
    var matched = 0
    for index in needle.indices.dropFirst() {
      while matched > 0, needle[index] != needle[matched] { matched = fallback[matched - 1] }
      if needle[index] == needle[matched] { matched += 1 }
      fallback.append(matched)
    }
    matched = 0
    for index in folded.indices {
      while matched > 0, folded[index] != needle[matched] { matched = fallback[matched - 1] }
      if folded[index] == needle[matched] { matched += 1 }
      guard matched == needle.count else { continue }
      let start = index + 1 - matched
      // A whole word or number, not a part of one.
      if isBoundary(before: start), isBoundary(before: index + 1) { return start..<(index + 1) }
      matched = fallback[matched - 1]
    }
    return nil
  }

  private func isBoundary(before index: Int) -> Bool {
    guard index > 0, index < folded.count else { return true }
    return !(isWord(folded[index - 1]) && isWord(folded[index]))
  }

  private func isWord(_ scalar: Unicode.Scalar) -> Bool {
    // Scripts without spaces between words have no such boundary.
    switch scalar.value {
    case 0x61...0x7A, 0x30...0x39: true
    case 0..<0x80: false
    default: scalar.value < 0x2E80 && scalar.properties.isAlphabetic
    }
  }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool { 0x30...0x39 ~= scalar.value }

  private func span(_ range: Range<Int>) -> Span {
    Span(start: origins[range.lowerBound], end: origins[range.upperBound - 1] + 1)
  }
}
