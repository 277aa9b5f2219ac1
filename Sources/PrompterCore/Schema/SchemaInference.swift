/// Makes a schema that given records fit.
public enum SchemaInference {
  /// A string field with at most this many different values, seen often enough, becomes an
  /// enumeration.
  static let maximumLabels = 12

  /// The JSON Schema of records: types, absent and null values, labels, dates, lists, objects.
  public static func schema(of records: [JSONValue]) -> JSONValue {
    var schema = node(records, total: records.count)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return .object(schema)
  }

  private static func node(_ values: [JSONValue], total: Int) -> JSONObject {
    let present = values.filter { !$0.isNull }
    var types = Set(present.map(\.typeName))
    if types == ["integer", "number"] { types = ["number"] }
    let isNullable = present.count < values.count
    var node = JSONObject()
    let names = types.sorted() + (isNullable ? ["null"] : [])
    node["type"] = names.count == 1 ? .string(names[0]) : .array(names.map(JSONValue.string))
    switch types {
    case ["object"]:
      let objects = present.compactMap(\.object)
      var keys: [String] = []
      for key in objects.flatMap(\.keys) where !keys.contains(key) { keys.append(key) }
      node["properties"] = .object(
        JSONObject(
          keys.map { key in
            (key, .object(Self.node(objects.compactMap { $0[key] }, total: objects.count)))
          }))
      node["required"] = .array(
        keys.filter { key in objects.allSatisfy { $0[key] != nil } }.map(JSONValue.string))
      node["additionalProperties"] = false
    case ["array"]:
      let items = present.flatMap { $0.array ?? [] }
      node["items"] = items.isEmpty ? [:] : .object(Self.node(items, total: items.count))
    case ["string"]: describeStrings(present.compactMap(\.string), isNullable, &node)
    default: break
    }
    return node
  }

  private static func describeStrings(
    _ texts: [String], _ isNullable: Bool, _ node: inout JSONObject
  ) {
    if texts.allSatisfy(StringFormat.date.matches) {
      node["format"] = "date"
      return
    }
    let labels = Set(texts).sorted()
    // Labels are few, short, and come again and again.
    guard labels.count <= maximumLabels, labels.count * 4 <= texts.count,
      labels.allSatisfy({ $0.count <= 40 })
    else { return }
    node["enum"] = .array(labels.map(JSONValue.string) + (isNullable ? [.null] : []))
  }
}
