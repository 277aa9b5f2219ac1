/// How sure a model was of a choice among the values that a field may have.
///
/// Log-probabilities are those before the constraint on the answer, so that much of their mass may
/// lie on what was never possible. Here it is shared out again among what was.
struct LegalChoice {
  /// The JSON texts of all values, where there is a closed list of them.
  private let options: [[UInt8]]
  /// The bytes that a value may begin with.
  private let openings: Set<UInt8>

  /// Prepares the choice of a field's node, null aside; `isNullable` says whether null is one more.
  init(_ node: SchemaNode, isNullable: Bool) {
    var options: [JSONValue] = node.allowed ?? (node.isOnly(.boolean) ? [true, false] : [])
    if isNullable, !options.isEmpty, !options.contains(.null) { options.append(.null) }
    self.options = options.count > 1 ? options.map { $0.bytes() } : []
    openings = Self.openings(node, isNullable: isNullable)
  }

  /// The log-odds of the chosen value against the other possible ones.
  ///
  /// Of a closed list, that of its whole text, token by token up to where no other value is left;
  /// else that of the kind of value: null, a text, a number. Nil without tokens.
  func logit(of range: Range<Int>, in tokens: AnswerTokens) -> Double? {
    let spelling = tokens.overlapping(range)
    guard !spelling.isEmpty else { return nil }
    if !options.isEmpty, let mass = mass(of: range, spelling, tokens) {
      return LogProbability.logit(mass)
    }
    return kind(of: range, spelling, tokens)
  }

  /// The logarithm of the chosen option's share; nil when what was said is no option.
  private func mass(
    of range: Range<Int>, _ spelling: ArraySlice<Token>, _ tokens: AnswerTokens
  ) -> Double? {
    var total = 0.0
    for token in spelling {
      let start = max(token.range.lowerBound, range.lowerBound)
      let before = tokens.bytes(range.lowerBound..<start)
      let live = options.filter { $0.starts(with: before) }
      guard live.count > 1 else { return live.isEmpty ? nil : total }
      // The first token may begin with the blank before the value.
      let isFirst = token.range.lowerBound <= range.lowerBound
      var legal: [Double] = []
      for choice in tokens.choices(token) {
        let text = isFirst ? choice.text.drop { $0 <= 0x20 } : choice.text[...]
        guard !text.isEmpty else { continue }
        let fits = live.contains { option in
          let rest = option.dropFirst(before.count)
          return rest.starts(with: text) || text.starts(with: rest)
        }
        if fits { legal.append(choice.logProbability) }
      }
      guard !legal.isEmpty else { return nil }
      total += min(0, token.logProbability - LogProbability.sum(legal))
    }
    return total
  }

  /// The log-odds of how the value begins against the other ways.
  private func kind(
    of range: Range<Int>, _ spelling: ArraySlice<Token>, _ tokens: AnswerTokens
  ) -> Double? {
    guard let token = spelling.first,
      let chosen = tokens.bytes(range).first.map(Self.group)
    else { return nil }
    var (same, others, least) = ([Double](), [Double](), 0.0)
    for choice in tokens.choices(token) {
      least = min(least, choice.logProbability)
      guard let first = choice.text.first(where: { $0 > 0x20 }) else { continue }
      let group = Self.group(first)
      if group == chosen {
        same.append(choice.logProbability)
      } else if openings.contains(group) {
        others.append(choice.logProbability)
      }
    }
    guard openings.count > 1 else { return LogProbability.bound }
    // What is not listed is less likely than what is.
    let rest = others.isEmpty ? least : LogProbability.sum(others)
    return LogProbability.held(LogProbability.sum(same) - rest)
  }

  /// One byte for all ways to begin a number, and for both truths.
  private static func group(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): UInt8(ascii: "0")
    case UInt8(ascii: "f"): UInt8(ascii: "t")
    default: byte
    }
  }

  private static func openings(_ node: SchemaNode, isNullable: Bool) -> Set<UInt8> {
    var bytes: Set<UInt8> = isNullable ? [UInt8(ascii: "n")] : []
    let types = node.types.isEmpty ? Set(JSONType.allCases) : node.types
    for type in types {
      switch type {
      case .string: bytes.insert(UInt8(ascii: "\""))
      case .number, .integer: bytes.insert(UInt8(ascii: "0"))
      case .boolean: bytes.insert(UInt8(ascii: "t"))
      case .null: bytes.insert(UInt8(ascii: "n"))
      case .array: bytes.insert(UInt8(ascii: "["))
      case .object: bytes.insert(UInt8(ascii: "{"))
      }
    }
    return bytes
  }
}
