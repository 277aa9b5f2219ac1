/// The digits of one number in a text, with the marks between them.
struct NumberToken {
  /// Where it stands, without its sign.
  let range: Range<Int>
  /// Its value without sign; nil when the marks can be read in two ways.
  let magnitude: JSONValue?

  /// Whether a number starts at an index that is not within one.
  static func starts(at index: Int, in text: [Unicode.Scalar]) -> Bool {
    if text[index].isDigit { return true }
    guard text[index] == ".", index + 1 < text.count, text[index + 1].isDigit else { return false }
    return index == 0 || !text[index - 1].properties.isAlphabetic
  }

  /// Reads the number that starts at an index.
  init(at start: Int, in text: [Unicode.Scalar]) {
    var end = start
    while end < text.count {
      if text[end].isDigit {
        end += 1
      } else if Self.joins(at: end, from: start, in: text) {
        end += 1
      } else {
        break
      }
    }
    let digits = text[start..<end]
    var exponent: ArraySlice<Unicode.Scalar> = []
    if digits.allSatisfy({ $0.isDigit || $0 == "." }) {
      exponent = Self.exponent(at: end, in: text)
      // "5." is a number when nothing follows the point.
      if end + 1 == text.count, text[end] == "." { end += 1 }
    }
    range = start..<end + exponent.count
    magnitude = Self.value(of: digits, exponent: exponent)
  }

  /// Whether a mark between digits belongs to the number.
  private static func joins(at index: Int, from start: Int, in text: [Unicode.Scalar]) -> Bool {
    guard index + 1 < text.count, text[index + 1].isDigit,
      index == start || text[index - 1].isDigit
    else { return false }
    switch text[index] {
    case ".", ",", "_", "'": return true
    case "\u{2009}": return isGroup(after: index, in: text)
    // An ordinary space parts thousands only in a text that is nothing but a number.
    case " ": return isGroup(after: index, in: text) && isBare(text)
    default: return false
    }
  }

  private static func isGroup(after index: Int, in text: [Unicode.Scalar]) -> Bool {
    guard index + 3 < text.count, text[index + 1...index + 3].allSatisfy(\.isDigit) else {
      return false
    }
    return index + 4 >= text.count || !text[index + 4].isDigit
  }

  private static func isBare(_ text: [Unicode.Scalar]) -> Bool {
    text.count <= 40 && text.allSatisfy { $0.isDigit || " .,-".unicodeScalars.contains($0) }
  }

  private static func exponent(
    at index: Int, in text: [Unicode.Scalar]
  ) -> ArraySlice<Unicode.Scalar> {
    guard index < text.count, text[index] == "e" || text[index] == "E" else { return [] }
    var end = index + 1
    if end < text.count, text[end] == "+" || text[end] == "-" { end += 1 }
    let digits = end
    while end < text.count, text[end].isDigit { end += 1 }
    return end > digits ? text[index..<end] : []
  }

  private static func value(
    of digits: ArraySlice<Unicode.Scalar>, exponent: ArraySlice<Unicode.Scalar>
  ) -> JSONValue? {
    var marks: [Unicode.Scalar] = []
    var runs: [Int] = [0]
    for scalar in digits {
      if scalar.isDigit {
        runs[runs.count - 1] += 1
      } else {
        marks.append(scalar)
        runs.append(0)
      }
    }
    guard let decimals = decimalMarks(marks, runs) else { return nil }
    var text = String.UnicodeScalarView()
    var mark = 0
    for scalar in digits {
      if scalar.isDigit {
        text.append(scalar)
      } else {
        if mark >= marks.count - decimals { text.append(".") }
        mark += 1
      }
    }
    if text.first == "." { text.insert("0", at: text.startIndex) }
    text.append(contentsOf: exponent)
    if decimals == 0, exponent.isEmpty, let whole = Int(String(text)) { return .integer(whole) }
    guard let number = Double(String(text)), number.isFinite else { return nil }
    return .number(number)
  }

  /// How many of the marks, 0 or 1, are before decimals, all others being between groups of three
  /// digits; nil when that is not certain.
  private static func decimalMarks(_ marks: [Unicode.Scalar], _ runs: [Int]) -> Int? {
    guard let last = marks.last else { return 0 }
    let groups = marks.dropLast()
    func areGroups(_ count: Int) -> Bool {
      (1...3).contains(runs[0]) && runs[1...count].allSatisfy { $0 == 3 }
    }
    if Set(marks) == ["_"] { return 0 }
    if marks.count == 1 {
      switch last {
      case ".": return 1
      default: return areGroups(1) ? 0 : nil
      }
    }
    let separators = Set(groups)
    guard separators.count == 1, let separator = separators.first else { return nil }
    if separator == last { return separator != "." && areGroups(marks.count) ? 0 : nil }
    guard areGroups(groups.count) else { return nil }
    switch (separator, last) {
    case (",", "."), ("\u{2009}", "."), ("\u{2009}", ","), (" ", "."), (" ", ","), ("'", "."):
      return 1
    case ("_", "."): return 1
    default: return nil
    }
  }
}
