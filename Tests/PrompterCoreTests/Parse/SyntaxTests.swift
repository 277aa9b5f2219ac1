import Testing

@testable import PrompterCore

@Suite("The repair of syntax")
struct SyntaxTests {
  @Test("reads faulty JSON", arguments: accepted)
  func accepts(_ example: ParseCase) throws { try example.check() }

  @Test("does not touch what is no fault, and refuses what it cannot read", arguments: refused)
  func refuses(_ example: ParseCase) throws { try example.check() }

  private static let items = #"""
    "items": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}},
      "required": ["n"]}}
    """#

  static let accepted: [ParseCase] = [
    ParseCase("B1 trailing comma", #"{"a": 1,}"#, #"{"a":1}"#, [.trailingComma]),
    ParseCase(
      "B1 trailing comma of an array", "{\"a\": [1,2,\n]}", #"{"a":[1,2]}"#, [.trailingComma]),
    ParseCase("B1 leading comma", #"{,"a": 1}"#, #"{"a":1}"#, [.extraComma]),
    ParseCase("B1 doubled commas", #"{"a": [1,,2],,"b":3}"#, #"{"a":[1,2],"b":3}"#, [.extraComma]),
    ParseCase(
      "B2 missing brace", #"{"a": 1, "b": "x""#, #"{"a":1,"b":"x"}"#, [.unclosedBracket],
      flags: [.incomplete]),
    ParseCase(
      "B2 missing quote", #"{"a": "some tex"#, #"{"a":"some tex"}"#,
      [.unclosedString, .unclosedBracket], flags: [.incomplete]),
    ParseCase(
      "B2 cut off: the last scalar is not kept", #"{"a": 1, "b": "some tex"#, #"{"a":1}"#,
      [.unclosedString, .unclosedBracket], flags: [.incomplete], isCutOff: true),
    ParseCase(
      "B2 cut off: a number may go on", #"{"a": true, "b": 12"#, #"{"a":true}"#,
      [.unclosedBracket], flags: [.incomplete], isCutOff: true),
    ParseCase(
      "B2 cut off: whole items are kept", #"{"a": [{"n": 1}, {"n": 2}, {"n": 3"#,
      #"{"a":[{"n":1},{"n":2}]}"#, [.unclosedBracket], flags: [.incomplete], isCutOff: true),
    ParseCase(
      "B2 missing bracket before a brace", #"{"a": {"n": [1, 2}, "b": 1}"#,
      #"{"a":{"n":[1,2]},"b":1}"#, [.unclosedBracket]),
    ParseCase(
      "B2 missing brace before a bracket", #"{"a": [{"n": 1], "b": 2}"#,
      #"{"a":[{"n":1}],"b":2}"#, [.unclosedBracket]),
    ParseCase("B3 stray bracket before", #"]} {"a": 1}"#, #"{"a":1}"#, [.surroundingText]),
    ParseCase("B3 stray bracket within", #"{"a": 1], "b": 2}"#, #"{"a":1,"b":2}"#, [.strayBracket]),
    ParseCase("B3 doubled braces", #"{{"a": 1}}"#, #"{"a":1}"#, [.strayBracket, .surroundingText]),
    ParseCase(
      "B4 single quotes", "{'a': 'it''s', 'b': 'x'}", #"{"a":"it''s","b":"x"}"#,
      [.quoteStyle, .innerQuote]),
    ParseCase(
      "B4 apostrophe", "{'a': 'don't', 'b': 2}", #"{"a":"don't","b":2}"#,
      [.quoteStyle, .innerQuote]),
    ParseCase("B4 backticks", "{`a`: `x`}", #"{"a":"x"}"#, [.quoteStyle]),
    ParseCase(
      "B4 triple quotes", "{\"a\": \"\"\"\n    one \"two\"\n      three\n    \"\"\", \"b\": 1}",
      #"{"a":"one \"two\"\n  three","b":1}"#, [.tripleQuotes]),
    ParseCase(
      "B4 triple backticks", "{\"a\": ```python\nprint(\"}\")\n```, \"b\": 1}",
      #"{"a":"print(\"}\")","b":1}"#, [.tripleQuotes]),
    ParseCase(
      "B5 inner quotes", #"{"a": "he said "hi" to me", "b": 1}"#,
      #"{"a":"he said \"hi\" to me","b":1}"#, [.innerQuote]),
    ParseCase(
      "B5 inner quotes before a comma", #"{"a": "he said "hi", and left", "b": 1}"#,
      #"{"a":"he said \"hi\", and left","b":1}"#, [.innerQuote]),
    ParseCase(
      "B5 a single inner quote", #"{"a": "5" tall", "b": 2}"#,
      #"{"a":"5\" tall","b":2}"#, [.innerQuote]),
    ParseCase(
      "B5 quoted first words", #"{"a": "Yes", he said", "b": 2}"#,
      #"{"a":"Yes\", he said","b":2}"#, [.innerQuote]),
    ParseCase(
      "B6 raw newline and tab", "{\"a\": \"one\n\ttwo\"}", #"{"a":"one\n\ttwo"}"#,
      [.controlCharacter]),
    ParseCase(
      "B7 unknown escape", #"{"a": "C:\dir\x", "b": "\'"}"#,
      #"{"a":"C:\\dir\\x","b":"'"}"#, [.badEscape]),
    ParseCase("B7 surrogate pair", #"{"a": "\ud83d\ude00",}"#, #"{"a":"😀"}"#, [.trailingComma]),
    ParseCase("B7 half a Unicode escape", #"{"a": "\u12"}"#, #"{"a":"\\u12"}"#, [.badEscape]),
    ParseCase("B8 unquoted keys", "{a: 1, b : 2}", #"{"a":1,"b":2}"#, [.unquotedKey]),
    ParseCase("B8 half-quoted key", #"{a": 1, "b": 2}"#, #"{"a":1,"b":2}"#, [.unquotedKey]),
    ParseCase(
      "B9 unquoted words", "{\"a\": some words here, \"b\": Acme}",
      #"{"a":"some words here","b":"Acme"}"#, [.unquotedValue]),
    ParseCase(
      "B9 unquoted up to a newline", "{\"a\": Acme, Inc.,\n\"b\": x}",
      #"{"a":"Acme","b":"x"}"#, [.unquotedValue, .missingValue]),
    ParseCase(
      "B9 unquoted items", "{\"a\": [red, dark blue, 3]}",
      #"{"a":["red","dark blue",3]}"#, [.unquotedValue]),
    ParseCase(
      "B9 unquoted address", "{\"a\": https://x.org/y, \"b\": 1}",
      #"{"a":"https://x.org/y","b":1}"#, [.unquotedValue]),
    ParseCase(
      "B9 lines without commas", "{\n  a: some words\n  b: 2\n}",
      #"{"a":"some words","b":2}"#, [.unquotedKey, .unquotedValue, .missingComma]),
    ParseCase(
      "B10 line comment", "{\"a\": 1, // the \"first\"\n\"b\": 2}", #"{"a":1,"b":2}"#,
      [.comment]),
    ParseCase(
      "B10 block comment", #"{"a": /* {"a": 5} */ 1, "b": 2}"#, #"{"a":1,"b":2}"#,
      [.comment]),
    ParseCase("B10 hash comment", "{\"a\": 1 # one\n, \"b\": 2}", #"{"a":1,"b":2}"#, [.comment]),
    ParseCase(
      "B11 literals of Python", "{\"a\": True, \"b\": [None, False, undefined]}",
      #"{"a":true,"b":[null,false,null]}"#, [.literal]),
    ParseCase(
      "B11 not finite", "{\"a\": NaN, \"b\": -Infinity}",
      #"{"a":null,"b":null}"#, [.literal], flags: [.notFinite]),
    ParseCase(
      "B12 missing comma after a number", #"{"a": 1 "b": 2}"#, #"{"a":1,"b":2}"#,
      [.missingComma]),
    ParseCase(
      "B12 missing comma after a string", "{\"a\": \"x\"\n \"b\": \"y\"}",
      #"{"a":"x","b":"y"}"#, [.missingComma]),
    ParseCase(
      "B12 missing comma after an object", #"{"a": {"n": 1} "b": [1] }"#,
      #"{"a":{"n":1},"b":[1]}"#, [.missingComma]),
    ParseCase(
      "B12 missing comma between items", #"{"a": ["x" "y"]}"#,
      #"{"a":["x","y"]}"#, [.missingComma]),
    ParseCase("B13 missing colon", #"{"a" 1, "b" "x"}"#, #"{"a":1,"b":"x"}"#, [.missingColon]),
    ParseCase(
      "B13 equals sign", #"{"a" = 1, b => 2}"#, #"{"a":1,"b":2}"#,
      [.missingColon, .unquotedKey]),
    ParseCase(
      "B14 smart quotes", "{“a”: “x “y” z”, ‘b’: 1}", #"{"a":"x “y” z","b":1}"#,
      [.punctuation, .innerQuote]),
    ParseCase(
      "B14 full-width marks", "｛\"a\"：［1，2］，\"b\"：\"x\"｝", #"{"a":[1,2],"b":"x"}"#,
      [.punctuation]),
    ParseCase(
      "B15 the last of several objects", #"{"a": 1, "b": 2} {"a": 3, "b": 4}"#,
      #"{"a":3,"b":4}"#, [.surroundingText]),
    ParseCase(
      "B15 several objects for one list",
      fields:
        items,
      required: ["items"], "{\"n\": 1}\n{\"n\": 2}", #"{"items":[{"n":1},{"n":2}]}"#,
      [.severalValues, .impliedKey]),
    ParseCase(
      "B15 several strings for one list",
      fields: #""items": {"type": "array", "items": {"type": "string"}}"#,
      required: ["items"], "\"x\", \"y\"", #"{"items":["x","y"]}"#,
      [.severalValues, .impliedKey]),
    ParseCase(
      "B16 the last of doubled keys", #"{"a": 1, "a": 2}"#, #"{"a":2}"#, [],
      flags: [.duplicateKey]),
    ParseCase(
      "B17 odd numbers", x: #"{"type": "array", "items": {"type": "number"}}"#,
      "[.5, 5., +3, 01, 1_000]", "[0.5,5,3,1,1000]", [.unquotedValue, .numberFromText]),
    ParseCase(
      "B17 thousands in an object", x: #"{"type": "number"}"#, "1,234.5", "1234.5",
      [.unquotedValue, .numberFromText]),
    ParseCase(
      "B18 ellipsis between items", #"{"a": [1, 2, ...], "b": 3}"#,
      #"{"a":[1,2],"b":3}"#, [.ellipsis], flags: [.truncated]),
    ParseCase(
      "B18 ellipsis as a value", #"{"a": [...], "b": 3}"#, #"{"b":3}"#, [.ellipsis],
      flags: [.truncated]),
    ParseCase(
      "B18 rest omitted", "{\"a\": 1, rest omitted}", #"{"a":1}"#,
      [.ellipsis], flags: [.truncated]),
  ]

  static let refused: [ParseCase] = [
    ParseCase(
      "B1 commas in strings stay", #"{"a": ",,", "b": [",]"]}"#,
      #"{"a":",,","b":[",]"]}"#),
    ParseCase(
      "B2 a cut-off answer without a whole value", #"{"x"#, "{}",
      [.unclosedString, .unclosedBracket], flags: [.incomplete], isCutOff: true),
    ParseCase(
      "B2 a cut-off required value", fields: #""x": {"type": "string"}, "y": {}"#,
      required: ["x"], #"{"y": 1, "x": "some tex"#, nil, isCutOff: true),
    ParseCase("B3 brackets alone are nothing", "]} )", nil),
    ParseCase(
      "B4 quotes of other kinds in strings stay", #"{"a": "it's `so` '''"}"#,
      #"{"a":"it's `so` '''"}"#),
    ParseCase(
      "B5 escaped quotes stay", #"{"a": "he said \"hi\", and", "b": "\"}"}"#,
      #"{"a":"he said \"hi\", and","b":"\"}"}"#),
    ParseCase("B6 escaped newlines stay", #"{"a": "one\n\ttwo"}"#, #"{"a":"one\n\ttwo"}"#),
    ParseCase(
      "B7 known escapes are no fault", #"{"a": "\b\f\n\r\t\/\\\u00e9"}"#,
      #"{"a":"\b\f\n\r\t/\\é"}"#),
    ParseCase("B8 a word without colon is no key", "{a, b}", nil),
    ParseCase("B9 prose in braces is no record", "{see below}", nil),
    ParseCase(
      "B10 marks of comments in strings stay", #"{"a": "x // y", "b": "/* # z"}"#,
      #"{"a":"x // y","b":"/* # z"}"#),
    ParseCase(
      "B11 literals in quotes stay strings", #"{"a": "None", "b": "NaN"}"#,
      #"{"a":"None","b":"NaN"}"#),
    ParseCase(
      "B12 quotes after a blank within a string", #"{"a": "say "yes" or "no""}"#,
      #"{"a":"say \"yes\" or \"no\""}"#, [.innerQuote]),
    ParseCase("B13 a key alone has no value", #"{"a", "b": 1}"#, #"{"b":1}"#, [.missingValue]),
    ParseCase("B14 smart quotes in strings stay", #"{"a": "“x”：，｛"}"#, #"{"a":"“x”：，｛"}"#),
    ParseCase("B15 one string is no list", #""x""#, nil),
    ParseCase(
      "B16 keys that differ in case are two", #"{"a": 1, "A": 2}"#, #"{"a":1}"#,
      [.unknownKey]),
    ParseCase(
      "B17 a comma in an array parts two items",
      x: #"{"type": "array", "items": {"type": "number"}}"#, "[1,234]", "[1,234]"),
    ParseCase(
      "B17 odd numbers stay text where text is wanted", x: #"{"type": "string"}"#,
      "01234", #""01234""#, [.unquotedValue]),
    ParseCase(
      "B18 an ellipsis in a string stays", #"{"a": "...", "b": ["…"]}"#,
      #"{"a":"...","b":["…"]}"#),
  ]
}
