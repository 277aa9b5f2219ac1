import Testing

@testable import PrompterCore

/// An answer, and the record that must come out of it.
struct ParseCase: Sendable, CustomTestStringConvertible {
  /// The rule of the specification and what the case shows.
  let name: String
  /// The schema as JSON.
  let schema: String
  let text: String
  /// The record as JSON; nil when the answer must be refused.
  let record: String?
  /// The rules that must have been noted, each once.
  let rules: Set<ParseRule>
  let flags: Set<ParseFlag>
  let isCutOff: Bool

  /// A case with free fields `a` and `b`, so that nothing but syntax is mended.
  init(
    _ name: String, _ text: String, _ record: String?, _ rules: Set<ParseRule> = [],
    flags: Set<ParseFlag> = [], isCutOff: Bool = false
  ) {
    self.init(
      name, fields: #""a": {}, "b": {}"#, text, record, rules, flags: flags, isCutOff: isCutOff)
  }

  /// A case with a field `x` that is required, and a free one beside it so that no key is implied.
  init(
    _ name: String, x: String, _ value: String, _ record: String?, _ rules: Set<ParseRule> = [],
    flags: Set<ParseFlag> = []
  ) {
    self.init(
      name, fields: #""x": \#(x), "y": {}"#, required: ["x"], #"{"x": \#(value)}"#,
      record.map { #"{"x": \#($0)}"# }, rules, flags: flags)
  }

  /// A case with fields of its own.
  init(
    _ name: String, fields: String, required: [String] = [], _ text: String, _ record: String?,
    _ rules: Set<ParseRule> = [], flags: Set<ParseFlag> = [], isCutOff: Bool = false
  ) {
    let required = JSONValue.array(required.map { .string($0) }).text()
    schema = #"{"type": "object", "properties": {\#(fields)}, "required": \#(required)}"#
    self.name = name
    self.text = text
    self.record = record
    self.rules = rules
    self.flags = flags
    self.isCutOff = isCutOff
  }

  var testDescription: String { name }

  /// What the parser makes of the answer.
  func parse() throws -> Result<ParsedRecord, ParseFailure> {
    try LenientParser(schema: Schema(json: schema)).parse(text, isCutOff: isCutOff)
  }

  /// Compares what the parser makes of the answer with what it should.
  func check() throws {
    let result = try parse()
    guard let record else {
      #expect(throws: ParseFailure.self) { try result.get() }
      return
    }
    let parsed = try result.get()
    #expect(parsed.value.text() == (try JSONParser.parse(record).text()))
    #expect(Set(parsed.repairs.map(\.rule)) == Set(rules.map(\.rawValue)))
    #expect(parsed.flags == flags)
  }
}

extension Result where Failure == ParseFailure {
  /// Why the answer was refused, or nil.
  var failure: ParseFailure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}
