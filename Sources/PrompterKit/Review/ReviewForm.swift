public import PrompterCore

/// The values of a record as a person fills them in, in the order of the schema.
///
/// Objects are taken apart; lists, maps and what may be of several types are JSON.
public struct ReviewForm: Sendable {
  /// How a value is filled in.
  public enum Kind: String, Hashable, Sendable {
    /// A line or several lines of text.
    case text
    /// A number.
    case number
    /// Yes or no.
    case boolean
    /// One of some labels.
    case choice
    /// JSON.
    case json
  }

  /// One value.
  public struct Entry: Hashable, Sendable {
    /// Its concrete path.
    public let path: String
    /// How it is filled in.
    public let kind: Kind
    /// Whether nothing at all is a value, too.
    public let isOptional: Bool
    /// The labels of a choice.
    public let choices: [String]
    /// What the schema says of it.
    public let description: String?
    /// The value as it is typed.
    public let shown: String
    /// The probability that it is right; of a list, of its least trusted item.
    public let confidence: Double?
    /// Where the document says it, in Unicode scalars.
    public let evidence: [Span]
    /// The codes of the reasons that are about it.
    public let flags: [String]
  }

  /// The values.
  public let fields: [Entry]

  /// Makes the form of an item's record as it stands.
  public init(_ item: ReviewItem) {
    let schema = item.schema
    let known = (item.line[key: "fields"]?.object ?? JSONObject()).compactMap { name, value in
      FieldPath(name).map { (path: $0, value: value) }
    }
    let flags = (item.reasons.array ?? []).flatMap { reason in
      (reason[key: "fields"]?.array ?? []).compactMap { $0.string.flatMap(FieldPath.init) }
        .map { (path: $0, code: reason[key: "code"]?.string ?? "") }
    }
    let all = schema.fields
    fields = all.filter { Self.isOwn($0, among: all, schema) }.map { field in
      let value = item.record[field.path] ?? .null
      let kind = Self.kind(field)
      let parts = known.filter { $0.path.isWithin(field.path) }
      return Entry(
        path: field.path.description, kind: kind, isOptional: field.isOptional,
        choices: field.node.labels ?? [], description: field.node.description,
        shown: Self.shown(value, kind),
        confidence: parts.compactMap { $0.value[key: "confidence"]?.double }.min(),
        evidence: parts.compactMap { Self.span($0.value[key: "evidence"]) }
          .sorted { ($0.start, $0.end) < ($1.start, $1.end) },
        flags: flags.filter { $0.path.isWithin(field.path) }.map(\.code))
    }
  }

  /// Whether a field is filled in as such: not within a list or map, nor an object with fields.
  private static func isOwn(_ field: Field, among all: [Field], _ schema: Schema) -> Bool {
    guard !field.path.steps.contains(.each) else { return false }
    // What lies in an object that may also be something else is filled in with it.
    let outer = all.filter { field.path != $0.path && field.path.isWithin($0.path) }
    guard outer.allSatisfy({ isPlainObject($0, schema) }) else { return false }
    return !isPlainObject(field, schema)
  }

  private static func isPlainObject(_ field: Field, _ schema: Schema) -> Bool {
    !field.node.properties.isEmpty && field.node.options.isEmpty && !field.isOptional
  }

  private static func kind(_ field: Field) -> Kind {
    let node = field.node
    if node.labels != nil { return .choice }
    if node.isOnly(.boolean) { return .boolean }
    if node.isOnly(.integer) || node.isOnly(.number) { return .number }
    return node.isOnly(.string) ? .text : .json
  }

  private static func shown(_ value: JSONValue, _ kind: Kind) -> String {
    if value.isNull { return "" }
    if kind != .json, let text = value.string { return text }
    return kind == .json ? value.text(.pretty) : value.text()
  }

  private static func span(_ value: JSONValue?) -> Span? {
    guard let ends = value?.array?.compactMap(\.int), ends.count == 2, ends[0] >= 0,
      ends[0] <= ends[1]
    else { return nil }
    return Span(start: ends[0], end: ends[1])
  }
}
