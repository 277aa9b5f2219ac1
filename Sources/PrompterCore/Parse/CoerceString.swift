extension Coercer {
  /// Fits a value to a string.
  mutating func coerceString(
    _ node: JSONNode, as target: SchemaNode, at path: FieldPath
  ) throws(ParseFailure) -> Coerced {
    switch node.content {
    case .leaf(.string(let text)):
      if target.format == .date, CalendarDate(iso: text) == nil, let date = DateReader.read(text) {
        return mended(
          node, .string(date.description), by: .dateNormalised, at: path, penalty: 1)
      }
      return leaf(node, .string(text), at: path)
    case .leaf(let value):
      return mended(
        node, .string(spelling(of: value, at: node.range)), by: .textFromValue, at: path,
        penalty: 2)
    case .array(let items):
      return try single(of: items, in: node, at: path) { coercer, item throws(ParseFailure) in
        try coercer.coerce(item, as: target, at: path)
      }
    case .object:
      try requireInvention(at: path)
      let text = try written(node, at: path).text()
      return mended(node, .string(text), by: .textFromValue, at: path, penalty: 2)
    }
  }

  /// A number as the answer spelt it (`12.50`), and any other value as JSON.
  private func spelling(of value: JSONValue, at range: Range<Int>) -> String {
    if value.double != nil, range.upperBound <= answer.count, range.count <= 40 {
      let text = String(decoding: answer[range], as: UTF8.self)
      if let number = Double(text), number == value.double { return text }
    }
    return value.text()
  }
}
