/// Finds the one number that a text states, and refuses to guess.
enum NumberReader {
  /// What a text states.
  enum Reading: Hashable {
    case number(JSONValue)
    case none
    case several
    /// Digits that can be read in two ways, such as `1.234,56` or `12k`.
    case ambiguous
  }

  /// The longest text that is read, in scalars.
  static let longestText = 10_000

  private static let multipliers: Set<String> = [
    "k", "m", "b", "t", "bn", "mn", "mio", "mrd", "hundred", "thousand", "million", "millions",
    "billion", "billions", "trillion", "dozen", "lakh", "crore",
  ]

  /// Reads the number in a text: `42`, `$3,000`, `Amount due: 12.50 EUR`, `45 %`, `1/2`,
  /// `(1,234)`, `2 450`.
  static func read(_ text: String) -> Reading {
    var scalars: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      scalars.append(plain(scalar))
      guard scalars.count <= longestText else { return .none }
    }
    trim(&scalars)
    if let fraction = fraction(scalars) { return fraction }
    var found: NumberToken?
    var index = 0
    while index < scalars.count {
      guard NumberToken.starts(at: index, in: scalars) else {
        index += 1
        continue
      }
      guard found == nil else { return .several }
      let token = NumberToken(at: index, in: scalars)
      found = token
      index = token.range.upperBound
    }
    guard let found else { return .none }
    guard let magnitude = found.magnitude,
      !multipliers.contains(word(from: found.range.upperBound, in: scalars)),
      let sign = sign(of: found.range, in: scalars)
    else { return .ambiguous }
    return .number(sign < 0 ? negated(magnitude) : magnitude)
  }

  /// Digits, signs and blanks of all kinds as ASCII; a narrow or hard space, which may part the
  /// thousands, becomes U+2009.
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0xFF10...0xFF19: Unicode.Scalar(scalar.value - 0xFF10 + 0x30) ?? scalar
    case 0x2212: "-"
    case 0xA0, 0x2009, 0x202F, 0x2007: "\u{2009}"
    case 0x2019: "'"
    default: scalar
    }
  }

  private static func trim(_ scalars: inout [Unicode.Scalar]) {
    func isEdge(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isWhitespace || scalar == ","
    }
    while let last = scalars.last, isEdge(last) { scalars.removeLast() }
    scalars = Array(scalars.drop { $0.properties.isWhitespace })
  }

  /// `a/b` and nothing else.
  private static func fraction(_ scalars: [Unicode.Scalar]) -> Reading? {
    let parts = scalars.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, scalars.count <= 40,
      scalars.allSatisfy({ $0.isDigit || ".-/ ".unicodeScalars.contains($0) })
    else { return nil }
    let numbers = parts.compactMap { part in
      Double(String(String.UnicodeScalarView(part.filter { $0 != " " })))
    }
    guard numbers.count == 2, numbers[1] != 0 else { return .ambiguous }
    let value = numbers[0] / numbers[1]
    return .number(Int(exactly: value).map(JSONValue.integer) ?? .number(value))
  }

  /// The word at an index, behind blanks, in lower case.
  private static func word(from index: Int, in scalars: [Unicode.Scalar]) -> String {
    let rest = scalars[index...].drop { $0 == " " || $0 == "\u{2009}" }
    let word = rest.prefix(12).prefix { $0.properties.isAlphabetic }
    return String(String.UnicodeScalarView(word)).lowercased()
  }

  /// 1 or -1; nil when a hyphen before the number may be a sign or not.
  private static func sign(of range: Range<Int>, in scalars: [Unicode.Scalar]) -> Int? {
    if scalars.first == "(", scalars.last == ")",
      !scalars.contains(where: { $0.properties.isAlphabetic })
    {
      return -1
    }
    var index = range.lowerBound - 1
    if index >= 0, isCurrency(scalars[index]) { index -= 1 }
    guard index >= 0 else { return 1 }
    if scalars[index] == " ", index == 1, scalars[0] == "-" { return nil }
    guard scalars[index] == "-" || scalars[index] == "\u{2013}" else { return 1 }
    guard index > 0 else { return -1 }
    let before = scalars[index - 1]
    if before.properties.isAlphabetic { return nil }
    return before.isDigit ? 1 : -1
  }

  private static func isCurrency(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .currencySymbol
  }

  private static func negated(_ value: JSONValue) -> JSONValue {
    switch value {
    case .integer(let number): .integer(-number)
    case .number(let number): .number(-number)
    default: value
    }
  }
}

extension Unicode.Scalar {
  /// Whether this is one of 0 to 9.
  var isDigit: Bool { ("0"..."9").contains(self) }
}
