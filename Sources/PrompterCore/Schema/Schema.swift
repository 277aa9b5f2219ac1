/// A JSON Schema (2020-12) that describes one record, compiled once and checked for what it says.
public struct Schema: Hashable, Sendable {
  /// The schema as it was written.
  public let source: JSONValue
  /// The compiled root: always an object after references are followed.
  public let root: SchemaNode
  /// The compiled `$defs` (and `definitions`), by their key; "#" is the root.
  public let definitions: [String: SchemaNode]

  /// Compiles a schema.
  ///
  /// Throws `SchemaError` when a keyword is unsupported or malformed, when a reference leads
  /// nowhere or in a circle, or when the root is no object.
  public init(_ source: JSONValue) throws(SchemaError) {
    let compiled = try SchemaCompiler.compile(source)
    self.source = source
    root = compiled.root
    definitions = compiled.definitions
    let (object, _) = resolve(root)
    guard object.isOnly(.object) || !object.properties.isEmpty else {
      throw SchemaError(
        pointer: "#", message: "the root must describe an object, one record with named fields")
    }
  }

  /// Compiles a schema from JSON text.
  public init(json: String) throws {
    try self.init(JSONParser.parse(json))
  }

  /// The record's name: the schema's title, or "Record".
  public var title: String { resolve(root).node.title ?? "Record" }

  /// What the record is, in the schema's words; nil when it does not say.
  public var description: String? { resolve(root).node.description }

  /// Follows references and takes null out of unions.
  ///
  /// A node that stays a union of several types keeps its `options`. Title and description of the
  /// outer node win over those of the node that it refers to.
  ///
  /// - Returns: the node, and whether null is allowed in its place.
  public func resolve(_ node: SchemaNode) -> (node: SchemaNode, isNullable: Bool) {
    var node = node
    var isNullable = false
    // Circles were refused when the schema was compiled; the bound is for safety alone.
    for _ in 0..<64 {
      if node.allowsNull { isNullable = true }
      if let reference = node.reference, let target = definitions[reference] {
        node = target.described(as: node)
      } else if !node.options.isEmpty {
        let others = node.options.filter { !isNull($0) }
        if others.count < node.options.count { isNullable = true }
        guard others.count == 1 else { break }
        node = others[0].described(as: node)
      } else {
        break
      }
    }
    return (node, isNullable)
  }

  /// The record's properties after references are followed.
  public var properties: [SchemaNode.Property] { resolve(root).node.properties }

  private func isNull(_ node: SchemaNode) -> Bool {
    node.types == [.null] || node.allowed == [.null]
  }
}

extension SchemaNode {
  /// This node with the words and the annotations of the node that pointed to it.
  fileprivate func described(as outer: SchemaNode) -> SchemaNode {
    var node = self
    node.title = outer.title ?? title
    node.description = outer.description ?? description
    node.defaultValue = outer.defaultValue ?? defaultValue
    node.metric = outer.metric ?? metric
    node.weight = outer.weight ?? weight
    node.isDerived = outer.isDerived || isDerived
    return node
  }
}
