extension PromptTemplate {
  /// The prompt for a document.
  ///
  /// Throws `PromptError` when the instruction names an input that the document does not have.
  public func prompt(for document: Document) throws(PromptError) -> Prompt {
    try PromptRenderer(self).prompt(for: document)
  }

  /// The fields as text.
  var guide: String {
    switch layout.guide {
    case .none: return ""
    case .schema: return "JSON Schema: \(schema.forProviders.text(.spaced))\n"
    case .fields: break
    }
    var text = "Fields:\n"
    for field in schema.fields {
      let words = fields[field.path]?.text ?? ""
      text += "- \(field.path) (\(schema.typeText(field)))"
      text += words.isEmpty ? "\n" : ": \(words)\n"
    }
    return text
  }

  /// Whether it says something else about the fields than the schema does: then the schema that
  /// constrains answers must not contradict it.
  var hasOwnWords: Bool {
    layout.guide == .none
      || schema.fields.contains {
        fields[$0.path] != FieldGuidance(description: $0.node.description ?? "")
      }
  }

  /// Fills `{name}` with the document's inputs; a text with no named inputs stays as it is.
  func filled(_ text: String, for document: Document) throws(PromptError) -> String {
    guard let input = document.input else { return text }
    var filled = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      filled += rest[..<open]
      let name = rest[rest.index(after: open)...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      guard !name.isEmpty, name.endIndex < rest.endIndex, rest[name.endIndex] == "}" else {
        filled.append("{")
        rest = rest[rest.index(after: open)...]
        continue
      }
      guard let value = input[String(name)] else {
        throw PromptError(
          message: "the instruction names the input '{\(name)}', which document "
            + "'\(document.id)' does not have")
      }
      filled += value.string ?? value.text(.spaced)
      rest = rest[rest.index(after: name.endIndex)...]
    }
    return filled + rest
  }
}

extension Schema {
  /// The schema as providers take it: our own annotations left out, keys sorted but for those of
  /// `properties`, so that a schema read from an artifact gives the same bytes.
  var forProviders: JSONValue { Self.without(Self.isOwn, source) }

  /// The same without words about the fields, for prompts that use words of their own.
  var withoutWords: JSONValue {
    Self.without({ Self.isOwn($0) || $0 == "description" }, source)
  }

  private static func isOwn(_ key: String) -> Bool {
    key.hasPrefix("x-") || key == "evaluation_config"
  }

  /// A schema without some of its keywords; names of properties and definitions are no keywords, and
  /// values are no schemas.
  private static func without(_ isLeftOut: (String) -> Bool, _ schema: JSONValue) -> JSONValue {
    switch schema {
    case .object(let object):
      let kept = object.sortedByKey.filter { !isLeftOut($0.key) }
      return .object(
        JSONObject(
          kept.map { key, value in
            switch key {
            case "properties":
              let members = value.object?.map { ($0.key, without(isLeftOut, $0.value)) }
              return (key, members.map { .object(JSONObject($0)) } ?? value)
            case "$defs", "definitions":
              let members = value.object?.sortedByKey.map { ($0.key, without(isLeftOut, $0.value)) }
              return (key, members.map { .object(JSONObject($0)) } ?? value)
            case "enum", "const", "default", "examples":
              return (key, without({ _ in false }, value))
            default: return (key, without(isLeftOut, value))
            }
          }))
    case .array(let items): return .array(items.map { without(isLeftOut, $0) })
    default: return schema
    }
  }

  /// A record with its keys in the schema's order, absent optional fields written as null.
  ///
  /// Demonstrations look alike that way, whatever order the data had; keys that the schema does not
  /// name are sorted.
  func ordered(_ record: JSONValue) -> JSONValue { ordered(record, as: root, depth: 0) }

  private func ordered(_ value: JSONValue, as node: SchemaNode, depth: Int) -> JSONValue {
    guard depth < Self.maximumValueDepth else { return value }
    var node = resolve(node).node
    if !node.options.isEmpty, value.object != nil || value.array != nil {
      let fitting = node.options.first { violations(of: value, as: $0).isEmpty }
      if let fitting { node = resolve(fitting).node }
    }
    switch value {
    case .array(let items):
      let item = node.items?.node ?? SchemaNode()
      return .array(items.map { ordered($0, as: item, depth: depth + 1) })
    case .object(let object):
      var result = JSONObject()
      for property in node.properties {
        if let member = object[property.name] {
          result[property.name] = ordered(member, as: property.node, depth: depth + 1)
        } else if resolve(property.node).isNullable {
          result[property.name] = .null
        }
      }
      for (name, member) in object.sortedByKey where result[name] == nil {
        result[name] = ordered(member, as: node.values?.node ?? SchemaNode(), depth: depth + 1)
      }
      return .object(result)
    default: return value
    }
  }
}
