extension JSONValue {
  /// This value with another one at a concrete path; nil when there is no such place.
  ///
  /// A member of an object is made when it is not there yet; nil takes it, or an item, out.
  public func setting(_ path: FieldPath, to value: JSONValue?) -> JSONValue? {
    guard let step = path.steps.first else { return value ?? .null }
    let rest = FieldPath(Array(path.steps.dropFirst()))
    switch (step, self) {
    case (.key(let name), .object(var object)):
      guard !rest.steps.isEmpty else {
        object[name] = value
        return .object(object)
      }
      guard let inner = (object[name] ?? .null).made(for: rest).setting(rest, to: value) else {
        return nil
      }
      object[name] = inner
      return .object(object)
    case (.index(let index), .array(var items)) where items.indices.contains(index):
      guard !rest.steps.isEmpty else {
        if let value { items[index] = value } else { items.remove(at: index) }
        return .array(items)
      }
      guard let inner = items[index].made(for: rest).setting(rest, to: value) else { return nil }
      items[index] = inner
      return .array(items)
    default: return nil
    }
  }

  /// An empty object in place of null where a path leads to a member.
  private func made(for path: FieldPath) -> JSONValue {
    if isNull, case .key = path.steps.first { return .object(JSONObject()) }
    return self
  }
}

/// Why a value cannot be changed as a person asked.
public struct RecordEditError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The value's path, as it was given.
  public let path: String
  /// What is wrong, in words.
  public let message: String

  /// Makes an error.
  public init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  /// The path and the fault.
  public var description: String { "\(path): \(message)" }
}

extension Schema {
  /// A record with values changed to what a person has typed.
  ///
  /// Text is taken as it is for a field of text, labels and dates included; of anything else it is
  /// JSON. Nothing at all stands for null where null is allowed.
  ///
  /// - Parameter changes: concrete paths and what was typed.
  /// Throws `RecordEditError` for the first path that is none, text that is no value, or a record
  /// that then breaks the schema.
  public func editing(
    _ record: JSONValue, _ changes: [(path: String, text: String)]
  ) throws(RecordEditError) -> JSONValue {
    let fields = Dictionary(fields.map { ($0.path, $0) }) { first, _ in first }
    var record = record
    for change in changes {
      func fault(_ message: String) -> RecordEditError {
        RecordEditError(path: change.path, message: message)
      }
      guard let path = FieldPath(change.path), !path.steps.isEmpty else {
        throw fault("is no path of a value, such as total or items[0].price")
      }
      guard let field = fields[path.field] ?? fields[path.parent.field] else {
        throw fault("the schema has no such field")
      }
      let node = fields[path.field].map(\.node) ?? items(of: field)
      let value = try typed(change.text, node, field.isOptional, change.path)
      guard let edited = record.setting(path, to: value) else {
        throw fault("the record has no such place")
      }
      record = edited
    }
    if let violation = violations(of: record).first {
      throw RecordEditError(path: violation.path.description, message: violation.message)
    }
    return record
  }

  private func items(of field: Field) -> SchemaNode {
    guard let items = field.node.items?.node ?? field.node.values?.node else { return SchemaNode() }
    return resolve(items).node
  }

  private func typed(
    _ text: String, _ node: SchemaNode, _ isOptional: Bool, _ path: String
  ) throws(RecordEditError) -> JSONValue {
    if text.isEmpty, isOptional { return .null }
    if node.labels != nil || node.isOnly(.string) { return .string(text) }
    do { return try JSONParser.parse(text) } catch {
      if node.types.contains(.string) || node.types.isEmpty { return .string(text) }
      throw RecordEditError(path: path, message: "'\(text.prefix(40))' is no \(node.typeWord)")
    }
  }
}

extension SchemaNode {
  /// What a value is called in messages to people.
  fileprivate var typeWord: String {
    if isOnly(.boolean) { return "true or false" }
    if isOnly(.integer) { return "whole number" }
    if isOnly(.number) { return "number" }
    if isOnly(.array) { return "list as JSON, such as [1, 2]" }
    return "JSON value"
  }
}
