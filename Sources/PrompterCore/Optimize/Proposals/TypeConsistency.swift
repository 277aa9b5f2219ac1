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

  /// The texts between double quotes.
  private static func quoted(_ text: String) -> [String] {
    text.matches(of: /["\u{201C}]([^"\u{201C}\u{201D}]{1,60})["\u{201D}]/).map { String($0.1) }
  }
}

extension Field {
  /// The node of the items of a list; nil for other fields.
  fileprivate var items: SchemaNode? { node.items?.node }
}
