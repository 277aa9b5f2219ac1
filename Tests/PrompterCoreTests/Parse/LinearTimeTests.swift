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

  /// The processor time of this thread alone, in seconds: other tests run beside this one.
  private static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
