extension Coercer {
  /// Fits a value to an array.
  mutating func coerceArray(
    _ node: JSONNode, as target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    guard case .array(let items) = node.content else {
      if let text = node.scalar?.string {
        let inner = try embedded(text, node, at: path) { coercer, inner throws(ParseFailure) in
          try coercer.coerceArray(inner, as: target, at: path)
        }
        if let inner { return inner }
      }
      return try wrapped(node, as: target, at: path)
    }
    guard let itemNode = target.items?.node else {
      try keepPlaces(node, at: path)
      return Coerced(value: node.value)
    }
    try countSteps(items.count, at: path)
    var values: [JSONValue] = []
    values.reserveCapacity(items.count)
    var own = 0
    var below = 0
    var failure: ParseFailure?
    for (index, item) in items.enumerated() {
      let place = path.index(values.count)
      let mark = mark()
      do throws(ParseFailure) {
        let coerced = try coercePart(item, as: itemNode, at: place)
        values.append(coerced.value)
        below += coerced.penalty
      } catch {
        guard remainingSteps > 0 else { throw error }
        goBack(to: mark)
        failure = failure ?? error
        let before = try written(item, at: place)
        repairs.append(Repair(.badItem, at: path.index(index), before: before))
        own += 1 + index
      }
    }
    // An array of which nothing is left says nothing; better to ask again.
    if values.isEmpty, let failure { throw failure }
    return Coerced(
      value: .array(values), penalty: min(own, Self.maximumPenalty) + Self.nested(below))
  }

  private mutating func wrapped(
    _ node: JSONNode, as target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    let place = path.index(0)
    let item: Coerced
    if let itemNode = target.items?.node {
      item = try coerceInvented(node, as: itemNode, at: place)
    } else {
      try keepPlaces(node, at: place)
      item = Coerced(value: node.value)
    }
    repairs.append(Repair(.wrappedInArray, at: path))
    return Coerced(value: [item.value], penalty: 1 + Self.nested(item.penalty))
  }

  /// Takes the item of an array that fits best where one value is expected.
  mutating func single(
    of items: [JSONNode], in node: JSONNode, at path: FieldPath,
    _ fit: (inout Coercer, JSONNode) throws(ParseFailure) -> Coerced
  ) throws(ParseFailure) -> Coerced {
    try countSteps(items.count, at: path)
    try requireInvention(at: path)
    guard !items.isEmpty else {
      throw ParseFailure(path: path, message: "must be one value, is an empty array")
    }
    var coerced = try cheapest(of: items.count, at: path) {
      coercer, index throws(ParseFailure) in
      try fit(&coercer, items[index])
    }
    let before = items.count > 1 ? try written(node, at: path) : nil
    repairs.append(Repair(.singleFromArray, at: path, before: before))
    coerced.penalty = 1 + Self.nested(coerced.penalty)
    return coerced
  }
}
