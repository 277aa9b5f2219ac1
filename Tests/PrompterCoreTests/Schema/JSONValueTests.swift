import Foundation
import PrompterCore
import Testing

@Suite struct JSONValueTests {
  @Test(
    "equal is what JSON calls equal",
    arguments: [
      (1, 1.0, true), (["a": 1, "b": 2], ["b": 2, "a": 1.0], true), ([1, 2], [2, 1], false),
      (nil, false, false), (0, false, false), ("1", 1, false), (["a": nil], [:], false),
      (.integer(9_007_199_254_740_993), .number(9_007_199_254_740_992), false),
      (.integer(.max), .number(9_223_372_036_854_775_808), false),
    ] as [(JSONValue, JSONValue, Bool)])
  func equality(a: JSONValue, b: JSONValue, isEqual: Bool) {
    #expect((a == b) == isEqual)
    #expect((b == a) == isEqual)
    if isEqual { #expect(a.hashValue == b.hashValue) }
  }

  @Test("records with the same keys hash apart, so that a set of many is quick")
  func hashes() {
    let records = (0..<2_000).map { JSONValue.object(JSONObject([("id", .integer($0))])) }
    #expect(Set(records.map(\.hashValue)).count > 1_900)
  }

  @Test(
    "numbers are written as they would be read",
    arguments: [
      (.number(12), "12"), (.number(-0.0), "0"), (.number(0.1), "0.1"), (.number(1e20), "1e+20"),
      (.number(.nan), "null"), (.number(.infinity), "null"),
      (.integer(.min), "-9223372036854775808"),
      (.number(.leastNonzeroMagnitude), "5e-324"),
    ] as [(JSONValue, String)])
  func numerals(value: JSONValue, text: String) {
    #expect(value.text() == text)
  }

  @Test("whatever is written is read back as the same value, in every style")
  func roundTrip() throws {
    let value: JSONValue = [
      "zeta": [1, 2.5, -3e-7, .number(1e300), true, nil, [], [:]],
      "alpha": "quote \" slash \\ line \n tab \t bell \u{7} sep \u{2028} 😀 e\u{301}",
      "k\n\"": ["nested": ["deep": [["x"]]]],
    ]
    for style: JSONStyle in [.compact, .spaced, .pretty, .canonicalPretty, .canonical] {
      #expect(try JSONParser.parse(value.text(style)) == value)
    }
    #expect(try JSONParser.parse(value.text()).object?.keys == ["zeta", "alpha", "k\n\""])
  }

  @Test("styles differ in white space and in the order of keys, and in nothing else")
  func styles() {
    let value: JSONValue = ["b": [1, 2], "a": [:], "c": []]
    #expect(value.text(.compact) == #"{"b":[1,2],"a":{},"c":[]}"#)
    #expect(value.text(.spaced) == #"{"b": [1, 2], "a": {}, "c": []}"#)
    #expect(value.text(.canonical) == #"{"a":{},"b":[1,2],"c":[]}"#)
    #expect(
      value.text(.pretty) == "{\n  \"b\": [\n    1,\n    2\n  ],\n  \"a\": {},\n  \"c\": []\n}")
  }

  @Test("sorted keys are in the order of their bytes, nested ones too")
  func sorting() {
    let value: JSONValue = ["b": ["z": 1, "Z": 2], "ä": 1, "a": 1, "B": 1]
    #expect(value.text(.canonical) == #"{"B":1,"a":1,"b":{"Z":2,"z":1},"ä":1}"#)
  }

  @Test("control characters are escaped, all others stand for themselves")
  func quoting() {
    #expect(JSONValue.string("\u{1}\u{1F}\u{7F}é\r").text() == "\"\\u0001\\u001f\u{7F}é\\r\"")
  }

  @Test("a member can be replaced in its place, added at the end and removed")
  func members() {
    var object: JSONObject = ["a": 1, "b": 2]
    object["a"] = 3
    object["c"] = nil
    object["d"] = 4
    #expect(object.map(\.key) == ["a", "b", "d"])
    object["b"] = nil
    #expect(object == ["d": 4, "a": 3])
  }

  @Test("whole numbers count as integers however they are written")
  func integers() {
    #expect(JSONValue.number(2).int == 2)
    #expect(JSONValue.number(2.5).int == nil)
    #expect(JSONValue.number(1e30).int == nil)
    #expect(JSONValue.integer(3).double == 3)
    #expect(JSONValue.string("3").double == nil)
  }
}
