extension Coercer {
  /// Fits a value to an object.
  mutating func coerceObject(
    _ node: JSONNode, as target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    switch node.content {
    case .object(let members):
      if target.properties.isEmpty { return try map(members, as: target, at: path) }
      return try record(members, of: node, as: target, at: path)
    case .array(let items):
      return try cheapest(of: 2, at: path) { coercer, way throws(ParseFailure) in
        if way == 0 { return try coercer.impliedKey(node, as: target, at: path) }
        return try coercer.single(of: items, in: node, at: path) {
          coercer, item throws(ParseFailure) in
          try coercer.coerceObject(item, as: target, at: path)
        }
      }
    case .leaf(let value):
      if let text = value.string {
        let inner = try embedded(text, node, at: path) { coercer, node throws(ParseFailure) in
          try coercer.coerceObject(node, as: target, at: path)
        }
        if let inner { return inner }
      }
      return try impliedKey(node, as: target, at: path)
    }
  }

  /// Takes a value without a key for the only field of an object.
  private mutating func impliedKey(
    _ node: JSONNode, as target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    try requireInvention(at: path)
    guard target.properties.count == 1, let only = target.properties.first else {
      throw ParseFailure(path: path, message: "must be an object")
    }
    let inner = try coerceInvented(node, as: only.node, at: path.key(only.name))
    guard inner.weakness == .none else {
      throw ParseFailure(path: path.key(only.name), message: "is required but missing")
    }
    repairs.append(Repair(.impliedKey, at: path.key(only.name)))
    var object = JSONObject()
    object[only.name] = inner.value
    let isText = node.scalar?.string != nil && inner.value.string != nil
    return Coerced(
      value: .object(object), penalty: 2 + Self.nested(inner.penalty),
      weakness: isText ? .impliedText : .none)
  }

  /// Whether a field can hold an object whose keys are not its parent's.
  ///
  /// Printing such an object into a text field would hide that the model answered something else.
  private func holdsContainers(_ property: SchemaNode.Property) -> Bool {
    let node = schema.resolve(property.node).node
    return node.types.contains(.object) || node.types.contains(.array) || !node.options.isEmpty
  }

  private mutating func record(
    _ members: [(key: String, value: JSONNode)], of node: JSONNode, as target: SchemaNode,
    at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    try countSteps(members.count + target.properties.count, at: path)
    let matches = KeyMatches(members, target.properties)
    if matches.hasDuplicates { flags.insert(.duplicateKey) }
    if matches.isEmpty, !members.isEmpty, target.values == nil {
      if target.properties.count == 1, target.properties.allSatisfy(holdsContainers) {
        return try impliedKey(node, as: target, at: path)
      }
      if path == .root {
        throw ParseFailure(path: path, message: "has none of the fields of the schema")
      }
    }
    var object = JSONObject()
    var own = 0
    var below = 0
    for index in target.properties.indices {
      let name = target.properties[index].name
      let place = path.key(name)
      guard let member = matches.members[index] else {
        own += try fill(target.properties[index], of: target, at: place, into: &object)
        continue
      }
      if members[member].key != name {
        repairs.append(Repair(.keyMatch, at: place, before: .string(members[member].key)))
      }
      let value = try field(members[member].value, target.properties[index], of: target, at: place)
      if let coerced = value.coerced {
        object[name] = coerced.value
        below += coerced.penalty
      }
      own += value.penalty
    }
    for member in matches.foreign.map({ members[$0] }) {
      let place = path.key(member.key)
      if let values = target.values?.node {
        do throws(ParseFailure) {
          below += try mapValue(member, as: values, at: path, into: &object)
        } catch {
          guard remainingSteps > 0 else { throw error }
          own += 1
        }
      } else {
        repairs.append(Repair(.unknownKey, at: place))
        own += 1
      }
    }
    return Coerced(
      value: .object(object), penalty: min(own, Self.maximumPenalty) + Self.nested(below),
      weakness: matches.isEmpty ? .allDefaults : .none)
  }

  /// Fits the value of a field; a field that may be missing is left out rather than failed for.
  private mutating func field(
    _ node: JSONNode, _ property: SchemaNode.Property, of target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> (coerced: Coerced?, penalty: Int) {
    let isRequired = target.required.contains(property.name)
    if case .leaf(.null) = node.content {
      let (node, isNullable) = schema.resolve(property.node)
      if !isNullable, node.types.first != nil || node.allowed != nil || !node.options.isEmpty {
        return try fieldOfNull(node, property, isRequired: isRequired, at: path)
      }
    }
    guard !isRequired else { return (try coercePart(node, as: property.node, at: path), 0) }
    let mark = mark()
    do throws(ParseFailure) {
      return (try coercePart(node, as: property.node, at: path), 0)
    } catch {
      guard remainingSteps > 0 else { throw error }
      goBack(to: mark)
      repairs.append(Repair(.unreadable, at: path, before: try written(node, at: path)))
      return (nil, 2)
    }
  }

  /// What becomes of a null where none is allowed.
  private mutating func fieldOfNull(
    _ node: SchemaNode, _ property: SchemaNode.Property, isRequired: Bool, at path: FieldPath
  ) throws(ParseFailure) -> (coerced: Coerced?, penalty: Int) {
    guard isRequired else {
      repairs.append(Repair(.nullDropped, at: path, before: .null))
      return (nil, 1)
    }
    if node.isOnly(.array) {
      repairs.append(Repair(.nullArray, at: path, before: .null, after: []))
      return (Coerced(value: []), 1)
    }
    if let value = node.defaultValue {
      repairs.append(Repair(.defaultValue, at: path, before: .null, after: value))
      return (Coerced(value: value), 100)
    }
    throw ParseFailure(path: path, message: "must not be null")
  }

  /// Fills a missing field in, or leaves it out; returns the penalty.
  private mutating func fill(
    _ property: SchemaNode.Property, of target: SchemaNode, at path: FieldPath,
    into object: inout JSONObject
  ) throws(ParseFailure) -> Int {
    let (node, isNullable) = schema.resolve(property.node)
    guard target.required.contains(property.name) else {
      if isNullable { object[property.name] = .null }
      return 1
    }
    if let value = node.defaultValue, !(isNullable && value.isNull) {
      repairs.append(Repair(.defaultValue, at: path, after: value))
      object[property.name] = value
      return 100
    }
    guard isNullable else { throw ParseFailure(path: path, message: "is required but missing") }
    repairs.append(Repair(.missingNull, at: path, after: .null))
    object[property.name] = .null
    return 1
  }

  /// Fits the values of a map one by one.
  private mutating func map(
    _ members: [(key: String, value: JSONNode)], as target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    try countSteps(members.count, at: path)
    var last: [String: Int] = [:]
    for (index, member) in members.enumerated() { last[member.key] = index }
    if last.count < members.count { flags.insert(.duplicateKey) }
    var object = JSONObject()
    var own = 0
    var below = 0
    var failure: ParseFailure?
    for (index, member) in members.enumerated() where last[member.key] == index {
      let place = path.key(member.key)
      if let values = target.values?.node {
        do throws(ParseFailure) {
          below += try mapValue(member, as: values, at: path, into: &object)
        } catch {
          guard remainingSteps > 0 else { throw error }
          failure = failure ?? error
          own += 1
        }
      } else if target.isClosed {
        repairs.append(Repair(.unknownKey, at: place))
        own += 1
      } else {
        try keepPlaces(member.value, at: place)
        object[member.key] = member.value.value
      }
    }
    if object.isEmpty, let failure { throw failure }
    return Coerced(
      value: .object(object), penalty: min(own, Self.maximumPenalty) + Self.nested(below))
  }

  /// Fits one value of a map and returns its penalty; throws when it is dropped.
  private mutating func mapValue(
    _ member: (key: String, value: JSONNode), as values: SchemaNode, at path: FieldPath,
    into object: inout JSONObject
  ) throws(ParseFailure) -> Int {
    let place = path.key(member.key)
    let mark = mark()
    do throws(ParseFailure) {
      let coerced = try coercePart(member.value, as: values, at: place)
      object[member.key] = coerced.value
      return coerced.penalty
    } catch {
      goBack(to: mark)
      repairs.append(Repair(.badItem, at: place, before: try written(member.value, at: place)))
      throw error
    }
  }
}
