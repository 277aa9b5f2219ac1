/// The numbers that a text prints, with any thousands separator and either decimal mark.
struct PrintedNumbers: Sendable {
  /// A stretch of digits and separators, and what it may mean.
  private struct Printed {
    let span: Span
    /// With the last mark as the decimal one, and with all as separators.
    let readings: (Double, Double)
  }

  private var found: [Printed] = []

  /// Reads all numbers of a text; linear in its length.
  init(_ text: FoldedSource) {
    let scalars = text.scalars
    var index = 0
    while index < scalars.count {
      guard scalars[index].isDigit else {
        index += 1
        continue
      }
      let start = index
      while index < scalars.count,
        scalars[index].isDigit || Self.continuesNumber(at: index, scalars)
      {
        index += 1
      }
      add(start..<index, text)
      // "2 100" may be one number or two.
      guard scalars[start..<index].contains(" ") else { continue }
      for part in scalars[start..<index].split(separator: " ") {
        add(part.startIndex..<part.endIndex, text)
      }
    }
  }

  /// The first place of a number; its sign does not count.
  func span(of number: Double) -> Span? {
    let wanted = abs(number)
    func isIt(_ reading: Double) -> Bool { abs(reading - wanted) <= 1e-12 * wanted }
    return found.first { isIt($0.readings.0) || isIt($0.readings.1) }?.span
  }

  private mutating func add(_ range: Range<Int>, _ text: FoldedSource) {
    found.append(Printed(span: text.span(range), readings: Self.readings(text.scalars[range])))
  }

  /// A separator between two digits; a blank only before a group of three, as columns of a table
  /// are parted by blanks too.
  private static func continuesNumber(at index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
    guard index > 0, index + 1 < scalars.count, scalars[index - 1].isDigit,
      scalars[index + 1].isDigit
    else { return false }
    if scalars[index] == " " {
      return index + 3 < scalars.count && scalars[index + 2].isDigit && scalars[index + 3].isDigit
        && !(index + 4 < scalars.count && scalars[index + 4].isDigit)
    }
    switch scalars[index] {
    case ".", ",", "'", "’": return true
    default: return false
    }
  }

  /// What a printed number may mean.
  private static func readings(_ digits: ArraySlice<Unicode.Scalar>) -> (Double, Double) {
    let mark = digits.lastIndex { !$0.isDigit }
    let hasFraction = mark.map { digits[$0] == "." || digits[$0] == "," } ?? false
    var whole: UInt64 = 0
    var count = 0
    for scalar in digits where scalar.isDigit {
      count += 1
      if count <= 18 { whole = whole * 10 + UInt64(scalar.value - 0x30) }
    }
    guard count <= 15 else { return spelt(digits, mark: hasFraction ? mark : nil) }
    let plain = Double(whole)
    guard hasFraction, let mark else { return (plain, plain) }
    // A quotient of numbers that a double holds exactly is rounded but once.
    return (plain / powers[digits.endIndex - 1 - mark], plain)
  }

  private static let powers: [Double] = (0...15).map { power in
    (0..<power).reduce(1.0) { product, _ in product * 10 }
  }

  /// The same for numbers of many digits.
  private static func spelt(
    _ digits: ArraySlice<Unicode.Scalar>, mark: Int?
  ) -> (Double, Double) {
    var (text, plain) = ("", "")
    for (index, scalar) in zip(digits.indices, digits) {
      if scalar.isDigit {
        text.unicodeScalars.append(scalar)
        plain.unicodeScalars.append(scalar)
      } else if index == mark {
        text.append(".")
      }
    }
    return (Double(text) ?? .infinity, Double(plain) ?? .infinity)
  }
}
