import PrompterKit

/// A column of a table of records.
struct TableColumn: Hashable, Sendable {
  /// What a column holds; each database has types of its own for them.
  enum Kind: Hashable, Sendable {
    case text, integer, number, boolean, date, time
    /// Lists, objects, and what may be of several types, as JSON.
    case json
  }

  let name: String
  let kind: Kind

  /// The column of a field.
  init(_ property: SchemaNode.Property, in schema: Schema) {
    name = property.name
    kind = Self.kind(schema.resolve(property.node).node)
  }

  init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  private static func kind(_ node: SchemaNode) -> Kind {
    if node.labels != nil { return .text }
    if node.isOnly(.boolean) { return .boolean }
    if node.isOnly(.integer) { return .integer }
    if node.isOnly(.number) { return .number }
    guard node.isOnly(.string) else { return .json }
    return node.format == .date ? .date : .text
  }
}
