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
    var steps = Self.maximumSteps
    return violations(of: value, as: node, at: path, steps: &steps)
  }

  /// Takes what the check cost off the steps that are left.
  func violations(
    of value: JSONValue, as node: SchemaNode, at path: FieldPath = .root, steps: inout Int
  ) -> [SchemaViolation] {
    var check = SchemaCheck(schema: self, stepsLeft: steps, path: path)
    check.check(value, node)
    steps = check.stepsLeft
    return check.found
  }
}

/// One pass over a value.
private struct SchemaCheck {
  let schema: Schema
  var stepsLeft: Int
  /// The place that is looked at.
  var path: FieldPath
  var found: [SchemaViolation] = []
  /// How many unions the value is an option of.
  private var unions = 0

  init(schema: Schema, stepsLeft: Int, path: FieldPath) {
    self.schema = schema
    self.stepsLeft = stepsLeft
    self.path = path
  }

  private mutating func fail(_ message: String) {
    found.append(SchemaViolation(path: path, message: message))
  }

  /// Goes one step down and back.
  private mutating func at(_ step: FieldPath.Step, _ look: (inout SchemaCheck) -> Void) {
    path.steps.append(step)
    look(&self)
    path.steps.removeLast()
  }

  mutating func check(_ value: JSONValue, _ node: SchemaNode) {
    guard path.steps.count <= Schema.maximumValueDepth else {
      return fail("nested too deeply")
    }
    guard stepsLeft > 0 else { return fail("is too complex to check") }
    stepsLeft -= 1
    if let reference = node.reference, let target = schema.definitions[reference] {
      check(value, target)
    }
    if !node.types.isEmpty, !value.isOf(any: node.types) {
      let types = node.types.map(\.rawValue).sorted().joined(separator: " or ")
      return fail("must be \(types), is \(value.typeName)")
    }
    if let allowed = node.allowed, !allowed.contains(value) {
      let labels = allowed.map { $0.text(.canonical) }.joined(separator: ", ")
      return fail("must be one of \(labels)")
    }
    switch value {
    case .string(let text): checkString(text, node)
    case .integer, .number: checkNumber(value.double ?? 0, node.numberLimits)
    case .array(let items): checkArray(items, node)
    case .object(let object): checkObject(object, node)
    case .null, .bool: break
    }
    if !node.options.isEmpty { checkOptions(value, node) }
  }

  private mutating func checkOptions(
    _ value: JSONValue, _ node: SchemaNode
  ) {
    let before = found
    var fewest: [SchemaViolation]?
    var matches = 0
    unions += 1
    defer { unions -= 1 }
    for option in node.options {
      found = []
      check(value, option)
      if found.isEmpty { matches += 1 }
      // The option that fits best says most about what is wrong.
      if found.count < fewest?.count ?? .max { fewest = found }
      if matches > 0, !node.optionsAreExclusive { break }
    }
    found = before
    if matches == 0 { found += fewest ?? [] }
    if node.optionsAreExclusive, matches > 1 {
      fail("must match exactly one option, matches \(matches)")
    }
  }

  private mutating func checkString(_ text: String, _ node: SchemaNode) {
    // The options of unions in unions read the same text again and again.
    if unions > 1 { stepsLeft -= text.utf8.count / 16 }
    let length = text.unicodeScalars.count
    if let least = node.lengthLimits.minimum, length < least {
      fail("must have at least \(least) characters, has \(length)")
    }
    if let most = node.lengthLimits.maximum, length > most {
      fail("must have at most \(most) characters, has \(length)")
    }
    if let pattern = node.pattern, !pattern.matches(text) {
      fail("must match the pattern \(pattern.source)")
    }
    if let format = node.format, !format.matches(text) {
      fail("must be a \(format.rawValue)")
    }
  }

  private mutating func checkNumber(
    _ number: Double, _ limits: SchemaNode.NumberLimits
  ) {
    func show(_ number: Double) -> String { JSONValue.number(number).text() }
    if let limit = limits.minimum, number < limit { fail("must be at least \(show(limit))") }
    if let limit = limits.maximum, number > limit { fail("must be at most \(show(limit))") }
    if let limit = limits.exclusiveMinimum, number <= limit {
      fail("must be above \(show(limit))")
    }
    if let limit = limits.exclusiveMaximum, number >= limit {
      fail("must be below \(show(limit))")
    }
    if let step = limits.multipleOf {
      // 0.3 is no exact multiple of 0.1 in binary: allow the rounding of one division.
      let quotient = number / step
      if abs(quotient - quotient.rounded()) > 1e-12 * max(1, abs(quotient)) {
        fail("must be a multiple of \(show(step))")
      }
    }
  }

  private mutating func checkArray(
    _ items: [JSONValue], _ node: SchemaNode
  ) {
    if let least = node.itemLimits.minimum, items.count < least {
      fail("must have at least \(least) items, has \(items.count)")
    }
    if let most = node.itemLimits.maximum, items.count > most {
      fail("must have at most \(most) items, has \(items.count)")
    }
    if node.hasUniqueItems, Set(items).count < items.count { fail("must not repeat an item") }
    for (index, item) in items.enumerated() {
      if index < node.prefix.count {
        at(.index(index)) { $0.check(item, node.prefix[index]) }
      } else if case .node(let itemNode) = node.items {
        at(.index(index)) { $0.check(item, itemNode) }
      }
    }
  }

  private mutating func checkObject(
    _ object: JSONObject, _ node: SchemaNode
  ) {
    if let least = node.propertyLimits.minimum, object.count < least {
      fail("must have at least \(least) members, has \(object.count)")
    }
    if let most = node.propertyLimits.maximum, object.count > most {
      fail("must have at most \(most) members, has \(object.count)")
    }
    for name in node.required.isEmpty ? [] : missing(in: object, node) {
      at(.key(name)) { $0.fail("is required but missing") }
    }
    var places = PropertyPlaces(node)
    for (name, value) in object {
      at(.key(name)) { check in
        if case .node(let names) = node.names { check.check(.string(name), names) }
        if let place = places.next(name) {
          check.check(value, node.properties[place].node)
        } else if case .node(let values) = node.values {
          check.check(value, values)
        } else if node.isClosed {
          check.fail("is not a field of the schema")
        }
      }
    }
  }

  /// The required members that an object lacks, in the schema's order.
  private func missing(in object: JSONObject, _ node: SchemaNode) -> [String] {
    if node.properties.isEmpty { return node.required.sorted().filter { object[$0] == nil } }
    var missing: [String] = []
    for index in node.properties.indices where object[node.properties[index].name] == nil {
      missing.append(node.properties[index].name)
    }
    return missing.filter(node.required.contains)
  }
}

/// Finds the properties of members that mostly come in the schema's order.
private struct PropertyPlaces {
  private let properties: [SchemaNode.Property]
  private var guess = 0
  private var known: [String: Int]?

  init(_ node: SchemaNode) {
    properties = node.properties
  }

  /// Which property has a name; nil when none has.
  mutating func next(_ name: String) -> Int? {
    if guess < properties.count, properties[guess].name == name {
      guess += 1
      return guess - 1
    }
    let known =
      known
      ?? Dictionary(
        zip(properties.lazy.map(\.name), properties.indices), uniquingKeysWith: { a, _ in a })
    self.known = known
    guard let place = known[name] else { return nil }
    guess = place + 1
    return place
  }
}

extension JSONValue {
  /// Whether the value is of one of the types.
  fileprivate func isOf(any types: Set<JSONType>) -> Bool {
    // Most nodes have one type, and the first one found is it.
    for type in types where isOf(type) { return true }
    return false
  }

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
