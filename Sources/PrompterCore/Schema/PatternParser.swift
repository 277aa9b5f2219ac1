/// Parses the part of ECMA-262 regular expressions that can be matched in linear time.
struct PatternParser {
  /// How deeply groups may be nested.
  static let maximumDepth = 50
  /// The largest count in `{m,n}`.
  static let maximumCount = 1_000

  private let source: [Unicode.Scalar]
  private var position = 0

  private init(_ source: String) {
    self.source = Array(source.unicodeScalars)
  }

  /// Parses a regular expression.
  static func parse(_ source: String) throws(PatternError) -> PatternNode {
    var parser = PatternParser(source)
    let node = try parser.choice(depth: 0)
    guard parser.position == parser.source.count else { throw PatternError("')' without '('") }
    return node
  }

  private var current: Unicode.Scalar? { position < source.count ? source[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    position += 1
    return true
  }

  private func isNext(_ text: String) -> Bool {
    source[position...].starts(with: text.unicodeScalars)
  }

  private mutating func choice(depth: Int) throws(PatternError) -> PatternNode {
    guard depth <= Self.maximumDepth else { throw PatternError("groups are nested too deeply") }
    var options = [try sequence(depth: depth)]
    while take("|") { options.append(try sequence(depth: depth)) }
    return options.count == 1 ? options[0] : .choice(options)
  }

  private mutating func sequence(depth: Int) throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      let atom = try atom(depth: depth)
      parts.append(try quantified(atom))
    }
    return .sequence(parts)
  }

  private mutating func atom(depth: Int) throws(PatternError) -> PatternNode {
    guard let scalar = current else { throw PatternError("the pattern ends too early") }
    switch scalar {
    case "^":
      position += 1
      return .start
    case "$":
      position += 1
      return .end
    case ".":
      position += 1
      return .scalar(.anyButNewline)
    case "(": return try group(depth: depth)
    case "[":
      position += 1
      return .scalar(try scalarClass())
    case "\\": return try escape()
    case "*", "+", "?": throw PatternError("nothing to repeat before '\(scalar)'")
    case "{":
      if bounds() != nil { throw PatternError("nothing to repeat before '{'") }
      position += 1
      return .scalar(ScalarSet([scalar.value...scalar.value]))
    default:
      position += 1
      return .scalar(ScalarSet([scalar.value...scalar.value]))
    }
  }

  private mutating func group(depth: Int) throws(PatternError) -> PatternNode {
    position += 1
    if take("?") {
      if isNext("=") || isNext("!") {
        throw PatternError("lookahead '(?\(source[position])' is not supported")
      }
      if isNext("<=") || isNext("<!") { throw PatternError("lookbehind '(?<' is not supported") }
      if take(":") {
        // A group without a number: nothing more to read.
      } else if take("<") || isNext("P<") {
        while let scalar = current, scalar != ">" {
          position += 1
          if scalar == ")" { throw PatternError("the name of a group is not closed") }
        }
        guard take(">") else { throw PatternError("the name of a group is not closed") }
      } else {
        throw PatternError("flags in a group '(?' are not supported")
      }
    }
    let node = try choice(depth: depth + 1)
    guard take(")") else { throw PatternError("'(' is not closed") }
    return node
  }

  private mutating func quantified(_ node: PatternNode) throws(PatternError) -> PatternNode {
    let least: Int
    let most: Int?
    switch current {
    case "*": (least, most) = (0, nil)
    case "+": (least, most) = (1, nil)
    case "?": (least, most) = (0, 1)
    case "{":
      guard let bounds = bounds() else { return node }
      (least, most) = (bounds.least, bounds.most)
      position = bounds.end - 1
    default: return node
    }
    position += 1
    guard least <= Self.maximumCount, most ?? 0 <= Self.maximumCount else {
      throw PatternError("a count above \(Self.maximumCount) is not supported")
    }
    if let most, most < least { throw PatternError("the counts in '{}' are out of order") }
    switch node {
    case .start, .end, .wordBoundary:
      throw PatternError("'^', '$' and '\\b' cannot be repeated")
    default: break
    }
    // Whether a repetition is lazy does not change whether there is a match.
    _ = take("?")
    return .repeated(node, least: least, most: most)
  }

  /// The counts of `{m}`, `{m,}` or `{m,n}` at the position; nil when the brace stands for itself.
  private func bounds() -> (least: Int, most: Int?, end: Int)? {
    var index = position + 1
    func number() -> Int? {
      let digits = source[index...].prefix { $0.isDigit }
      return digits.isEmpty ? nil : Int(String(String.UnicodeScalarView(digits.prefix(9))))
    }
    func skip() { while index < source.count, source[index].isDigit { index += 1 } }
    guard let least = number() else { return nil }
    skip()
    var most: Int? = least
    if index < source.count, source[index] == "," {
      index += 1
      most = number()
      skip()
    }
    guard index < source.count, source[index] == "}" else { return nil }
    return (least, most, index + 1)
  }

  private mutating func escape() throws(PatternError) -> PatternNode {
    position += 1
    guard let scalar = current else { throw PatternError("the pattern ends with '\\'") }
    switch scalar {
    case "b", "B":
      position += 1
      return .wordBoundary(scalar == "b")
    case "1"..."9": throw PatternError("back-reference '\\\(scalar)' is not supported")
    case "k": throw PatternError("back-reference '\\k' is not supported")
    default: return .scalar(try escapedSet())
    }
  }

  /// Reads what stands behind a backslash and means one scalar.
  private mutating func escapedSet() throws(PatternError) -> ScalarSet {
    guard let scalar = current else { throw PatternError("the pattern ends with '\\'") }
    position += 1
    func negated(_ set: ScalarSet) -> ScalarSet {
      var set = set
      set.isNegated = true
      return set
    }
    switch scalar {
    case "d": return .digits
    case "D": return negated(.digits)
    case "w": return .words
    case "W": return negated(.words)
    case "s": return .spaces
    case "S": return negated(.spaces)
    case "p", "P": return try category(isNegated: scalar == "P")
    default:
      let value = try escapedScalar(scalar)
      return ScalarSet([value...value])
    }
  }

  private mutating func category(isNegated: Bool) throws(PatternError) -> ScalarSet {
    var name = ""
    if take("{") {
      while let scalar = current, scalar != "}", name.count < 24 {
        name.unicodeScalars.append(scalar)
        position += 1
      }
      guard take("}") else { throw PatternError("'\\p{' is not closed") }
    }
    guard let set = ScalarSet(category: name, isNegated: isNegated) else {
      throw PatternError("the Unicode property '\\p{\(name)}' is not supported")
    }
    return set
  }

  private mutating func escapedScalar(_ scalar: Unicode.Scalar) throws(PatternError) -> UInt32 {
    switch scalar {
    case "t": return 0x09
    case "n": return 0x0A
    case "v": return 0x0B
    case "f": return 0x0C
    case "r": return 0x0D
    case "0":
      if let next = current, next.isDigit { throw PatternError("octal escapes are not supported") }
      return 0
    case "c":
      guard let letter = current, letter.isASCII, letter.properties.isAlphabetic else {
        throw PatternError("'\\c' without a letter")
      }
      position += 1
      return letter.value % 32
    case "x": return try hexadecimal(2)
    case "u": return try unicodeEscape()
    default:
      guard !scalar.isASCII || !scalar.properties.isAlphabetic && !scalar.isDigit else {
        throw PatternError("the escape '\\\(scalar)' is not supported")
      }
      return scalar.value
    }
  }

  private mutating func unicodeEscape() throws(PatternError) -> UInt32 {
    if take("{") {
      let digits = source[position...].prefix(7).prefix { $0 != "}" }
      position += digits.count
      guard take("}"), let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16),
        Unicode.Scalar(value) != nil
      else { throw PatternError("'\\u{' names no character") }
      return value
    }
    let high = try hexadecimal(4)
    guard 0xD800..<0xE000 ~= high else { return high }
    guard high < 0xDC00, take("\\"), take("u") else {
      throw PatternError("half a surrogate pair is no character")
    }
    let low = try hexadecimal(4)
    guard 0xDC00..<0xE000 ~= low else {
      throw PatternError("half a surrogate pair is no character")
    }
    return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
  }

  private mutating func hexadecimal(_ count: Int) throws(PatternError) -> UInt32 {
    let digits = source[position...].prefix(count)
    guard digits.count == count, digits.allSatisfy({ $0.properties.isASCIIHexDigit }),
      let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16)
    else { throw PatternError("\(count) hexadecimal digits are missing") }
    position += count
    return value
  }

  /// Reads a class up to its closing bracket.
  private mutating func scalarClass() throws(PatternError) -> ScalarSet {
    var set = ScalarSet()
    let isNegated = take("^")
    while let scalar = current, scalar != "]" {
      let (low, lowSet) = try classMember()
      guard let low, current == "-", position + 1 < source.count, source[position + 1] != "]" else {
        set.formUnion(lowSet)
        continue
      }
      position += 1
      let (high, highSet) = try classMember()
      if let high {
        guard low <= high else { throw PatternError("a range in '[]' is out of order") }
        set.insert(low...high)
      } else {
        set.formUnion(lowSet)
        set.insert(0x2D...0x2D)
        set.formUnion(highSet)
      }
    }
    guard take("]") else { throw PatternError("'[' is not closed") }
    set.isNegated = isNegated
    return set
  }

  /// Reads one scalar (its value is given) or one escape that means many.
  private mutating func classMember() throws(PatternError) -> (value: UInt32?, set: ScalarSet) {
    guard let scalar = current else { throw PatternError("'[' is not closed") }
    position += 1
    guard scalar == "\\" else { return (scalar.value, ScalarSet([scalar.value...scalar.value])) }
    guard let next = current else { throw PatternError("the pattern ends with '\\'") }
    switch next {
    case "d", "D", "w", "W", "s", "S", "p", "P": return (nil, try escapedSet())
    case "b":
      position += 1
      return (8, ScalarSet([8...8]))
    default:
      position += 1
      let value = try escapedScalar(next)
      return (value, ScalarSet([value...value]))
    }
  }
}
