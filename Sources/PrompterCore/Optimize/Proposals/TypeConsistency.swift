/// Whether a text about a field fits the type of its values.
enum TypeConsistency {
  /// What contradicts the schema, in a few words; nil when nothing does.
  ///
  /// It finds what models do write: labels that do not exist, other forms of dates, and units or
  /// words where a number belongs.
  static func fault(_ text: String, for field: Field) -> String? {
    let node = field.items ?? field.node
    if let labels = node.labels {
      let known = Set(labels.map { $0.lowercased() })
      for quoted in quoted(text) where !known.contains(quoted.lowercased()) && quoted != "null" {
        return "names a label that does not exist"
      }
    } else if node.isOnly(.boolean) {
      let quoted = quoted(text).map { $0.lowercased() }
      if quoted.contains(where: { ["yes", "no", "y", "n", "1", "0"].contains($0) }) {
        return "asks for another type"
      }
    } else if node.format == .date {
      if text.contains(/\b(?:DD|MM|D|M)[\/.\- ]+(?:DD|MM|D|M|YY|YYYY)\b(?![\/.\-])/),
        !text.contains("YYYY-MM-DD")
      {
        return "asks for another form of date"
      }
    } else if node.isOnly(.number) || node.isOnly(.integer) {
      let lowered = text.lowercased()
      if lowered.contains(/\b(?:with|include|including|keep)\s+(?:the\s+|its\s+)?(?:currency|unit)/)
        || lowered.contains(/\bas\s+(?:a\s+)?(?:string|words?|text)\b/)
      {
        return "asks for another type"
      }
    }
    return nil
  }

  /// What in a whole instruction contradicts the schema; nil when nothing does.
  ///
  /// A sentence that names a field of labels and quotes several words names its labels.
  static func fault(_ instruction: String, of schema: Schema) -> String? {
    let labels = schema.fields.filter { ($0.items ?? $0.node).labels != nil }
    guard !labels.isEmpty else { return nil }
    let known = Set(
      labels.flatMap { ($0.items ?? $0.node).labels ?? [] }.map { $0.lowercased() } + ["null"])
    let names = Set(schema.fields.map { $0.path.lastName.lowercased() })
    for sentence in instruction.split(whereSeparator: { ".;\n".contains($0) }) {
      let quotes = quoted(String(sentence)).map { $0.lowercased() }.filter { !names.contains($0) }
      guard quotes.count > 1, quotes.contains(where: { !known.contains($0) }) else { continue }
      let words = Set(MetricText.words(String(sentence)))
      let isAbout = labels.contains {
        words.isSuperset(of: MetricText.words($0.path.lastName))
      }
      if isAbout { return "names a label that does not exist" }
    }
    return nil
  }

  /// The texts between quotes, double or single; an apostrophe within a word is none.
  private static func quoted(_ text: String) -> [String] {
    text.matches(of: /["\u{201C}]([^"\u{201C}\u{201D}]{1,60})["\u{201D}]/).map { String($0.1) }
      + text.matches(of: /(?:^|[^\p{L}\p{N}])'([^'"]{1,60})'(?![\p{L}\p{N}])/).map { String($0.1) }
  }
}

extension FieldPath {
  /// The name of the field alone, without what it lies in.
  fileprivate var lastName: String {
    for step in steps.reversed() {
      if case .key(let name) = step { return name }
    }
    return ""
  }
}

extension Field {
  /// The node of the items of a list; nil for other fields.
  fileprivate var items: SchemaNode? { node.items?.node }
}
