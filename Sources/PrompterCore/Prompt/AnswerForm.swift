/// How a model writes its answers: the record as it is, or with a thought before it, or without what
/// the text does not give.
struct AnswerForm: Sendable {
  /// What answers must be like.
  let schema: Schema
  private let record: Schema
  /// The key of the thought; nil without one.
  let thought: String?
  private let omitsAbsent: Bool

  /// Tokens that a thought may take beside the record.
  static let thoughtTokens = 200

  /// The form of a layout; a schema whose root names no fields has one form only.
  init(_ template: PromptTemplate) {
    record = template.schema
    var json = record.source
    var thought: String?
    var omits = false
    if template.layout.absent == .omitted {
      let relaxed = Self.relaxed(json, depth: 0)
      omits = relaxed != json
      json = relaxed
    }
    if template.layout.reasoning, let (name, wider) = Self.thoughtful(json) {
      (thought, json) = (name, wider)
    }
    if thought != nil || omits, let schema = try? Schema(json) {
      (self.schema, self.thought, omitsAbsent) = (schema, thought, omits)
    } else {
      (schema, self.thought, omitsAbsent) = (record, nil, false)
    }
  }

  /// What the prompt says about the form.
  var rule: String {
    var text = "Answer with one JSON object and nothing else."
    if let thought {
      text +=
        " Begin it with \"\(thought)\": in a sentence or two, what in the text gives the values."
    }
    if omitsAbsent { text += " Leave out what the text does not give." }
    return text
  }

  /// A demonstration's record as the model should write it.
  func text(_ demonstration: Demonstration) -> String {
    var value = record.ordered(demonstration.expected)
    if omitsAbsent { value = Self.withoutNulls(value) }
    if let thought, let reasoning = demonstration.reasoning, let object = value.object {
      var whole: JSONObject = [thought: .string(reasoning)]
      for (key, member) in object { whole[key] = member }
      value = .object(whole)
    }
    return value.text(.spaced)
  }

  /// Whether answers are the records themselves.
  var isPlain: Bool { thought == nil && !omitsAbsent }

  /// The record of an answer, and the thought before it.
  func parts(_ answer: JSONValue) -> (record: JSONValue, reasoning: String?) {
    var value = answer
    var reasoning: String?
    if let thought, var object = value.object {
      reasoning = object[thought]?.string
      object[thought] = nil
      value = .object(object)
    }
    return (omitsAbsent ? record.ordered(value) : value, reasoning)
  }

  // MARK: Schemas of answers

  /// With a thought as the first property.
  private static func thoughtful(_ json: JSONValue) -> (name: String, json: JSONValue)? {
    guard var object = json.object, let properties = object["properties"]?.object else {
      return nil
    }
    let name = properties["reasoning"] == nil ? "reasoning" : "reasoning_"
    guard properties[name] == nil else { return nil }
    var wider: JSONObject = [name: ["type": "string"]]
    for (key, member) in properties { wider[key] = member }
    object["properties"] = .object(wider)
    object["required"] = .array([.string(name)] + (object["required"]?.array ?? []))
    return (name, .object(object))
  }

  /// With every property that may be null allowed to be missing.
  private static func relaxed(_ json: JSONValue, depth: Int) -> JSONValue {
    guard depth < Schema.maximumValueDepth else { return json }
    switch json {
    case .array(let items): return .array(items.map { relaxed($0, depth: depth + 1) })
    case .object(let object):
      var result = JSONObject()
      for (key, member) in object { result[key] = relaxed(member, depth: depth + 1) }
      if let required = object["required"]?.array, let properties = object["properties"]?.object {
        result["required"] = .array(
          required.filter { name in
            !(name.string.flatMap { properties[$0] }.map(mayBeNull) ?? false)
          })
      }
      return .object(result)
    default: return json
    }
  }

  private static func mayBeNull(_ json: JSONValue) -> Bool {
    let type = json[key: "type"]
    if type?.string == "null" || type?.array?.contains("null") == true { return true }
    for key in ["anyOf", "oneOf"] {
      if json[key: key]?.array?.contains(where: { $0[key: "type"]?.string == "null" }) == true {
        return true
      }
    }
    return false
  }

  private static func withoutNulls(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let items): return .array(items.map(withoutNulls))
    case .object(let object):
      return .object(
        JSONObject(object.filter { !$0.value.isNull }.map { ($0.key, withoutNulls($0.value)) }))
    default: return value
    }
  }
}
