extension Coercer {
  /// The longest text that is searched for a word that says yes or no.
  private static let longestAnswer = 2_000

  /// Fits a value to a boolean.
  mutating func coerceBool(
    _ node: JSONNode, as target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    switch node.content {
    case .leaf(.bool(let value)): return leaf(node, .bool(value), at: path)
    case .leaf(.string(let text)):
      try countSteps(min(text.utf8.count, Self.longestAnswer) / 8, at: path)
      guard text.utf8.count <= Self.longestAnswer, let reading = Self.truth(of: text) else {
        throw ParseFailure(path: path, message: "must be true or false")
      }
      return mended(
        node, .bool(reading.value), by: .boolFromValue, at: path, penalty: reading.isWhole ? 1 : 2)
    case .leaf(let value):
      guard let number = value.double, number == 0 || number == 1 else {
        throw ParseFailure(path: path, message: "must be true or false")
      }
      return mended(node, .bool(number == 1), by: .boolFromValue, at: path, penalty: 1)
    case .array(let items):
      return try single(of: items, in: node, at: path) { coercer, item throws(ParseFailure) in
        try coercer.coerceBool(item, as: target, at: path)
      }
    case .object:
      throw ParseFailure(path: path, message: "must be true or false, is an object")
    }
  }

  /// What a text says: as a whole, or by the only such word in it.
  private static func truth(of text: String) -> (value: Bool, isWhole: Bool)? {
    let words = FoldedText.fold(text).split { !$0.isLetter && !$0.isNumber && $0 != "'" }
    if words.count == 1, words[0] == "1" || words[0] == "0" { return (words[0] == "1", true) }
    let isTrue = words.contains { $0 == "true" || $0 == "yes" }
    let isFalse = words.contains { $0 == "false" || $0 == "no" }
    guard isTrue != isFalse else { return nil }
    if words.count == 1 { return (isTrue, true) }
    // "not true" is no answer that a parser should turn round.
    guard !words.contains(where: { $0 == "not" || $0.hasSuffix("n't") }) else { return nil }
    return (isTrue, false)
  }
}
