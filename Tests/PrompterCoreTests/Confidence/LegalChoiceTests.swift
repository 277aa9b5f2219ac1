import Foundation
import PrompterCore
import Testing

@Suite struct LegalChoiceTests {
  /// The signals of the field `a` of an answer that was spelt with these tokens, each with other
  /// likely ones.
  private func signals(
    _ node: JSONValue, _ value: JSONValue,
    _ tokens: [(text: String, p: Double, others: [(String, Double)])]
  ) throws -> Signals {
    let a = FieldPath.root.key("a")
    let schema = try Schema([
      "type": "object", "properties": ["a": node], "required": ["a"],
    ])
    let answer = tokens.map(\.text).joined()
    var position = 0
    let spelt = tokens.map { token in
      defer { position += token.text.utf8.count }
      return Token(
        range: position..<(position + token.text.utf8.count), logProbability: log(token.p),
        alternatives: token.others.map { .init(text: $0.0, logProbability: log($0.1)) })
    }
    let start = #"{"a": "#.utf8.count
    let extraction = Extraction(
      documentID: "d", result: .success(["a": value]), values: [a: .init()],
      parsed: ParsedRecord(
        value: ["a": value], places: [a: start..<(start + value.text().utf8.count)]),
      completion: Completion(text: answer, tokens: spelt))
    return try #require(SignalReader(schema, fields: [a]).read(extraction, of: "")[a])
  }

  private func logit(_ p: Double) -> Double { log(p / (1 - p)) }

  @Test("the mass of a label is shared out again among the legal ones, up to where one is left")
  func labels() throws {
    let node: JSONValue = ["type": "string", "enum": ["cheap", "chic", "high"]]
    let signals = try signals(
      node, "cheap",
      [
        (#"{"a":"#, 1, []),
        // Of the legal beginnings this one has 0.3 of 0.4; the rest of the mass was never possible.
        (#" "ch"#, 0.3, [(#" "hi"#, 0.1), (" null", 0.4), (" 7", 0.2)]),
        // 0.5 of 0.75.
        ("ea", 0.5, [("ic", 0.25), ("at", 0.2)]),
        // No other label is left: what the model says here does not count.
        (#"p""#, 0.01, [("x", 0.9)]), ("}", 1, []),
      ])
    #expect(abs(signals[.choiceLogit] - logit(0.75 * 2 / 3)) < 1e-9)
    #expect(signals[.leastLogit] < -4)
  }

  @Test("a boolean is chosen between its truths and, where it may be, null")
  func booleans() throws {
    let tokens: [(String, Double, [(String, Double)])] = [
      (#"{"a":"#, 1, []), (" true", 0.2, [(" false", 0.2), (" null", 0.4), (" \"", 0.1)]),
      ("}", 1, []),
    ]
    let bool = try signals(["type": "boolean"], true, tokens)
    #expect(abs(bool[.choiceLogit] - logit(0.5)) < 1e-9)
    let nullable = try signals(["type": ["boolean", "null"]], true, tokens)
    #expect(abs(nullable[.choiceLogit] - logit(0.25)) < 1e-9)
    #expect(abs(nullable[.margin] - log(0.5)) < 1e-9)
  }

  @Test("an open field is chosen between its kinds of value; with one kind there is no choice")
  func kinds() throws {
    let tokens: [(String, Double, [(String, Double)])] = [
      (#"{"a":"#, 1, []), (#" ""#, 0.3, [(" null", 0.1), (#" "T"#, 0.3), (" 5", 0.2)]),
      (#"x""#, 0.9, []), ("}", 1, []),
    ]
    let nullable = try signals(["type": ["string", "null"]], "x", tokens)
    #expect(abs(nullable[.choiceLogit] - log(0.6 / 0.1)) < 1e-9)
    #expect(try signals(["type": "string"], "x", tokens)[.choiceLogit] == 5)
  }

  @Test("a field that was left out is judged by the tokens around its place")
  func skipped() throws {
    let (a, b) = (FieldPath.root.key("a"), FieldPath.root.key("b"))
    let schema = try Schema([
      "type": "object",
      "properties": ["a": ["type": ["string", "null"]], "b": ["type": "integer"]],
    ])
    let answer = #"{"b": 7}"#
    let extraction = Extraction(
      documentID: "d", result: .success(["a": nil, "b": 7]), values: [a: .init(), b: .init()],
      parsed: ParsedRecord(value: ["a": nil, "b": 7], places: [b: 6..<7]),
      completion: Completion(
        text: answer,
        tokens: [
          Token(range: 0..<2, logProbability: -0.1), Token(range: 2..<6, logProbability: log(0.6)),
          Token(range: 6..<7, logProbability: log(0.01)), Token(range: 7..<8, logProbability: 0),
        ]))
    let signals = SignalReader(schema, fields: [a, b]).read(extraction, of: "")
    #expect(abs(try #require(signals[a])[.skipLogit] - logit(0.6)) < 1e-9)
    #expect(signals[a]?[.hasTokens] == 0 && signals[b]?[.skipLogit] == 0)
  }
}
