extension PromptTemplate {
  /// The same task asked in another shape: what a model knows it says in both, what it guesses
  /// depends on what it has just written.
  ///
  /// The fields come in the opposite order. Where there is only one, the demonstrations do; where
  /// there are too few of them too, the fields are described in another way.
  public var otherShape: PromptTemplate {
    let reversed = Self.reversed(schema.source, isProperties: false, depth: 0)
    var layout = layout
    var demonstrations = demonstrations
    if reversed.text() == schema.source.text() {
      if demonstrations.count > 1, layout.nearest == nil {
        demonstrations.reverse()
      } else {
        layout.guide = layout.guide == .fields ? .schema : .fields
      }
    }
    // Order apart it is the schema that this template was checked with.
    guard let schema = try? Schema(reversed),
      let other = try? PromptTemplate(
        schema: schema, instruction: instruction, fields: fields, demonstrations: demonstrations,
        layout: layout)
    else { return self }
    return other
  }

  /// A schema whose properties stand in the opposite order, at every level.
  private static func reversed(_ value: JSONValue, isProperties: Bool, depth: Int) -> JSONValue {
    guard depth < Schema.maximumValueDepth else { return value }
    switch value {
    case .array(let items):
      return .array(items.map { reversed($0, isProperties: false, depth: depth + 1) })
    case .object(let object):
      let members = object.map { key, member in
        (
          key,
          reversed(member, isProperties: !isProperties && key == "properties", depth: depth + 1)
        )
      }
      return .object(JSONObject(isProperties ? members.reversed() : members))
    default: return value
    }
  }
}
