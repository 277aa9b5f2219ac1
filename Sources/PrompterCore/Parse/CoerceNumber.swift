extension Coercer {
  /// Fits a value to a number or a whole number.
  mutating func coerceNumber(
    _ node: JSONNode, as type: JSONType, of target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    switch node.content {
    case .leaf(.integer(let value)):
      return leaf(node, .integer(value), at: path)
    case .leaf(.number(let value)):
      guard type == .integer else { return leaf(node, .number(value), at: path) }
      if value.rounded() == value { return leaf(node, Self.whole(value), at: path) }
      return mended(node, Self.whole(value.rounded()), by: .rounded, at: path, penalty: 1)
    case .leaf(.string(let text)):
      try countSteps(text.utf8.count / 8, at: path)
      switch NumberReader.read(text) {
      case .number(let number):
        guard type == .integer, let value = number.double, number.int == nil else {
          let value = type == .integer ? number.int.map(JSONValue.integer) ?? number : number
          return mended(node, value, by: .numberFromText, at: path, penalty: 1)
        }
        return mended(node, Self.whole(value.rounded()), by: .rounded, at: path, penalty: 2)
      case .none: throw ParseFailure(path: path, message: "must be a number, holds none")
      case .several: throw ParseFailure(path: path, message: "must be one number, holds several")
      case .ambiguous:
        throw ParseFailure(
          path: path, message: "must be a plain number: digits with a point before the decimals")
      }
    case .leaf:
      throw ParseFailure(path: path, message: "must be a number")
    case .array(let items):
      return try single(of: items, in: node, at: path) { coercer, item throws(ParseFailure) in
        try coercer.coerceNumber(item, as: type, of: target, at: path)
      }
    case .object:
      throw ParseFailure(path: path, message: "must be a number, is an object")
    }
  }

  private static func whole(_ value: Double) -> JSONValue {
    Int(exactly: value).map(JSONValue.integer) ?? .number(value)
  }
}
