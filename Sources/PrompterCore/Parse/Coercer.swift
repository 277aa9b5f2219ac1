/// Fits a value as written to a schema, and counts what that took.
///
/// The weights are those of BAML's schema-aligned parsing (October 2024); a nested value counts ten
/// times, so that a fault near the leaves outweighs one of the shell.
struct Coercer {
  /// A value that fits its place in the schema.
  struct Coerced {
    /// Something that speaks against a value among several options.
    enum Weakness {
      case none
      /// An object of which no key was found.
      case allDefaults
      /// An object made of a bare text.
      case impliedText
    }

    var value: JSONValue
    var penalty = 0
    var weakness = Weakness.none
  }

  /// The notes taken so far, to go back to when an attempt fails.
  struct Mark {
    fileprivate let repairs, places: Int
    fileprivate let flags: Set<ParseFlag>
  }

  /// How many layers may be put around a value.
  static let maximumInventedLayers = 2
  /// How deeply strings are looked into for JSON.
  static let maximumEmbedding = 3
  /// What a penalty is cut off at.
  static let maximumPenalty = 1_000_000

  let schema: Schema
  let answer: [UInt8]
  /// How much work may still be done.
  var remainingSteps: Int
  var repairs: [Repair] = []
  var places: [(path: FieldPath, range: Range<Int>)] = []
  var flags: Set<ParseFlag> = []
  var embedding = 0
  /// How many layers were put around the current value that the answer does not have.
  var inventedLayers = 0

  /// Makes a coercer that does a bounded amount of work.
  init(schema: Schema, answer: [UInt8], steps: Int) {
    self.schema = schema
    self.answer = answer
    remainingSteps = steps
  }

  /// Fits a value to a place; throws why it does not fit.
  mutating func coerce(
    _ node: JSONNode, as declared: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    try countSteps(1, at: path)
    // A node without references is its own target; most are, and need not be copied.
    guard declared.reference == nil, declared.options.isEmpty else {
      let (target, isNullable) = schema.resolve(declared)
      return try coerce(node, as: target, isNullable: isNullable, at: path)
    }
    return try coerce(node, as: declared, isNullable: declared.allowsNull, at: path)
  }

  private mutating func coerce(
    _ node: JSONNode, as target: SchemaNode, isNullable: Bool, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    if case .leaf(.null) = node.content {
      guard isNullable || target.allowsEverything else {
        throw ParseFailure(path: path, message: "must not be null")
      }
      return leaf(node, .null, at: path)
    }
    guard isNullable else { return try coerceValue(node, as: target, at: path) }
    let mark = mark()
    do throws(ParseFailure) {
      return try coerceValue(node, as: target, at: path)
    } catch {
      guard remainingSteps > 0 else { throw error }
      goBack(to: mark)
      repairs.append(
        Repair(.unreadable, at: path, before: try written(node, at: path), after: .null))
      return Coerced(value: .null, penalty: 2)
    }
  }

  private mutating func coerceValue(
    _ node: JSONNode, as target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    if target.allowed != nil { return try coerceAllowed(node, as: target, at: path) }
    if target.options.count > 1 { return try coerceOptions(node, as: target, at: path) }
    var types = target.types
    if types.count > 1 { types.remove(.null) }
    guard let type = types.first, type != .null else {
      return try coerceUntyped(node, as: target, at: path)
    }
    guard types.count == 1 else { return try coerce(node, as: types, of: target, at: path) }
    return try coerce(node, as: type, of: target, at: path)
  }

  /// Fits a value to one type of a node.
  mutating func coerce(
    _ node: JSONNode, as type: JSONType, of target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    switch type {
    case .string: try coerceString(node, as: target, at: path)
    case .integer, .number: try coerceNumber(node, as: type, of: target, at: path)
    case .boolean: try coerceBool(node, as: target, at: path)
    case .array: try coerceArray(node, as: target, at: path)
    case .object: try coerceObject(node, as: target, at: path)
    case .null: throw ParseFailure(path: path, message: "must be null")
    }
  }

  private mutating func coerceUntyped(
    _ node: JSONNode, as target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    if !target.properties.isEmpty || target.values != nil {
      return try coerceObject(node, as: target, at: path)
    }
    if target.items != nil { return try coerceArray(node, as: target, at: path) }
    try keepPlaces(node, at: path)
    return Coerced(value: node.value)
  }

  /// Keeps a value as it is.
  mutating func keepPlaces(_ node: JSONNode, at path: FieldPath) throws(ParseFailure) {
    try countSteps(1, at: path)
    switch node.content {
    case .leaf: places.append((path, node.range))
    case .array(let items):
      for (index, item) in items.enumerated() { try keepPlaces(item, at: path.index(index)) }
    case .object(let members):
      var last: [String: Int] = [:]
      for (index, member) in members.enumerated() { last[member.key] = index }
      if last.count < members.count { flags.insert(.duplicateKey) }
      for (index, member) in members.enumerated() where last[member.key] == index {
        try keepPlaces(member.value, at: path.key(member.key))
      }
    }
  }

  /// A scalar whose place is remembered.
  mutating func leaf(
    _ node: JSONNode, _ value: JSONValue, at path: FieldPath, penalty: Int = 0
  ) -> Coerced {
    places.append((path, node.range))
    return Coerced(value: value, penalty: penalty)
  }

  /// A scalar that a rule changed.
  mutating func mended(
    _ node: JSONNode, _ value: JSONValue, by rule: ParseRule, at path: FieldPath, penalty: Int
  ) -> Coerced {
    repairs.append(Repair(rule, at: path, before: node.value, after: value))
    return leaf(node, value, at: path, penalty: penalty)
  }

  /// Takes work off the budget; throws when it is spent.
  mutating func countSteps(_ count: Int, at path: FieldPath) throws(ParseFailure) {
    guard path.steps.count <= Schema.maximumValueDepth else {
      throw ParseFailure(path: path, message: "nested too deeply")
    }
    remainingSteps -= count
    guard remainingSteps > 0 else {
      remainingSteps = 0
      throw ParseFailure(path: path, message: "too large to read")
    }
  }

  /// The value as it was written, for a note; every level of a nested value may take it anew.
  mutating func written(
    _ node: JSONNode, at path: FieldPath
  ) throws(ParseFailure) -> JSONValue {
    if let value = node.scalar { return value }
    try countSteps(node.range.count / 8, at: path)
    return node.value
  }

  /// Remembers the notes as they are.
  func mark() -> Mark { Mark(repairs: repairs.count, places: places.count, flags: flags) }

  /// Forgets what was noted since.
  mutating func goBack(to mark: Mark) {
    repairs.removeSubrange(mark.repairs...)
    places.removeSubrange(mark.places...)
    flags = mark.flags
  }

  /// Tries several ways and keeps the cheapest, the first of equals; throws what the first way
  /// that got furthest threw.
  mutating func cheapest(
    of count: Int, at path: FieldPath,
    _ attempt: (inout Coercer, Int) throws(ParseFailure) -> Coerced
  ) throws(ParseFailure) -> Coerced {
    let start = mark()
    var best: (coerced: Coerced, repairs: [Repair], places: [(FieldPath, Range<Int>)])?
    var bestFlags = flags
    var failure: ParseFailure?
    for index in 0..<count {
      do throws(ParseFailure) {
        let coerced = try attempt(&self, index)
        if best.map({ coerced.penalty < $0.coerced.penalty }) ?? true {
          best = (coerced, Array(repairs[start.repairs...]), Array(places[start.places...]))
          bestFlags = flags
        }
      } catch {
        if failure.map({ $0.path.steps.count < error.path.steps.count }) ?? true { failure = error }
      }
      goBack(to: start)
      if best?.coerced.penalty == 0 || remainingSteps <= 0 { break }
    }
    guard remainingSteps > 0, let best else {
      throw failure ?? ParseFailure(path: path, message: "holds no value")
    }
    repairs += best.repairs
    places += best.places.map { (path: $0.0, range: $0.1) }
    flags = bestFlags
    return best.coerced
  }

  /// Fits a value behind a layer that the answer does not have; without a bound a recursive schema
  /// would put layer around layer.
  mutating func coerceInvented(
    _ node: JSONNode, as declared: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    try requireInvention(at: path)
    inventedLayers += 1
    defer { inventedLayers -= 1 }
    return try coerce(node, as: declared, at: path)
  }

  /// Throws when no more layers may be put around or taken off the current value.
  func requireInvention(at path: FieldPath) throws(ParseFailure) {
    guard inventedLayers < Self.maximumInventedLayers else {
      throw ParseFailure(path: path, message: "has another shape")
    }
  }

  /// Fits a value that the answer has within the current one.
  mutating func coercePart(
    _ node: JSONNode, as declared: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    let layers = inventedLayers
    inventedLayers = 0
    defer { inventedLayers = layers }
    return try coerce(node, as: declared, at: path)
  }

  /// The penalty of nested values.
  static func nested(_ penalty: Int) -> Int { min(maximumPenalty, penalty) * 10 }

  /// Reads the JSON in a string, as long as strings in strings end.
  mutating func embedded<Result>(
    _ text: String, _ node: JSONNode, at path: FieldPath,
    _ use: (inout Coercer, JSONNode) throws(ParseFailure) -> Result
  ) throws(ParseFailure) -> Result? {
    guard embedding < Self.maximumEmbedding, EmbeddedJSON.mayBe(in: text) else { return nil }
    // In vain it is work too.
    try countSteps(text.utf8.count / 8, at: path)
    guard let inner = EmbeddedJSON(text, at: node.range, in: answer) else { return nil }
    embedding += 1
    defer { embedding -= 1 }
    flags.formUnion(inner.flags)
    repairs.append(Repair(.jsonInString, at: path))
    return try use(&self, inner.node)
  }
}

extension JSONNode {
  /// The value of a leaf.
  var scalar: JSONValue? {
    guard case .leaf(let value) = content else { return nil }
    return value
  }

  /// Whether the value is of a type.
  func isOf(_ type: JSONType) -> Bool {
    switch content {
    case .leaf(let value): value.isOf(type)
    case .array: type == .array
    case .object: type == .object
    }
  }
}

extension SchemaNode {
  /// Whether the node says nothing about a value.
  fileprivate var allowsEverything: Bool {
    types.isEmpty && allowed == nil && options.isEmpty && properties.isEmpty && values == nil
      && items == nil
  }
}
