/// What is wrong with the value of a field, in words that a proposer can learn from.
///
/// It is made from the expected and the predicted value alone, without a model.
struct FieldFeedback: Hashable {
  /// How a value is wrong.
  enum Kind: String, CaseIterable {
    /// Expected, but absent; of a list: too few items.
    case missing
    /// Given, but nothing was expected; of a list: too many items.
    case hallucinated
    /// Another label than the expected one.
    case wrongLabel = "wrong label"
    /// The same day, number or words, written in another way.
    case wrongFormat = "wrong format"
    /// The expected value with more around it.
    case tooLong = "too long"
    /// A part of the expected value.
    case tooShort = "too short"
    /// Anything else.
    case wrongValue = "wrong value"
  }

  /// The field.
  let path: FieldPath
  /// How it is wrong.
  let kind: Kind
  /// The values; of lists the items that the other one does not have.
  let expected, predicted: JSONValue

  /// Longer texts are compared up to here, in characters.
  private static let longestText = 2_000
  /// How much of a value is shown, in characters.
  private static let shownLength = 160

  /// Compares a value with the expected one; nil when there is nothing to tell them apart.
  init?(_ field: Field, expected: JSONValue?, predicted: JSONValue?) {
    path = field.path
    switch (Self.presence(expected), Self.presence(predicted)) {
    case (nil, nil): return nil
    case (let wanted?, nil): (kind, self.expected, self.predicted) = (.missing, wanted, .null)
    case (nil, let given?): (kind, self.expected, self.predicted) = (.hallucinated, .null, given)
    case (.array(let wanted)?, .array(let given)?):
      guard wanted != given else { return nil }
      let (known, found) = (Set(wanted), Set(given))
      let lacking = wanted.filter { !found.contains($0) }
      let extra = given.filter { !known.contains($0) }
      if lacking.isEmpty, extra.isEmpty {
        // The same items in another order, or more or less often.
        (self.expected, self.predicted) = (.array(wanted), .array(given))
      } else {
        (self.expected, self.predicted) = (.array(lacking), .array(extra))
      }
      if lacking.count == 1, extra.count == 1 {
        kind = Self.kind(field.node.items?.node ?? SchemaNode(), lacking[0], extra[0])
      } else if extra.isEmpty, wanted.count > given.count {
        kind = .missing
      } else if lacking.isEmpty, given.count > wanted.count {
        kind = .hallucinated
      } else {
        kind = lacking.isEmpty && extra.isEmpty ? .wrongFormat : .wrongValue
      }
    case (let wanted?, let given?):
      guard wanted != given else { return nil }
      (self.expected, self.predicted) = (wanted, given)
      kind = Self.kind(field.node, wanted, given)
    }
  }

  /// One line: the field, how it is wrong, both values.
  var text: String {
    func shown(_ value: JSONValue) -> String {
      let text = value.text()
      return text.count > Self.shownLength ? String(text.prefix(Self.shownLength)) + "…" : text
    }
    return "\(path): \(kind.rawValue): expected \(shown(expected)), got \(shown(predicted))"
  }

  /// What is wrong with an answered row, in the order of the schema; the scores decide what is wrong.
  static func all(in row: EvaluationRow, of schema: Schema) -> [FieldFeedback] {
    guard row.predicted != nil else { return [] }
    return schema.fields.compactMap { field in
      guard let score = row.fields[field.path], score.outcome != .right else { return nil }
      return row.feedback(field)
    }
  }

  // MARK: Two values that are there

  private static func presence(_ value: JSONValue?) -> JSONValue? {
    guard let value, !value.isNull, value.array?.isEmpty != true else { return nil }
    return value
  }

  private static func kind(_ node: SchemaNode, _ wanted: JSONValue, _ given: JSONValue) -> Kind {
    if let labels = node.labels, let label = given.string, labels.contains(label) {
      return .wrongLabel
    }
    guard wanted.object == nil, given.object == nil, wanted.bool == nil, given.bool == nil else {
      return .wrongValue
    }
    let (a, b) = (plain(wanted), plain(given))
    if let day = DateReader.read(a), let other = DateReader.read(b) {
      return day == other ? .wrongFormat : .wrongValue
    }
    if node.format == .date, !digits(a).isEmpty, digits(a) == digits(b) { return .wrongFormat }
    let (x, y) = (MetricText.words(FoldedText.fold(a)), MetricText.words(FoldedText.fold(b)))
    guard !x.isEmpty, !y.isEmpty else { return .wrongValue }
    let hasLetters = a.contains(where: \.isLetter) && b.contains(where: \.isLetter)
    guard hasLetters else {
      if let number = number(a), let other = Self.number(b) {
        return number == other ? .wrongFormat : .wrongValue
      }
      return x.joined() == y.joined() ? .wrongFormat : .wrongValue
    }
    if x.joined() == y.joined() || x.sorted() == y.sorted() { return .wrongFormat }
    if stands(x, in: y) { return .tooLong }
    return stands(y, in: x) ? .tooShort : .wrongValue
  }

  private static func plain(_ value: JSONValue) -> String {
    String(MetricText.plain(value).prefix(longestText))
  }

  /// The one number that a text states.
  private static func number(_ text: String) -> Double? {
    guard case .number(let value) = NumberReader.read(text) else { return nil }
    return value.double
  }

  /// The runs of digits, sorted, without leading zeros.
  private static func digits(_ text: String) -> [Substring] {
    text.split { !$0.isASCII || !$0.isNumber }.map { $0.drop { $0 == "0" } }.sorted()
  }

  /// Whether words stand in a text one after the other; scripts without blanks are one long word.
  private static func stands(_ words: [String], in text: [String]) -> Bool {
    let (inner, outer) = (words.joined(separator: " "), text.joined(separator: " "))
    if inner.unicodeScalars.contains(where: { $0.value >= 0x2E80 }) {
      return outer.contains(inner)
    }
    return " \(outer) ".contains(" \(inner) ")
  }
}
