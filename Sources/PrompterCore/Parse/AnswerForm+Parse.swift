extension AnswerForm {
  /// The record of a parsed answer, and the thought before it.
  func read(_ parsed: ParsedRecord) -> (record: ParsedRecord, reasoning: String?) {
    guard !isPlain else { return (parsed, nil) }
    var parsed = parsed
    let (value, reasoning) = parts(parsed.value)
    parsed.value = value
    if let thought {
      let path = FieldPath.root.key(thought)
      parsed.places[path] = nil
      parsed.repairs.removeAll { $0.path == path }
    }
    // It was held against the schema of the answer.
    parsed.violations = nil
    return (parsed, reasoning)
  }
}
