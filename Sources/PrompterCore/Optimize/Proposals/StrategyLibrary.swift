/// Texts for fields that were written by hand: what takes over when no model writes better ones.
enum StrategyLibrary {
  /// Instructions to try beside the seed's.
  static func instructions(_ schema: Schema) -> [String] {
    [
      "Read the text and fill in the \(schema.title) record. Copy values exactly as they are "
        + "written. Use null for what the text does not say.",
      "Extract the \(schema.title) record. Look for each field in turn; take the value that "
        + "belongs to it, not a similar one.",
    ]
  }

  /// Guidance to try for a field: terse, with what absence means, with what it is not.
  static func guidance(for field: Field, seed: FieldGuidance) -> [FieldGuidance] {
    var rules: [[String]] = []
    let node = field.node
    if let labels = node.labels {
      let list = labels.map { "\"\($0)\"" }.joined(separator: ", ")
      rules.append(["Choose the one label of \(list) that fits the whole text"])
    } else if node.format == .date {
      rules.append(["Write it as YYYY-MM-DD whatever the text's style"])
      rules.append(["The day itself, not another day in the text; YYYY-MM-DD"])
    } else if node.isOnly(.number) || node.isOnly(.integer) {
      rules.append(["Digits only: no currency sign, no thousands separator"])
      rules.append(["The final figure, not a part of it; digits only"])
    } else if node.items != nil {
      rules.append([
        "One entry for each, in the order of the text; an empty list when there are none"
      ])
      rules.append(["Only what the text names; nothing twice"])
    } else if node.isOnly(.boolean) {
      rules.append(["true only when the text says so"])
    } else if node.isDerived {
      rules.append(["One short sentence in the words of the text"])
    } else {
      rules.append(["Copy it exactly as the text has it"])
      rules.append(["Only the value itself, without words around it"])
    }
    if field.isOptional { rules.append(["null when the text does not say"]) }
    return rules.map { FieldGuidance(description: seed.description, rules: $0) }
  }
}
