/// What in a document hints at a field without being its value.
struct SourceCues: Sendable {
  /// The labels that the schema lists, folded, with a blank around.
  private let labels: [String: String]
  /// The first letters of the words of the field's name.
  private let name: [String]

  /// So many labels are looked for in a document.
  private static let mostLabels = 64

  init(_ field: Field) {
    let labels = field.node.labels ?? []
    self.labels =
      labels.count <= Self.mostLabels
      ? Dictionary(
        labels.map { ($0, SourceWords.folded($0)) }, uniquingKeysWith: { first, _ in first })
      : [:]
    name = Self.words(of: field.path)
  }

  /// The share of the words of the field's name that a document has; 0 for a name without words.
  func named(in source: SourceWords) -> Double {
    guard !name.isEmpty else { return 0 }
    return Double(name.count { source.hasWord(beginning: $0) }) / Double(name.count)
  }

  /// Whether a document says another label, but not this one.
  func hasRival(of value: JSONValue?, in source: SourceWords) -> Bool {
    guard !labels.isEmpty else { return false }
    if let own = value?.string, source.says(SourceWords.folded(own)) { return false }
    return labels.contains { $0.key != value?.string && source.says($0.value) }
  }

  /// The words of a name such as `dueDate` or `due_date`, from three letters on, cut to five so that
  /// other forms of a word count.
  private static func words(of path: FieldPath) -> [String] {
    let key =
      path.steps.reversed().compactMap { step -> String? in
        if case .key(let name) = step { name } else { nil }
      }.first ?? ""
    var spaced = ""
    for character in key {
      if character.isUppercase { spaced.append(" ") }
      spaced.append(character)
    }
    return SourceWords.folded(spaced).split(separator: " ").filter { $0.count >= 3 }
      .map { String($0.prefix(SourceWords.stem)) }
  }
}

/// A document's words, to look cues up in.
struct SourceWords {
  /// So many letters tell words apart.
  static let stem = 5

  private let text: String

  init(_ text: String) {
    self.text = " " + Self.folded(text) + " "
  }

  /// Letters and digits in lower case, everything between as one blank.
  static func folded(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      FoldedSource.fold(scalar) { lower in
        if lower.isASCII {
          let byte = UInt8(ascii: lower)
          if byte.isASCIILetter || byte.isASCIIDigit { return bytes.append(byte) }
        } else if FoldedText.isLetterOrDigit(lower), let encoded = UTF8.encode(lower) {
          return bytes.append(contentsOf: encoded)
        }
        if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
      }
    }
    if bytes.last == 0x20 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether a word begins so.
  func hasWord(beginning: String) -> Bool { ByteSearch.holds(" \(beginning)", in: text) }

  /// Whether folded words stand in the document as whole words; scripts without blanks between
  /// words have no such bounds.
  func says(_ words: String) -> Bool {
    guard !words.isEmpty else { return false }
    return ByteSearch.holds(
      words.unicodeScalars.allSatisfy { $0.value < 0x2E80 } ? " \(words) " : words, in: text)
  }
}
