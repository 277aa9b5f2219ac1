@testable import PrompterCore

/// Schemas that have everything that the parser treats in a way of its own.
private let schemas: [Schema] = [
  #"{"type": "object", "properties": {"a": {}, "b": {"type": "string"}}}"#,
  #"""
  {"type": "object", "required": ["n", "l", "d"], "additionalProperties": false, "properties": {
    "n": {"type": "number"}, "i": {"type": "integer"}, "f": {"type": "boolean"},
    "l": {"enum": ["LOW", "HIGH", null]}, "d": {"type": "string", "format": "date"},
    "s": {"type": ["string", "null"], "pattern": "^[a-z]+-[0-9]{1,8}$"}}}
  """#,
  #"""
  {"type": "object", "properties": {
    "items": {"type": "array", "items": {"type": "object", "required": ["p"], "properties": {
      "p": {"type": "number"}, "q": {"type": "array", "items": {"type": "string"}}}}},
    "map": {"type": "object", "additionalProperties": {"type": "integer"}}}}
  """#,
  #"""
  {"type": "object", "properties": {
    "u": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "number"},
      {"type": "array", "items": {"type": "number"}},
      {"type": "object", "properties": {"k": {"const": "x"}, "v": {"type": "integer"}}}]}},
    "w": {"oneOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/B"}]}},
   "$defs": {"A": {"type": "object", "properties": {"t": {"const": "A"}, "n": {"$ref": "#/$defs/B"}}},
     "B": {"type": "object", "properties": {"t": {"const": "B"},
       "below": {"type": "array", "items": {"$ref": "#/$defs/A"}}}}}}
  """#,
].compactMap { try? Schema(json: $0) }

private let parsers = schemas.map(LenientParser.init)

/// An answer: whatever it is, its record has the schema's shape and its places lie in it.
func feedAnswer(_ bytes: [UInt8]) {
  precondition(parsers.count == 4, "a schema does not compile")
  var choices = Choices(bytes)
  let chosen = choices.next(below: parsers.count)
  let isCutOff = choices.next(below: 2) == 1
  let text = choices.text
  guard case .success(let record) = parsers[chosen].parse(text, isCutOff: isCutOff) else { return }
  precondition(record.value.object != nil, "a record is an object")
  precondition(record.penalty >= 0, "nothing fits better than what fits")
  for range in record.places.values {
    precondition(range.upperBound <= text.utf8.count, "a place lies outside of the answer")
  }
  _ = record.cutLeaf(in: text)
  _ = schemas[chosen].violations(of: record.value)
  var grounding = Grounding(text)
  for (_, value) in record.value.leaves.prefix(50) { _ = grounding.span(of: value) }
  let written = record.value.text(.spaced)
  precondition((try? JSONParser.parse(written)) != nil, "a record cannot be written and read")
}

/// Strict JSON: what is read can be written and is read again as the same.
func feedJSON(_ bytes: [UInt8]) {
  _ = try? JSONParser.parse(bytes, leaving: "logprobs")
  guard let value = try? JSONParser.parse(bytes) else { return }
  for style in [JSONStyle.compact, .spaced, .pretty, .canonical] {
    let written = value.bytes(style)
    let again = try? JSONParser.parse(written)
    precondition(again?.bytes(style) == written, "written and read differ")
  }
}

/// A schema and a value on lines of their own, or a regular expression and a text.
func feedSchema(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  let isPattern = choices.next(below: 2) == 1
  let parts = choices.text.split(
    separator: "\u{1}", maxSplits: 1, omittingEmptySubsequences: false)
  let (first, second) = (String(parts[0]), String(parts.dropFirst().first ?? ""))
  if isPattern {
    guard let pattern = try? Pattern(first) else { return }
    _ = pattern.matches(second)
    _ = pattern.matches(first)
  } else {
    guard let schema = try? Schema(json: first) else { return }
    guard case .success(let record) = LenientParser(schema: schema).parse(second) else { return }
    _ = schema.violations(of: record.value)
  }
}
