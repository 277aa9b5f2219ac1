/// A worked example that is shown in the prompt.
public struct Demonstration: Hashable, Sendable {
  /// The document's text.
  public var input: String
  /// The right record.
  public var expected: JSONValue
  /// What to think before writing it, for answers that begin with a thought; nil for nothing.
  public var reasoning: String?

  /// Makes a demonstration.
  public init(input: String, expected: JSONValue, reasoning: String? = nil) {
    self.input = input
    self.expected = expected
    self.reasoning = reasoning
  }

  /// Makes a demonstration of a labelled example; nil without a label, and for pictures, which are
  /// not shown as examples.
  public init?(_ example: Example) {
    guard let expected = example.expected, example.document.images.isEmpty else { return nil }
    self.init(input: example.document.text, expected: expected)
  }
}

/// What the prompt says about one field.
public struct FieldGuidance: Hashable, Sendable {
  /// What the field holds.
  public var description: String
  /// Rules for hard cases, one sentence each.
  public var rules: [String]

  /// Makes guidance.
  public init(description: String, rules: [String] = []) {
    self.description = description
    self.rules = rules
  }
}
