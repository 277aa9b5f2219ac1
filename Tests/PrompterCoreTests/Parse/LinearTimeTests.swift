import Foundation
import Testing

@testable import PrompterCore

@Suite("Time in proportion to the length of the answer")
struct LinearTimeTests {
  /// An answer made of a start and a part that is repeated.
  struct Flood: Sendable, CustomTestStringConvertible {
    let start: String
    let part: String
    let end: String

    init(_ start: String, _ part: String, _ end: String = "") {
      self.start = start
      self.part = part
      self.end = end
    }

    var testDescription: String { "\(start) \(part)… \(end)" }

    func text(length: Int) -> String {
      start + String(repeating: part, count: length / part.utf8.count) + end
    }
  }

  static let floods: [Flood] = [
    Flood("", "["), Flood("", "[ \n"), Flood("", "\"\"\""), Flood("", #"{"a":"#), Flood("", "{ "),
    Flood("", "a { b "), Flood("", "{}"), Flood("", "{x} "), Flood("", "```\n"), Flood("", "```{"),
    Flood("", "~~~\n{\"a\": \n"), Flood("", #"{"a": 1} "#), Flood("", "{[\"a\": "),
    Flood("", "<think>"), Flood("x", "</think>"), Flood("", "]"), Flood("[", "{} "),
    Flood(#"{"a": ""#, "\" x "), Flood(#"{"a": ""#, "\", "), Flood(#"{"a": ["#, "\" \" "),
    Flood(#"{"a": ""#, "\\"), Flood(#"{"a": ""#, "\n"), Flood(#"{"a": ""#, "\"      "),
    Flood(#"{"a": x y"#, ", z"), Flood(#"{"a": x"#, " \n"), Flood(#"{"a": x"#, " y: {"),
    Flood(#"{"a": "#, "1,234"), Flood(#"{"a": "#, "/* "), Flood(#"{"a": "#, "// \n"),
    Flood(#"{"a": "#, "..."), Flood("{", ", "), Flood("{", ": "), Flood("{", "a "),
    Flood("{", "\"a\": 1, "), Flood(#"{"l": "#, "HIGH LOW "), Flood(#"{"n": ""#, "1 ", "\"}"),
    Flood(#"{"n": ""#, "1,", "\"}"), Flood(#"{"l": ""#, "HIGH ", "\"}"),
    Flood(#"{"u": ["#, "[1], ", "]}"), Flood(#"{"i": ["#, "{\"p\": \"1\"}, ", "]}"),
    Flood(#"{"i": ["#, "\"x\", ", "]}"), Flood(#"{"s": ["#, "1, ", "]}"), Flood("", "\"a\" "),
    Flood("{", "= "), Flood(#"{"a": 1, "#, "=b "), Flood("", "{'"),
    Flood(#"{"i": ""#, #"[{\"p\": 1}, "#),
  ]

  private static let schema = #"""
    {"type": "object", "properties": {
      "a": {}, "l": {"enum": ["LOW", "HIGH"]}, "n": {"type": "number"}, "s": {"type": "string"},
      "i": {"type": "array", "items": {"type": "object",
        "properties": {"p": {"type": "number"}, "q": {"type": ["string", "null"]}}}},
      "u": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "number"},
        {"type": "array", "items": {"type": "number"}}]}}}}
    """#

  @Test("four times the text takes about four times the time", arguments: floods)
  func ratio(flood: Flood) throws {
    let parser = LenientParser(schema: try Schema(json: Self.schema))
    func seconds(_ length: Int) -> Double {
      let text = flood.text(length: length)
      return (0..<2).map { _ in
        let start = Self.threadTime()
        _ = parser.parse(text)
        return Self.threadTime() - start
      }.min() ?? 0
    }
    // Quadratic work would be 16 times as much; the constant covers what is too short to measure.
    let short = seconds(2_000)
    #expect(seconds(8_000) < 9 * short + 0.02)
  }

  /// Answers to a schema whose unions hold themselves, where every way is tried at every level.
  static let nests: [Flood] = [
    Flood("{\"w\": ", "["), Flood("{\"w\": ", "{\"k\": "), Flood("{\"w\": ", "[{\"k\": "),
    Flood("{\"w\": ", "[1, [true, "), Flood("{\"w\": ", "{\"k\": \"x\", \"m\": "),
    Flood("{\"w\": [", "{\"z\": [1, null, {\"k\": true}]}, ", "]}"),
    Flood("", "{\"w\": [[[[[[[[[[{\"k\": null}, true]]]]]]]]]]} "),
    Flood("{\"w\": [[[[[[[[[[[[[[[[[[[[[\"", "x ", "\"]]]]]]]]]]]]]]]]]]]]]}"),
    Flood("{\"w\": [[[[[[[[[[[[[[[[[[[[[{\"o\": \"{", "x, ", "\"}]]]]]]]]]]]]]]]]]]]]]}"),
    Flood("{\"w\": [[[[[[[[[[[[[[[[[[[[{\"z\": [", "true, ", "]}]]]]]]]]]]]]]]]]]]]]}"),
    Flood("{\"w\": {\"k\": {\"k\": {\"k\": {\"k\": {\"k\": {\"z\": [", "null, ", "]}}}}}}}"),
  ]

  private static let recursive = #"""
    {"type": "object", "properties": {"w": {"$ref": "#/$defs/T"}}, "$defs": {"T": {"anyOf": [
      {"type": "number"}, {"type": "string", "pattern": "^(a|x )+$"},
      {"type": "array", "items": {"$ref": "#/$defs/T"}},
      {"type": "object", "required": ["k"], "properties": {
        "k": {"$ref": "#/$defs/T"}, "m": {"$ref": "#/$defs/T"}, "o": {"type": ["array", "object"]}
      }}]}}}
    """#

  @Test("recursive unions take bounded work", arguments: nests)
  func recursion(flood: Flood) throws {
    let parser = LenientParser(schema: try Schema(json: Self.recursive))
    let texts = [2_000, 20_000].map { flood.text(length: $0) }
    let seconds = texts.map { text in
      let start = Self.threadTime()
      _ = parser.parse(text)
      return Self.threadTime() - start
    }
    #expect(seconds[1] < 20 * seconds[0] + 0.2)
  }

  @Test(
    "every look at a value is counted, in vain or not",
    arguments: [
      // A text that starts as JSON does and is none.
      (#"{"type": "array"}"#, Flood("\"[", " , ", "\"")),
      (#"{"type": "object", "properties": {"a": {}, "b": {}}}"#, Flood("\"{", " , ", "\"")),
      // A value that is compared, noted or printed as a whole.
      (#"{"enum": [1, "x"]}"#, Flood(#"{"a": ["#, "1,", "1]}")),
      (#"{"type": "string"}"#, Flood(#"{"a": ["#, "1,", "1]}")),
      (#"{"type": ["number", "null"]}"#, Flood(#"{"a": ["#, "1,", "1]}")),
      (#"{"type": "boolean"}"#, Flood("\"", "so ", "\"")),
    ])
  func counted(schema: String, flood: Flood) throws {
    let schema = try Schema(json: #"{"type": "object", "properties": {"v": \#(schema)}}"#)
    let value = try #require(schema.properties.first?.node)
    let answer = flood.text(length: 8_000)
    var coercer = Coercer(schema: schema, answer: Array(answer.utf8), steps: 100_000)
    _ = try? coercer.coerce(try JSONParser.parseNode(answer), as: value, at: .root)
    #expect(100_000 - coercer.remainingSteps >= 250)
  }

  @Test("checks of one value after the other share what work is allowed")
  func sharedChecks() throws {
    let schema = try Schema(json: Self.recursive)
    var value: JSONValue = true
    for _ in 0..<10 { value = .array([value]) }
    value = ["w": value]
    var steps = 20_000
    let first = schema.violations(of: value, as: schema.root, steps: &steps)
    #expect(steps < 20_000)
    #expect(!first.contains { $0.message == "is too complex to check" })
    for _ in 0..<1_000 where steps > 0 {
      _ = schema.violations(of: value, as: schema.root, steps: &steps)
    }
    let last = schema.violations(of: value, as: schema.root, steps: &steps)
    #expect(last.map(\.message) == ["is too complex to check"])
  }

  /// The processor time of this thread alone, in seconds: other tests run beside this one.
  private static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
