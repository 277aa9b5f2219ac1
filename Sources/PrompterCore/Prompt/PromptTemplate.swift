/// Everything of a prompt but the document: what the optimizer searches and the artifact stores.
public struct PromptTemplate: Hashable, Sendable {
  /// The schema of the record.
  public let schema: Schema
  /// What to do, in words.
  ///
  /// `{name}` stands for a named input of the document, when it has any.
  public var instruction: String
  /// What each field holds.
  public var fields: [FieldPath: FieldGuidance]
  /// Worked examples, in the order in which they are shown.
  public var demonstrations: [Demonstration]
  /// How the parts are laid out.
  public var layout: Layout

  /// Makes a template.
  ///
  /// Throws `PromptError` when a demonstration's record breaks the schema, or when guidance is
  /// given for a field that the schema does not have.
  public init(
    schema: Schema, instruction: String, fields: [FieldPath: FieldGuidance],
    demonstrations: [Demonstration] = [], layout: Layout = Layout()
  ) throws(PromptError) {
    self.schema = schema
    self.instruction = instruction
    self.fields = fields
    self.demonstrations = demonstrations
    self.layout = layout
    let known = Set(schema.fields.map(\.path))
    for path in fields.keys.sorted(by: { $0.description < $1.description })
    where !known.contains(path) {
      throw PromptError(message: "the schema has no field '\(path)'")
    }
    for (index, demonstration) in demonstrations.enumerated() {
      if let violation = schema.violations(of: demonstration.expected).first {
        throw PromptError(message: "demonstration \(index + 1): \(violation)")
      }
    }
  }

  /// The template straight from a schema: its own descriptions, no demonstrations.
  public static func seed(_ schema: Schema) -> PromptTemplate {
    PromptTemplate(seed: schema)
  }

  private init(seed schema: Schema) {
    self.schema = schema
    instruction = Self.seedInstruction(schema)
    fields = Dictionary(
      uniqueKeysWithValues: schema.fields.map {
        ($0.path, FieldGuidance(description: $0.node.description ?? ""))
      })
    demonstrations = []
    layout = Layout()
  }

  private static func seedInstruction(_ schema: Schema) -> String {
    var text = "Extract the \(schema.title) record from the text."
    if let description = schema.description { text += " " + description }
    return text
  }

  /// SHA-256 of everything that shapes a prompt.
  public var sha256: String {
    ContentHash.sha256(
      schema.source.text(.canonical), schema.forProviders.text(), instruction,
      fields.map {
        "\($0.key)\u{0}\($0.value.description)\u{0}\($0.value.rules.joined(separator: "\u{0}"))"
      }
      .sorted().joined(separator: "\u{1}"),
      demonstrations.map { demonstration in
        let thought = demonstration.reasoning.map { "\u{0}\($0)" } ?? ""
        return "\(demonstration.input)\u{0}\(demonstration.expected.text(.canonical))\(thought)"
      }
      .joined(separator: "\u{1}"),
      layout.guide.rawValue,
      layout.demonstrations.rawValue + (layout.nearest.map { " nearest \($0)" } ?? "")
        + (layout.reasoning ? " reasoning" : "") + (layout.absent == .omitted ? " omitted" : ""))
  }
}

/// Why no prompt can be made.
public struct PromptError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in words.
  public let message: String

  /// Makes an error.
  public init(message: String) {
    self.message = message
  }

  /// The fault.
  public var description: String { message }
}
