/// A field of a schema: one thing that is described in the prompt, scored and searched.
public struct Field: Hashable, Sendable {
  /// Its path, without indices: `total`, `vendor.name`, `items[].price`.
  public let path: FieldPath
  /// What its value must be, references followed and null taken out.
  public let node: SchemaNode
  /// Whether null, or leaving it out, is allowed.
  public let isOptional: Bool
}

extension Schema {
  /// How deep fields are listed; a recursive schema would go on for ever.
  static let maximumFieldDepth = 6
  /// How many fields are listed; a recursive schema branches at each level.
  static let maximumFields = 2_000

  /// All fields in the order of the schema, containers before what they contain.
  public var fields: [Field] {
    var list = FieldList(schema: self)
    list.descend(into: resolve(root).node, at: .root, depth: 0)
    return list.fields
  }

  /// The fields that are no objects: scalars, lists and maps, those of a list's items included.
  public var leaves: [Field] {
    let all = fields
    let parents = Set(all.map(\.path.parent))
    return all.filter { !parents.contains($0.path) }
  }

  /// The field at a path, or nil.
  public func field(_ path: FieldPath) -> Field? {
    fields.first { $0.path == path }
  }
}

/// Walks through a schema and notes the fields it meets.
private struct FieldList {
  let schema: Schema
  var fields: [Field] = []
  private var places: [FieldPath: Int] = [:]

  init(schema: Schema) {
    self.schema = schema
  }

  private mutating func visit(
    _ node: SchemaNode, at path: FieldPath, isOptional: Bool, depth: Int
  ) {
    let (node, isNullable) = schema.resolve(node)
    if path.steps.last != .each { note(node, at: path, isOptional: isOptional || isNullable) }
    descend(into: node, at: path, depth: depth)
  }

  /// Lists what a resolved node contains; the options of a union share its path.
  mutating func descend(into node: SchemaNode, at path: FieldPath, depth: Int) {
    guard depth < Schema.maximumFieldDepth, fields.count < Schema.maximumFields else { return }
    let options = node.options.map { schema.resolve($0).node }
    descend(into: node, at: path, depth: depth, required: node.required)
    for option in options {
      // What every option requires is there whichever it is.
      let required = options.reduce(option.required) { $0.intersection($1.required) }
      if option.options.isEmpty {
        descend(into: option, at: path, depth: depth, required: required)
      } else {
        descend(into: option, at: path, depth: depth)
      }
    }
  }

  private mutating func descend(
    into node: SchemaNode, at path: FieldPath, depth: Int, required: Set<String>
  ) {
    for property in node.properties {
      visit(
        property.node, at: path.key(property.name), isOptional: !required.contains(property.name),
        depth: depth + 1)
    }
    for values in [node.items?.node, node.values?.node] {
      if let values { visit(values, at: path.each, isOptional: false, depth: depth + 1) }
    }
  }

  /// Notes a field; options of a union that share one, such as its tag, share its labels and types.
  private mutating func note(_ node: SchemaNode, at path: FieldPath, isOptional: Bool) {
    guard let place = places[path] else {
      places[path] = fields.count
      fields.append(Field(path: path, node: node, isOptional: isOptional))
      return
    }
    var merged = fields[place].node
    if let known = merged.allowed, let more = node.allowed {
      merged.allowed = known + more.filter { !known.contains($0) }
    } else {
      merged.allowed = nil
    }
    if merged.format != node.format { merged.format = nil }
    merged.types = merged.types.isEmpty || node.types.isEmpty ? [] : merged.types.union(node.types)
    fields[place] = Field(
      path: path, node: merged, isOptional: fields[place].isOptional || isOptional)
  }
}
