/// Turns JSON Schema as written into `SchemaNode`s, and refuses what it does not understand.
struct SchemaCompiler {
  /// How deeply subschemas may be nested.
  static let maximumDepth = 64

  /// Keywords that say nothing about a value.
  private static let annotations: Set<String> = [
    "$schema", "$id", "$comment", "$anchor", "examples", "deprecated", "readOnly", "writeOnly",
    "discriminator", "$defs", "definitions", "contentEncoding", "contentMediaType",
  ]

  /// How pydantic's patterns of a `Decimal` start; the look-ahead means "with a digit in it".
  private static let pydanticDecimal = "^(?!^[-+.]*$)[+-]?0*"
  /// The same without looking ahead; limits on digits are left out.
  private static let decimal = #"^[+-]?(\d+\.?\d*|\.\d+)$"#

  /// Formats that say what a text is for rather than how it looks; pydantic prints them.
  private static let uncheckedFormats: Set<String> = [
    "duration", "path", "file-path", "directory-path", "password", "binary", "base64url",
    "json-string", "name-email", "multi-host-uri", "ipv4", "ipv6", "ipvanyaddress",
    "ipv4network", "ipv6network", "ipv4interface", "ipv6interface", "ipvanynetwork",
    "ipvanyinterface",
  ]

  /// Compiles the root and all definitions, and checks every reference.
  static func compile(
    _ source: JSONValue
  ) throws(SchemaError) -> (root: SchemaNode, definitions: [String: SchemaNode]) {
    let root = try node(source, at: "#", depth: 0)
    var definitions = ["#": root]
    for container in ["$defs", "definitions"] {
      guard let object = source[key: container]?.object else { continue }
      for (name, value) in object {
        definitions[name] = try node(value, at: "#/\(container)/\(name)", depth: 0)
      }
    }
    for (name, start) in definitions.sorted(by: { $0.key < $1.key }) {
      let pointer = name == "#" ? "#" : "#/$defs/\(name)"
      try checkReferences(of: start, at: pointer, in: definitions)
      guard !leadsBack(start, to: name, in: definitions) else {
        throw SchemaError(pointer: pointer, message: "$ref leads back to itself")
      }
    }
    return (root, definitions)
  }

  private static func node(
    _ source: JSONValue, at pointer: String, depth: Int
  ) throws(SchemaError) -> SchemaNode {
    guard depth < maximumDepth else {
      throw SchemaError(pointer: pointer, message: "nested too deeply")
    }
    if case .bool(true) = source { return SchemaNode() }
    guard let object = source.object else {
      throw SchemaError(pointer: pointer, message: "a schema must be an object")
    }
    var node = SchemaNode()
    var reader = KeywordReader(pointer: pointer, depth: depth)
    for (keyword, value) in object where !annotations.contains(keyword) {
      try reader.read(keyword, value, into: &node)
    }
    for name in node.required where !node.properties.isEmpty {
      guard node.properties.contains(where: { $0.name == name }) else {
        throw SchemaError(
          pointer: pointer, message: "required names '\(name)', which is no property")
      }
    }
    if node.items == nil, !node.prefix.isEmpty {
      var item = SchemaNode()
      for place in node.prefix where !item.options.contains(place) { item.options.append(place) }
      node.items = .node(item.options.count == 1 ? item.options[0] : item)
    }
    if node.types.isEmpty, !node.properties.isEmpty { node.types = [.object] }
    if node.types.isEmpty, node.items != nil { node.types = [.array] }
    return node
  }

  /// Refuses references that lead nowhere.
  private static func checkReferences(
    of node: SchemaNode, at pointer: String, in definitions: [String: SchemaNode]
  ) throws(SchemaError) {
    if let reference = node.reference, definitions[reference] == nil {
      throw SchemaError(
        pointer: pointer, message: "$ref leads to '\(reference)', which is not in $defs")
    }
    let children =
      node.options + node.properties.map(\.node) + node.prefix
      + [node.items?.node, node.values?.node, node.names?.node].compactMap { $0 }
    for child in children { try checkReferences(of: child, at: pointer, in: definitions) }
  }

  /// Whether references and unions lead from a node to a definition without reaching a value.
  private static func leadsBack(
    _ start: SchemaNode, to name: String, in definitions: [String: SchemaNode]
  ) -> Bool {
    var seen: Set<String> = []
    var waiting = [start]
    while let node = waiting.popLast() {
      waiting += node.options
      guard let reference = node.reference else { continue }
      if reference == name { return true }
      if seen.insert(reference).inserted, let next = definitions[reference] { waiting.append(next) }
    }
    return false
  }

  /// Reads the keywords of one schema object.
  private struct KeywordReader {
    let pointer: String
    let depth: Int

    mutating func read(
      _ keyword: String, _ value: JSONValue, into node: inout SchemaNode
    ) throws(SchemaError) {
      switch keyword {
      case "type": node.types = try types(value)
      case "title": node.title = try string(keyword, value)
      case "description": node.description = try string(keyword, value)
      case "default": node.defaultValue = value
      case "enum":
        let labels = try list(keyword, value)
        guard !labels.isEmpty else { throw error("enum must not be empty") }
        node.allowed = labels
      case "const": node.allowed = [value]
      case "properties": node.properties = try properties(value)
      case "required": node.required = try Set(strings(keyword, value))
      case "additionalProperties":
        if let flag = value.bool {
          node.isClosed = !flag
        } else {
          node.values = .node(try subschema(keyword, value))
        }
      case "propertyNames": node.names = .node(try subschema(keyword, value))
      case "items": node.items = .node(try subschema(keyword, value))
      case "prefixItems": node.prefix = try subschemas(keyword, value)
      case "anyOf": node.options = try subschemas(keyword, value)
      case "oneOf":
        node.options = try subschemas(keyword, value)
        node.optionsAreExclusive = true
      case "allOf":
        // What pydantic prints to put a description beside a reference.
        let parts = try subschemas(keyword, value)
        guard parts.count == 1, let part = parts.first, part.reference != nil else {
          throw error("allOf is supported for one $ref only")
        }
        node.reference = part.reference
      case "$ref": node.reference = try reference(value)
      case "minimum": node.numberLimits.minimum = try number(keyword, value)
      case "maximum": node.numberLimits.maximum = try number(keyword, value)
      case "exclusiveMinimum": node.numberLimits.exclusiveMinimum = try number(keyword, value)
      case "exclusiveMaximum": node.numberLimits.exclusiveMaximum = try number(keyword, value)
      case "multipleOf":
        let step = try number(keyword, value)
        guard step > 0 else { throw error("multipleOf must be above 0") }
        node.numberLimits.multipleOf = step
      case "minLength": node.lengthLimits.minimum = try count(keyword, value)
      case "maxLength": node.lengthLimits.maximum = try count(keyword, value)
      case "minItems": node.itemLimits.minimum = try count(keyword, value)
      case "maxItems": node.itemLimits.maximum = try count(keyword, value)
      case "minProperties": node.propertyLimits.minimum = try count(keyword, value)
      case "maxProperties": node.propertyLimits.maximum = try count(keyword, value)
      case "uniqueItems": node.hasUniqueItems = try flag(keyword, value)
      case "pattern":
        let text = try string(keyword, value)
        let isDecimal = text.hasPrefix(SchemaCompiler.pydanticDecimal)
        do { node.pattern = try Pattern(isDecimal ? SchemaCompiler.decimal : text) } catch {
          throw self.error("pattern '\(text)': \(error)")
        }
      case "format":
        let name = try string(keyword, value)
        if SchemaCompiler.uncheckedFormats.contains(name) { break }
        // Pydantic tells the versions of UUIDs apart: uuid1 to uuid8.
        let isUUID = name.hasPrefix("uuid") && name.count == 5
        guard let format = isUUID ? .uuid : StringFormat(rawValue: name) else {
          let known = StringFormat.allCases.map(\.rawValue).joined(separator: ", ")
          throw error("unsupported format '\(name)'; known are \(known)")
        }
        node.format = format
      case "x-metric": node.metric = value
      case "evaluation_config": node.metric = node.metric ?? value
      case "x-derived": node.isDerived = try flag(keyword, value)
      case "x-weight":
        let weight = try number(keyword, value)
        guard weight >= 0 else { throw error("x-weight must be 0 or above") }
        node.weight = weight
      default:
        guard keyword.hasPrefix("x-") else { throw error("unsupported keyword '\(keyword)'") }
      }
    }

    private func error(_ message: String) -> SchemaError {
      SchemaError(pointer: pointer, message: message)
    }

    private func subschema(_ keyword: String, _ value: JSONValue) throws(SchemaError) -> SchemaNode
    {
      try SchemaCompiler.node(value, at: "\(pointer)/\(keyword)", depth: depth + 1)
    }

    private func subschemas(
      _ keyword: String, _ value: JSONValue
    ) throws(SchemaError) -> [SchemaNode] {
      let values = try list(keyword, value)
      guard !values.isEmpty else { throw error("\(keyword) must not be empty") }
      var nodes: [SchemaNode] = []
      for (index, value) in values.enumerated() {
        nodes.append(try subschema("\(keyword)/\(index)", value))
      }
      return nodes
    }

    private func properties(_ value: JSONValue) throws(SchemaError) -> [SchemaNode.Property] {
      guard let object = value.object else { throw error("properties must be an object") }
      var properties: [SchemaNode.Property] = []
      for (name, value) in object {
        properties.append(.init(name: name, node: try subschema("properties/\(name)", value)))
      }
      return properties
    }

    private func types(_ value: JSONValue) throws(SchemaError) -> Set<JSONType> {
      var types: Set<JSONType> = []
      let names: [String]
      if let name = value.string { names = [name] } else { names = try strings("type", value) }
      for name in names {
        guard let type = JSONType(rawValue: name) else { throw error("unknown type '\(name)'") }
        types.insert(type)
      }
      return types
    }

    private func reference(_ value: JSONValue) throws(SchemaError) -> String {
      let text = try string("$ref", value)
      if text == "#" { return "#" }
      for prefix in ["#/$defs/", "#/definitions/"] where text.hasPrefix(prefix) {
        return String(text.dropFirst(prefix.count))
      }
      throw error("$ref '\(text)' leads outside; only '#' and '#/$defs/NAME' are followed")
    }

    private func list(_ keyword: String, _ value: JSONValue) throws(SchemaError) -> [JSONValue] {
      guard let items = value.array else { throw error("\(keyword) must be an array") }
      return items
    }

    private func strings(_ keyword: String, _ value: JSONValue) throws(SchemaError) -> [String] {
      let items = try list(keyword, value)
      let strings = items.compactMap(\.string)
      guard strings.count == items.count else { throw error("\(keyword) must hold strings") }
      return strings
    }

    private func string(_ keyword: String, _ value: JSONValue) throws(SchemaError) -> String {
      guard let text = value.string else { throw error("\(keyword) must be a string") }
      return text
    }

    private func number(_ keyword: String, _ value: JSONValue) throws(SchemaError) -> Double {
      guard let number = value.double else { throw error("\(keyword) must be a number") }
      return number
    }

    private func count(_ keyword: String, _ value: JSONValue) throws(SchemaError) -> Int {
      guard let count = value.int, count >= 0 else {
        throw error("\(keyword) must be a whole number, 0 or above")
      }
      return count
    }

    private func flag(_ keyword: String, _ value: JSONValue) throws(SchemaError) -> Bool {
      guard let flag = value.bool else { throw error("\(keyword) must be true or false") }
      return flag
    }
  }
}
