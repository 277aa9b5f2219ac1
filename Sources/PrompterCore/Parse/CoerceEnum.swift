extension Coercer {
  /// Fits a value to one of the values that the schema lists.
  mutating func coerceAllowed(
    _ node: JSONNode, as target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    let allowed = target.allowed ?? []
    try countSteps(allowed.count / 8, at: path)
    if allowed.contains(try written(node, at: path)) {
      try keepPlaces(node, at: path)
      return Coerced(value: node.value)
    }
    switch node.content {
    case .array(let items):
      return try single(of: items, in: node, at: path) { coercer, item throws(ParseFailure) in
        try coercer.coerceAllowed(item, as: target, at: path)
      }
    case .object: throw ParseFailure(path: path, message: Self.noLabel)
    case .leaf(.string(let text)):
      if let other = allowed.first(where: { Self.isSpelling(text, of: $0) }) {
        return mended(node, other, by: .enumMatch, at: path, penalty: 2)
      }
      return try coerceLabel(node, LabelMatcher(target.labels ?? []), at: path)
    case .leaf: return try coerceLabel(node, LabelMatcher(target.labels ?? []), at: path)
    }
  }

  private static let noLabel = "must be one of the allowed values"

  /// Whether a text spells a listed number or boolean.
  private static func isSpelling(_ text: String, of value: JSONValue) -> Bool {
    switch value {
    case .bool(let flag): FoldedText.fold(text) == (flag ? "true" : "false")
    case .integer, .number: NumberReader.read(text) == .number(value)
    default: false
    }
  }

  /// Fits a scalar to one of several labels.
  mutating func coerceLabel(
    _ node: JSONNode, _ labels: LabelMatcher, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    switch node.content {
    case .array(let items):
      return try single(of: items, in: node, at: path) { coercer, item throws(ParseFailure) in
        try coercer.coerceLabel(item, labels, at: path)
      }
    case .object: throw ParseFailure(path: path, message: Self.noLabel)
    case .leaf(let value):
      let text = value.string ?? value.text()
      try countSteps(labels.cost(of: text), at: path)
      switch labels.match(text) {
      case .exact(let label) where value.string != nil:
        return leaf(node, .string(label), at: path)
      case .exact(let label), .folded(let label):
        return mended(node, .string(label), by: .enumMatch, at: path, penalty: 1)
      case .found(let label):
        return mended(node, .string(label), by: .enumMatch, at: path, penalty: 2)
      case .tie:
        throw ParseFailure(
          path: path, message: "must be one of the allowed values, could be several of them")
      case .none: throw ParseFailure(path: path, message: Self.noLabel)
      }
    }
  }
}
