import Testing

@testable import PrompterCore

@Suite("The fit of values to the schema")
struct CoercionTests {
  @Test("fits what can only mean one thing", arguments: accepted)
  func accepts(_ example: ParseCase) throws { try example.check() }

  @Test("does not guess", arguments: refused)
  func refuses(_ example: ParseCase) throws { try example.check() }

  private static let string = #"{"type": "string"}"#
  private static let number = #"{"type": "number"}"#
  private static let integer = #"{"type": "integer"}"#
  private static let bool = #"{"type": "boolean"}"#
  private static let level = #"{"enum": ["LOW", "HIGH", "VERY HIGH", "in_progress"]}"#
  private static let numbers = #"{"type": "array", "items": {"type": "number"}}"#
  private static let date = #"{"type": "string", "format": "date"}"#
  private static let point = #"""
    {"type": "object", "properties": {"n": {"type": "number"}, "m": {"type": "number"}},
     "required": ["n", "m"]}
    """#
  private static let holder =
    #"{"type": "object", "properties": {"n": {"type": "number"}}, "required": ["n"]}"#
  private static let nullable = #"{"type": ["number", "null"]}"#
  private static let map =
    #"{"type": "object", "additionalProperties": {"type": "integer"}}"#
  private static let shape = #"""
    {"anyOf": [
     {"type": "object", "properties": {"kind": {"const": "circle"}, "r": {"type": "number"}},
      "required": ["kind", "r"]},
     {"type": "object", "properties": {"kind": {"const": "square"}, "side": {"type": "number"}},
      "required": ["kind", "side"]}]}
    """#
  private static let textOrObject = #"""
    {"anyOf": [{"type": "object", "properties": {"s": {"type": "string"}}, "required": ["s"]},
     {"type": "object", "properties": {"q": {"type": "number"}}}, {"type": "string"}]}
    """#
  private static let described = #"""
    {"oneOf": [{"const": "A1", "title": "Net price"},
     {"const": "B2", "description": "gross price"}]}
    """#

  static let accepted: [ParseCase] = [
    ParseCase("C-string number as it was spelt", x: string, "12.50", #""12.50""#, [.textFromValue]),
    ParseCase("C-string boolean", x: string, "true", #""true""#, [.textFromValue]),
    ParseCase("C-string object", x: string, #"{"k": [1]}"#, #""{\"k\":[1]}""#, [.textFromValue]),
    ParseCase("C-number numeral", x: number, #"" 42, ""#, "42", [.numberFromText]),
    ParseCase(
      "C-number in a sentence", x: number, #""Amount due: $3,000""#, "3000",
      [.numberFromText]),
    ParseCase("C-number fraction", x: number, #""3/4""#, "0.75", [.numberFromText]),
    ParseCase("C-number percent", x: number, #""45 %""#, "45", [.numberFromText]),
    ParseCase("C-number accounting", x: number, #""(1,234)""#, "-1234", [.numberFromText]),
    ParseCase("C-int rounds", x: integer, "3.7", "4", [.rounded]),
    ParseCase("C-int text rounds", x: integer, #""3.7""#, "4", [.rounded]),
    ParseCase("C-int whole fraction is no repair", x: integer, "3.0", "3"),
    ParseCase("C-bool text", x: bool, #""True""#, "true", [.boolFromValue]),
    ParseCase("C-bool yes", x: bool, #""no""#, "false", [.boolFromValue]),
    ParseCase("C-bool 1", x: bool, "1", "true", [.boolFromValue]),
    ParseCase("C-bool word in text", x: bool, #""Yes, it is.""#, "true", [.boolFromValue]),
    ParseCase("C-enum exact", x: level, #""VERY HIGH""#, #""VERY HIGH""#),
    ParseCase("C-enum punctuation", x: level, #""In progress.""#, #""in_progress""#, [.enumMatch]),
    ParseCase("C-enum case", x: level, #""high""#, #""HIGH""#, [.enumMatch]),
    ParseCase(
      "C-enum label and reason", x: level, #""HIGH: because not LOW""#, #""HIGH""#,
      [.enumMatch]),
    ParseCase(
      "C-enum most often", x: level, #""not LOW, HIGH it is, HIGH""#, #""HIGH""#,
      [.enumMatch]),
    ParseCase("C-enum longest", x: level, #""it is very high""#, #""VERY HIGH""#, [.enumMatch]),
    ParseCase(
      "C-enum accents", x: #"{"enum": ["élevé", "bas"]}"#, #""Eleve""#, #""élevé""#,
      [.enumMatch]),
    ParseCase(
      "C-enum typo", x: #"{"enum": ["invoice", "receipt"]}"#, #""reciept""#,
      #""receipt""#, [.enumMatch]),
    ParseCase("C-enum number", x: #"{"enum": [1, 2]}"#, #""2""#, "2", [.enumMatch]),
    ParseCase("C-enum number for a label", x: #"{"enum": ["1", "2"]}"#, "2", #""2""#, [.enumMatch]),
    ParseCase("C-enum description", x: described, #""Gross price""#, #""B2""#, [.enumMatch]),
    ParseCase("C-literal", x: #"{"const": "invoice"}"#, #""Invoice""#, #""invoice""#, [.enumMatch]),
    ParseCase("C-array of one value", x: numbers, "5", "[5]", [.wrappedInArray]),
    ParseCase("C-array in a string", x: numbers, #""[1, 2]""#, "[1,2]", [.jsonInString]),
    ParseCase("C-array drops bad items", x: numbers, #"[1, "none", 3]"#, "[1,3]", [.badItem]),
    ParseCase("C-array null", x: numbers, "null", "[]", [.nullArray]),
    ParseCase("C-single from an array", x: number, #"["two", 2]"#, "2", [.singleFromArray]),
    ParseCase("C-object keys", x: point, #"{"N": 1, " m ": 2}"#, #"{"n":1,"m":2}"#, [.keyMatch]),
    ParseCase(
      "C-object joined keys", fields: #""total_amount": \#(number), "y": {}"#,
      #"{"Total-Amount": 1}"#, #"{"total_amount":1}"#, [.keyMatch]),
    ParseCase(
      "C-object unknown keys", x: point, #"{"n": 1, "z": 9, "m": 2}"#, #"{"n":1,"m":2}"#,
      [.unknownKey]),
    ParseCase("C-object order of the schema", x: point, #"{"m": 2, "n": 1}"#, #"{"n":1,"m":2}"#),
    ParseCase("C-object implied key", x: holder, "7", #"{"n":7}"#, [.impliedKey]),
    ParseCase(
      "C-object missing optional", fields: #""p": \#(nullable), "q": \#(number), "y": {}"#,
      #"{"y": 1}"#, #"{"p":null,"y":1}"#),
    ParseCase(
      "C-object missing required null", fields: #""p": \#(nullable), "y": {}"#,
      required: ["p"], #"{"y": 1}"#, #"{"p":null,"y":1}"#, [.missingNull]),
    ParseCase(
      "C-object missing default",
      fields: #""p": {"type": "string", "default": "EUR"}, "y": {}"#, required: ["p"],
      #"{"y": 1}"#, #"{"p":"EUR","y":1}"#, [.defaultValue]),
    ParseCase(
      "C-object null of an optional field", fields: #""p": \#(number), "y": {}"#,
      #"{"p": null, "y": 1}"#, #"{"y":1}"#, [.nullDropped]),
    ParseCase(
      "C-union by its constant", x: shape, #"{"kind": "square", "side": 2}"#,
      #"{"kind":"square","side":2}"#),
    ParseCase(
      "C-union: a text is not put into an object", x: textOrObject, #""word""#,
      #""word""#),
    ParseCase(
      "C-union: an object without a key of its own loses", x: textOrObject,
      #"{"S": "word"}"#, #"{"s":"word"}"#, [.keyMatch]),
    ParseCase("C-union of types", x: #"{"type": ["number", "string"]}"#, #""7""#, #""7""#),
    ParseCase("C-map", x: map, #"{"b": 1, "a": "2"}"#, #"{"b":1,"a":2}"#, [.numberFromText]),
    ParseCase("C-map drops bad values", x: map, #"{"b": 1, "a": "none"}"#, #"{"b":1}"#, [.badItem]),
    ParseCase("C-optional unreadable", x: nullable, #""unknown""#, "null", [.unreadable]),
    ParseCase("C-date", x: date, #""March 7th, 2024""#, #""2024-03-07""#, [.dateNormalised]),
  ]

  static let refused: [ParseCase] = [
    ParseCase("C-string null", x: string, "null", nil),
    ParseCase("C-string empty array", x: string, "[]", nil),
    ParseCase("C-number two numbers", x: number, #""3 of 5""#, nil),
    ParseCase("C-number ambiguous", x: number, #""1.234,56""#, nil),
    ParseCase("C-number multiplier", x: number, #""12k""#, nil),
    ParseCase("C-number none", x: number, #""a few""#, nil),
    ParseCase("C-number division by zero", x: number, #""1/0""#, nil),
    ParseCase("C-int boolean", x: integer, "true", nil),
    ParseCase("C-int object", x: integer, #"{"n": 1}"#, nil),
    ParseCase("C-bool ambiguous", x: bool, #""yes and no""#, nil),
    ParseCase("C-bool negated", x: bool, #""not true""#, nil),
    ParseCase("C-bool 2", x: bool, "2", nil),
    ParseCase("C-enum tie", x: level, #""LOW or HIGH""#, nil),
    ParseCase("C-enum part of a word", x: #"{"enum": ["no", "yes"]}"#, #""unknown""#, nil),
    ParseCase("C-enum typo in a short label", x: level, #""HIGT""#, nil),
    ParseCase(
      "C-enum typo between two labels", x: #"{"enum": ["grade1", "grade2"]}"#,
      #""grade""#, nil),
    ParseCase("C-enum other number", x: #"{"enum": [1, 2]}"#, "3", nil),
    ParseCase("C-literal other", x: #"{"const": "invoice"}"#, #""receipt""#, nil),
    ParseCase("C-array of nothing that fits", x: numbers, #"["none", "few"]"#, nil),
    ParseCase("C-single of nothing", x: number, "[]", nil),
    ParseCase(
      "C-object two keys that look alike",
      fields: #""ab": \#(number), "a_b": \#(number), "y": {}"#, required: ["ab"],
      #"{"A-B": 1, "y": 1}"#, nil),
    ParseCase("C-object missing required", x: point, #"{"n": 1}"#, nil),
    ParseCase("C-object scalar for two fields", x: point, "7", nil),
    ParseCase("C-union no option", x: shape, #"{"kind": "line", "side": 2}"#, nil),
    ParseCase("C-map of nothing that fits", x: map, #"{"a": "none"}"#, nil),
    ParseCase("C-date ambiguous stays", x: date, #""03/07/2024""#, #""03/07/2024""#),
  ]

  @Test("C-object names the path of what is missing")
  func pathOfFailure() throws {
    let schema = try Schema(
      json: #"""
        {"type": "object", "properties": {"items": {"type": "array", "items": {"type": "object",
         "properties": {"price": {"type": "number"}}, "required": ["price"]}}},
         "required": ["items"]}
        """#)
    let result = LenientParser(schema: schema).parse(#"{"items": [{"prices": 3}]}"#)
    #expect(
      result.failure
        == ParseFailure(
          path: FieldPath.root.key("items").index(0).key("price"),
          message: "is required but missing"))
  }

  @Test("a failure never quotes the answer")
  func failureIsSilent() throws {
    for example in Self.refused {
      guard let failure = try example.parse().failure else { continue }
      #expect(!failure.message.contains("receipt") && !failure.message.contains("1.234"))
    }
  }

  @Test("C-constraints: a value that breaks a limit is returned and costs 5")
  func brokenLimit() throws {
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "number", "maximum": 3}}}"#)
    let parsed = try LenientParser(schema: schema).parse(#"{"n": 4}"#).get()
    #expect(parsed.value == ["n": 4])
    #expect(parsed.penalty == 5 && parsed.repairs.isEmpty)
  }

  @Test("weights of nested values count ten times")
  func weights() throws {
    func penalty(_ x: String, _ text: String) throws -> Int {
      let example = ParseCase("", x: x, text, nil)
      return try example.parse().get().penalty
    }
    // 1 for the field y, which is left out everywhere.
    #expect(try penalty(Self.number, "1") == 1)
    #expect(try penalty(Self.string, "1") == 1 + 10 * 2)
    #expect(try penalty(Self.numbers, "5") == 1 + 10 * 1)
    #expect(try penalty(Self.numbers, #"[1, "none", 3]"#) == 1 + 10 * 2)
    #expect(try penalty(Self.holder, "7") == 1 + 10 * 2)
    #expect(try penalty(Self.nullable, #""none""#) == 1 + 10 * 2)
  }

  @Test("before and after of a changed value are kept")
  func beforeAndAfter() throws {
    let example = ParseCase("", x: Self.number, #""Amount due: $3,000""#, nil)
    let repair = try #require(try example.parse().get().repairs.first)
    #expect(
      repair
        == Repair(
          rule: "number_from_text", path: FieldPath.root.key("x"), before: "Amount due: $3,000",
          after: 3000))
  }
}
