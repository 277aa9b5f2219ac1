import PrompterCore
import Testing

@Suite struct JSONParserTests {
  @Test(
    "values of every kind are read",
    arguments: [
      ("null", nil), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12),
      ("1.5", 1.5), ("1e3", 1000.0), ("2E-2", 0.02), ("\"\"", ""), ("[]", []), ("{}", [:]),
      ("[1, [2], {\"a\": null}]", [1, [2], ["a": nil]]), ("\t\r\n {\"a\" : 1}\n", ["a": 1]),
    ] as [(String, JSONValue)])
  func reads(text: String, value: JSONValue) throws {
    #expect(try JSONParser.parse(text) == value)
  }

  @Test(
    "whole numbers that fit are integers, all others floating-point numbers",
    arguments: [
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .number(9_223_372_036_854_775_808)),
      ("1.0", .number(1)), ("1e2", .number(100)), ("1e-400", .number(0)),
      ("123456789012345678901234567890", .number(1.2345678901234568e29)),
      ("5e-324", .number(.leastNonzeroMagnitude)),
    ] as [(String, JSONValue)])
  func numbers(text: String, value: JSONValue) throws {
    let parsed = try JSONParser.parse(text)
    #expect(parsed == value)
    #expect(parsed.typeName == value.typeName)
  }

  @Test(
    "what is not JSON is refused at the byte where it stops being JSON",
    arguments: [
      ("", 0), ("   ", 3), ("{\"a\": 1", 7), ("[1, 2", 5), ("[1,]", 3), ("{\"a\": 1,}", 8),
      ("{a: 1}", 1), ("{'a': 1}", 1), ("{\"a\" 1}", 5), ("[1 2]", 3), ("01", 1), ("+1", 0),
      (".5", 0), ("1.", 2), ("1.x", 2), ("1e", 2), ("1e+", 3), ("-", 1), ("--1", 1), ("NaN", 0),
      ("Infinity", 0), ("tru", 3), ("trux", 3), ("nulll", 4), ("True", 0), ("\"a", 2),
      ("\"a\\", 3), ("\"\\x\"", 2), ("\"\\u12\"", 5), ("\"\\u12G4\"", 5), ("\"a\u{1}b\"", 2),
      ("\"a\nb\"", 2), ("1 2", 2), ("{} x", 3), ("// c\n1", 0), ("1e999", 0), ("-1e999", 0),
      ("\u{FEFF}1", 0), ("{\"é\": }", 7), ("[1, \"ü\" 2]", 9), ("]", 0), ("{]", 1),
    ])
  func faults(text: String, byte: Int) {
    #expect {
      try JSONParser.parse(text)
    } throws: { error in
      (error as? JSONError)?.byte == byte
    }
  }

  @Test(
    "escapes stand for their characters",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u00E9""#, "Aéé"),
      (#""\u0000""#, "\u{0}"), (#""\ud83d\ude00!""#, "😀!"), (#""a\uD83D\uDE00""#, "a😀"),
      (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"), (#""\ude00""#, "\u{FFFD}"),
      (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
      (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
    ])
  func escapes(text: String, value: String) throws {
    #expect(try JSONParser.parse(text).string == value)
  }

  @Test("bytes that are no UTF-8 are refused, in strings and outside")
  func invalidUTF8() {
    #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
    #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0x5C, 0x6E, 0xC3, 0x22]) }
    #expect(throws: JSONError(what: "not a JSON value", byte: 0)) { try JSONParser.parse([0xFF]) }
  }

  @Test("nesting is bounded, whatever is nested", arguments: ["[", "{\"a\":"])
  func depth(open: String) throws {
    let close = open == "[" ? "]" : "}"
    func nested(_ depth: Int) -> String {
      String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }
    #expect(throws: Never.self) { try JSONParser.parse(nested(JSONParser.maximumDepth)) }
    #expect {
      try JSONParser.parse(nested(JSONParser.maximumDepth + 1))
    } throws: { error in
      error as? JSONError
        == JSONError(what: "nested too deeply", byte: open.utf8.count * JSONParser.maximumDepth)
    }
    #expect(throws: JSONError.self) {
      try JSONParser.parse(String(repeating: open, count: 200_000))
    }
  }

  @Test("the order of keys is kept; of doubled keys the last value counts")
  func order() throws {
    let value = try JSONParser.parse(#"{"b": 1, "a": 2, "c": 3, "a": 4}"#)
    #expect(value.object?.keys == ["b", "a", "c"])
    #expect(value[key: "a"] == 4)
  }

  @Test("each value remembers its bytes, a string with its quotes")
  func places() throws {
    let text = #" {"é": [12, "xü"], "n": null}"#
    let node = try JSONParser.parseNode(text)
    guard case .object(let members) = node.content,
      case .array(let items) = members[0].value.content
    else {
      Issue.record("not the shape that was written")
      return
    }
    func spelt(_ node: JSONNode) -> String {
      String(decoding: Array(text.utf8)[node.range], as: UTF8.self)
    }
    #expect(items.map(spelt) == ["12", "\"xü\""])
    #expect(spelt(members[1].value) == "null")
    #expect(spelt(node) == text.dropFirst())
  }

  @Test("long texts and long numbers are read")
  func long() throws {
    let words = Array(repeating: #""a\nb""#, count: 20_000).joined(separator: ",")
    #expect(try JSONParser.parse("[\(words)]").array?.count == 20_000)
    let digits = String(repeating: "1", count: 300)
    #expect(try JSONParser.parse(digits).double.map { $0 > 1e299 } == true)
  }

  @Test("a value under a key may be left apart, and is found in the bytes")
  func apart() throws {
    let text = #"{"a": [1, {"logprobs": {"x": "}\"", "y": [1, 2]}, "b": 2}], "logprobs" : -1.5}"#
    let bytes = Array(text.utf8)
    let (value, rest) = try JSONParser.parse(bytes, leaving: "logprobs")
    #expect(value == ["a": [1, ["logprobs": nil, "b": 2]], "logprobs": nil])
    #expect(rest.map { String(decoding: bytes[$0], as: UTF8.self) } == "-1.5")
    let (all, none) = try JSONParser.parse(bytes, leaving: "other")
    #expect(try all == JSONParser.parse(bytes) && none == nil)
    for end in 0..<bytes.count {
      #expect(throws: JSONError.self) {
        try JSONParser.parse(Array(bytes[..<end]), leaving: "logprobs")
      }
    }
  }
}
