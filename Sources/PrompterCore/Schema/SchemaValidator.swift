/// A value that breaks a schema, and where.
public struct SchemaViolation: Hashable, Sendable, CustomStringConvertible {
  /// The concrete path of the value.
  public let path: FieldPath
  /// What is wrong with it, in words that a model can act on; it never quotes the value.
  public let message: String

  /// The place and the fault.
  public var description: String { "\(path): \(message)" }
}

extension Schema {
  /// How deeply a value may be nested before it is refused unread.
  static let maximumValueDepth = 64
  /// How many comparisons of a value with a subschema are made before it is refused unread: the
  /// options of a recursive union double them with each level.
  static let maximumSteps = 250_000

  /// Every way in which the value breaks the schema; empty when it is valid.
  public func violations(of value: JSONValue) -> [SchemaViolation] {
    violations(of: value, as: root)
  }

  /// Every way in which the value breaks one node of the schema.
  public func violations(
    of value: JSONValue, as node: SchemaNode, at path: FieldPath = .root
  ) -> [SchemaViolation] {
    var check = SchemaCheck(schema: self, stepsLeft: Self.maximumSteps)
    check.check(value, node, path)
    return check.found
  }
}

/// One pass over a value.
private struct SchemaCheck {
  let schema: Schema
  var stepsLeft: Int
  var found: [SchemaViolation] = []

  private mutating func fail(_ path: FieldPath, _ message: String) {
    found.append(SchemaViolation(path: path, message: message))
  }

  mutating func check(_ value: JSONValue, _ node: SchemaNode, _ path: FieldPath) {
    guard path.steps.count <= Schema.maximumValueDepth else {
      return fail(path, "nested too deeply")
    }
    guard stepsLeft > 0 else { return fail(path, "is too complex to check") }
    stepsLeft -= 1
    if let reference = node.reference, let target = schema.definitions[reference] {
      check(value, target, path)
    }
    if !node.types.isEmpty, !node.types.contains(where: { value.isOf($0) }) {
      let types = node.types.map(\.rawValue).sorted().joined(separator: " or ")
      return fail(path, "must be \(types), is \(value.typeName)")
    }
    if let allowed = node.allowed, !allowed.contains(value) {
      let labels = allowed.map { $0.text(.canonical) }.joined(separator: ", ")
      return fail(path, "must be one of \(labels)")
    }
    switch value {
    case .string(let text): checkString(text, node, path)
    case .integer, .number: checkNumber(value.double ?? 0, node.numberLimits, path)
    case .array(let items): checkArray(items, node, path)
    case .object(let object): checkObject(object, node, path)
    case .null, .bool: break
    }
    if !node.options.isEmpty { checkOptions(value, node, path) }
  }

  private mutating func checkOptions(
    _ value: JSONValue, _ node: SchemaNode, _ path: FieldPath
  ) {
    let before = found
    var fewest: [SchemaViolation]?
    var matches = 0
    for option in node.options {
      found = []
      check(value, option, path)
      if found.isEmpty { matches += 1 }
      // The option that fits best says most about what is wrong.
      if found.count < fewest?.count ?? .max { fewest = found }
      if matches > 0, !node.optionsAreExclusive { break }
    }
    found = before
    if matches == 0 { found += fewest ?? [] }
    if node.optionsAreExclusive, matches > 1 {
      fail(path, "must match exactly one option, matches \(matches)")
    }
  }

  private mutating func checkString(_ text: String, _ node: SchemaNode, _ path: FieldPath) {
    let length = text.unicodeScalars.count
    if let least = node.lengthLimits.minimum, length < least {
      fail(path, "must have at least \(least) characters, has \(length)")
    }
    if let most = node.lengthLimits.maximum, length > most {
      fail(path, "must have at most \(most) characters, has \(length)")
    }
    if let pattern = node.pattern, !pattern.matches(text) {
      fail(path, "must match the pattern \(pattern.source)")
    }
    if let format = node.format, !format.matches(text) {
      fail(path, "must be a \(format.rawValue)")
    }
  }

  private mutating func checkNumber(
    _ number: Double, _ limits: SchemaNode.NumberLimits, _ path: FieldPath
  ) {
    func show(_ number: Double) -> String { JSONValue.number(number).text() }
    if let limit = limits.minimum, number < limit { fail(path, "must be at least \(show(limit))") }
    if let limit = limits.maximum, number > limit { fail(path, "must be at most \(show(limit))") }
    if let limit = limits.exclusiveMinimum, number <= limit {
      fail(path, "must be above \(show(limit))")
    }
    if let limit = limits.exclusiveMaximum, number >= limit {
      fail(path, "must be below \(show(limit))")
    }
    if let step = limits.multipleOf {
      // 0.3 is no exact multiple of 0.1 in binary: allow the rounding of one division.
      let quotient = number / step
      if abs(quotient - quotient.rounded()) > 1e-12 * max(1, abs(quotient)) {
        fail(path, "must be a multiple of \(show(step))")
      }
    }
  }

  private mutating func checkArray(
    _ items: [JSONValue], _ node: SchemaNode, _ path: FieldPath
  ) {
    if let least = node.itemLimits.minimum, items.count < least {
      fail(path, "must have at least \(least) items, has \(items.count)")
    }
    if let most = node.itemLimits.maximum, items.count > most {
      fail(path, "must have at most \(most) items, has \(items.count)")
    }
    if node.hasUniqueItems, Set(items).count < items.count { fail(path, "must not repeat an item") }
    for (index, item) in items.enumerated() {
      if index < node.prefix.count {
        check(item, node.prefix[index], path.index(index))
      } else if let itemNode = node.items?.node {
        check(item, itemNode, path.index(index))
      }
    }
  }

  private mutating func checkObject(
    _ object: JSONObject, _ node: SchemaNode, _ path: FieldPath
  ) {
    if let least = node.propertyLimits.minimum, object.count < least {
      fail(path, "must have at least \(least) members, has \(object.count)")
    }
    if let most = node.propertyLimits.maximum, object.count > most {
      fail(path, "must have at most \(most) members, has \(object.count)")
    }
    for property in node.properties where object[property.name] == nil {
      guard node.required.contains(property.name) else { continue }
      fail(path.key(property.name), "is required but missing")
    }
    for name in node.required.sorted() where node.properties.isEmpty && object[name] == nil {
      fail(path.key(name), "is required but missing")
    }
    let known = Dictionary(
      node.properties.map { ($0.name, $0.node) }, uniquingKeysWith: { first, _ in first })
    for (name, value) in object {
      if let names = node.names?.node { check(.string(name), names, path.key(name)) }
      if let property = known[name] {
        check(value, property, path.key(name))
      } else if let values = node.values?.node {
        check(value, values, path.key(name))
      } else if node.isClosed {
        fail(path.key(name), "is not a field of the schema")
      }
    }
  }
}

extension JSONValue {
  /// Whether the value is of a type as JSON Schema counts it: 2.0 is an integer too.
  func isOf(_ type: JSONType) -> Bool {
    switch (type, self) {
    case (.null, .null), (.boolean, .bool), (.string, .string), (.array, .array),
      (.object, .object), (.number, .integer), (.number, .number), (.integer, .integer):
      true
    case (.integer, .number(let value)): value.rounded() == value
    default: false
    }
  }
}
