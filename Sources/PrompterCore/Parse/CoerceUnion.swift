extension Coercer {
  /// What an object that only fits because nothing in it is required costs among options.
  private static let weaknessPenalty = 100

  /// Fits a value to the option of a union that it fits best.
  mutating func coerceOptions(
    _ node: JSONNode, as target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    if let labels = LabelMatcher(options: target.options.map { schema.resolve($0).node }) {
      return try coerceLabel(node, labels, at: path)
    }
    let options = target.options.map { option in
      target.properties.isEmpty ? option : merged(schema.resolve(option).node, into: target)
    }
    // What fits without new layers goes first: trying all of them at every level of a recursive
    // union would take exponential time.
    let mark = mark()
    let layers = inventedLayers
    inventedLayers = Self.maximumInventedLayers
    defer { inventedLayers = layers }
    do throws(ParseFailure) {
      return try cheapestOption(options, node, at: path)
    } catch {
      guard remainingSteps > 0, layers < Self.maximumInventedLayers else { throw error }
      goBack(to: mark)
      inventedLayers = layers
      return try cheapestOption(options, node, at: path)
    }
  }

  private mutating func cheapestOption(
    _ options: [SchemaNode], _ node: JSONNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    try cheapest(of: options.count, at: path) { coercer, index throws(ParseFailure) in
      var coerced = try coercer.coerce(node, as: options[index], at: path)
      if coerced.value.isNull, node.scalar?.isNull != true {
        throw ParseFailure(path: path, message: "fits no option")
      }
      if coerced.weakness != .none { coerced.penalty += Self.weaknessPenalty }
      switch coerced.value {
      case .array, .object: break
      default:
        // A pattern reads the whole text.
        try coercer.countSteps((coerced.value.string?.utf8.count ?? 0) / 8, at: path)
        coerced.penalty +=
          5 * coercer.schema.violations(of: coerced.value, as: options[index]).count
      }
      return coerced
    }
  }

  /// Fits a value to one of several types.
  mutating func coerce(
    _ node: JSONNode, as types: Set<JSONType>, of target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    // A whole number is an integer too; what has a type of the schema already keeps it.
    let order: [JSONType] = [.integer, .number, .boolean, .string, .array, .object]
    let fitting = order.filter { types.contains($0) && node.isOf($0) }
    if let type = fitting.first { return try coerce(node, as: type, of: target, at: path) }
    let others = order.filter { types.contains($0) }
    return try cheapest(of: others.count, at: path) { coercer, index throws(ParseFailure) in
      try coercer.coerce(node, as: others[index], of: target, at: path)
    }
  }

  /// An option with the properties that stand beside the union.
  private func merged(_ option: SchemaNode, into target: SchemaNode) -> SchemaNode {
    var option = option
    let names = Set(option.properties.map(\.name))
    option.properties = target.properties.filter { !names.contains($0.name) } + option.properties
    option.required.formUnion(target.required)
    return option
  }
}
