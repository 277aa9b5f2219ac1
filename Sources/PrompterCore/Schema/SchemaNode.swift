/// A type that JSON Schema names.
public enum JSONType: String, Hashable, Sendable, CaseIterable {
  /// The types of JSON Schema 2020-12.
  case null, boolean, integer, number, string, array, object
}

/// One compiled (sub)schema: what a value at this place must be.
public struct SchemaNode: Hashable, Sendable {
  /// A member of an object.
  public struct Property: Hashable, Sendable {
    /// Its key.
    public var name: String
    /// What its value must be.
    public var node: SchemaNode
  }

  /// A subschema, boxed so that a node can hold nodes.
  public indirect enum Subschema: Hashable, Sendable {
    /// The subschema.
    case node(SchemaNode)

    /// The subschema.
    public var node: SchemaNode {
      switch self {
      case .node(let node): node
      }
    }
  }

  /// Limits of a number; each is inclusive unless its name says otherwise.
  public struct NumberLimits: Hashable, Sendable {
    /// `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`, `multipleOf`.
    public var minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf: Double?
  }

  /// Limits of a size: characters of a string, items of an array, members of an object.
  public struct SizeLimits: Hashable, Sendable {
    /// The smallest and the largest size, both inclusive.
    public var minimum, maximum: Int?
  }

  /// The allowed types; empty when any type will do.
  public var types: Set<JSONType> = []
  /// `title`.
  public var title: String?
  /// `description`.
  public var description: String?
  /// `default`.
  public var defaultValue: JSONValue?
  /// `enum`, or the one value of `const`.
  public var allowed: [JSONValue]?
  /// `properties`, in the order of the schema.
  public var properties: [Property] = []
  /// `required`.
  public var required: Set<String> = []
  /// `additionalProperties: false`.
  public var isClosed = false
  /// `additionalProperties` when it is a schema: the object is a map.
  public var values: Subschema?
  /// `propertyNames`: what the keys of a map must be.
  public var names: Subschema?
  /// `items`; of a tuple (`prefixItems`) what any of its items may be.
  public var items: Subschema?
  /// `prefixItems`: what the items at the first places must be.
  public var prefix: [SchemaNode] = []
  /// `anyOf` or `oneOf`; empty when there is neither.
  public var options: [SchemaNode] = []
  /// Whether `options` came from `oneOf`: exactly one may match.
  public var optionsAreExclusive = false
  /// The key of `$defs` that `$ref` names; the root is "#".
  public var reference: String?
  /// Limits of a number.
  public var numberLimits = NumberLimits()
  /// `minLength`, `maxLength`, in Unicode scalars.
  public var lengthLimits = SizeLimits()
  /// `minItems`, `maxItems`.
  public var itemLimits = SizeLimits()
  /// `minProperties`, `maxProperties`.
  public var propertyLimits = SizeLimits()
  /// `uniqueItems`.
  public var hasUniqueItems = false
  /// `pattern`.
  public var pattern: Pattern?
  /// `format`.
  public var format: StringFormat?
  /// `x-metric`: the name of a metric, or an object with `name` and its options.
  public var metric: JSONValue?
  /// `x-derived`: the value is worked out from the text, not copied from it.
  public var isDerived = false
  /// `x-weight`: how much the field counts in the record's score; 1 when nil.
  public var weight: Double?

  /// Makes a node that allows anything.
  public init() {}

  /// The labels of an enumeration of strings, null aside; nil for any other node.
  public var labels: [String]? {
    guard let allowed else { return nil }
    let labels = allowed.compactMap(\.string)
    return !labels.isEmpty && labels.count + allowed.count(where: \.isNull) == allowed.count
      ? labels : nil
  }

  /// Whether the type is given and is this one, null aside.
  public func isOnly(_ type: JSONType) -> Bool {
    types.contains(type) && types.count == (types.contains(.null) && type != .null ? 2 : 1)
  }

  /// Whether the node itself, references and options aside, names null.
  var allowsNull: Bool { types.contains(.null) || allowed?.contains(.null) == true }
}
