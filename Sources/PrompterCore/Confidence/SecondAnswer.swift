/// A second answer's record, to compare values with.
///
/// Case, accents, white space and punctuation of texts do not count, nor the order of lists.
struct SecondAnswer {
  private let record: JSONValue
  /// The values inside lists and maps, by field: their places may differ.
  private let items: [FieldPath: Set<String>]

  init(_ record: JSONValue) {
    self.record = record
    var items: [FieldPath: Set<String>] = [:]
    for (path, value) in record.leaves where path.field != path {
      items[path.field, default: []].insert(Self.key(value))
    }
    self.items = items
  }

  /// Whether it says the same of a place.
  func says(_ value: JSONValue?, at path: FieldPath) -> Bool {
    let key = Self.key(value)
    return path.field == path
      ? Self.key(record[path]) == key : items[path.field]?.contains(key) ?? false
  }

  /// A text that is the same for values that count as the same.
  static func key(_ value: JSONValue?) -> String {
    switch value {
    case nil, .null?: return ""
    case .bool(let truth)?: return truth ? "true" : "false"
    case .integer(let number)?: return "\(Double(number))"
    case .number(let number)?: return "\(number)"
    case .string(let text)?:
      let key = FoldedText.lettersAndDigits(text)
      return key.isEmpty ? text : key
    case .array(let items)?:
      return items.isEmpty ? "" : "[\(items.map(key).sorted().joined(separator: ","))]"
    case .object(let object)?:
      let members = object.sortedByKey.map { "\($0.key):\(key($0.value))" }
      return "{\(members.joined(separator: ","))}"
    }
  }
}
