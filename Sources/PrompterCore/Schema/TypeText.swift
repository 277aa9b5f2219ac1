extension Schema {
  /// What a field may hold, in words: `"USD", "EUR" or null`, `list of objects`, `date`.
  public func typeText(_ field: Field) -> String {
    let text = typeText(field.node, depth: 0)
    return field.isOptional ? "\(text) or null" : text
  }

  private func typeText(_ node: SchemaNode, depth: Int) -> String {
    // A list of lists of itself would go on for ever.
    guard depth < Self.maximumFieldDepth else { return "any" }
    if let allowed = node.allowed {
      return allowed.filter { !$0.isNull }.map { $0.text(.canonical) }.joined(separator: ", ")
    }
    if !node.options.isEmpty {
      return node.options.map { typeText(resolve($0).node, depth: depth + 1) }
        .joined(separator: " or ")
    }
    if let item = node.items?.node {
      return "list of \(typeText(resolve(item).node, depth: depth + 1))"
    }
    if let format = node.format { return format.rawValue }
    let types = node.types.subtracting([.null]).map(\.rawValue).sorted()
    return types.isEmpty ? "any" : types.joined(separator: " or ")
  }
}
