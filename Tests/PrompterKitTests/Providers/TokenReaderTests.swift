import Testing

@testable import PrompterKit

@Suite("token log-probabilities")
struct TokenReaderTests {
  /// The bytes of `logprobs` with such a list.
  private func listed(_ content: JSONValue) -> ArraySlice<UInt8> {
    JSONValue.object(JSONObject([("content", content)])).bytes()[...]
  }

  private func tokens(_ entries: [(String, [UInt8]?)], of text: String) -> [Token] {
    let json = entries.enumerated().map { index, entry -> JSONValue in
      [
        "token": .string(entry.0),
        "bytes": entry.1.map { .array($0.map { .integer(Int($0)) }) } ?? .null,
        "logprob": .number(-0.25 * Double(index)), "top_logprobs": [],
      ]
    }
    return TokenReader.tokens(listed(.array(json)), of: text)
  }

  private func spelt(_ tokens: [Token], in text: String) -> String {
    let bytes = Array(text.utf8)
    return String(decoding: tokens.flatMap { bytes[$0.range] }, as: UTF8.self)
  }

  @Test("the documented entries give ranges, probabilities and alternatives")
  func documented() throws {
    let content = try parsed(
      """
      [{"token": "Hello", "logprob": -0.31725305, "bytes": [72, 101, 108, 108, 111],
        "top_logprobs": [
          {"token": "Hello", "logprob": -0.31725305, "bytes": [72, 101, 108, 108, 111]},
          {"token": "Hi", "logprob": -1.3190403, "bytes": [72, 105]}]},
       {"token": "!", "logprob": -0.02380986, "bytes": [33], "top_logprobs": []}]
      """)
    #expect(
      TokenReader.tokens(listed(content), of: "Hello!") == [
        Token(
          range: 0..<5, logProbability: -0.31725305,
          alternatives: [
            .init(text: "Hello", logProbability: -0.31725305),
            .init(text: "Hi", logProbability: -1.3190403),
          ]), Token(range: 5..<6, logProbability: -0.02380986),
      ])
  }

  @Test("a character that several tokens share is spelt by all of them together")
  func splitCharacter() {
    let text = "né 🎬"
    let split = tokens(
      [
        ("n", nil), ("\\xc3", [0xC3]), ("\\xa9", [0xA9]), (" \\xf0\\x9f", [0x20, 0xF0, 0x9F]),
        ("\\x8e", [0x8E]), ("\\xac", [0xAC]), ("", []),
      ], of: text)
    #expect(split.map(\.range) == [0..<1, 1..<2, 2..<3, 3..<6, 6..<7, 7..<8])
    #expect(spelt(split, in: text) == text)
    #expect(split.map(\.logProbability) == [0, -0.25, -0.5, -0.75, -1, -1.25])
  }

  @Test(
    "a fence that the server stripped is left out on both sides",
    arguments: [
      ["```", "json", "\n", "{\"a", "\": 1}", "\n", "```", "\n"],
      ["```json\n{\"a", "\": 1}\n", "``", "`", "", "\n\n\n"],
      ["{\"a\": 1}", "\n\n", "```", "<|im_end|>"],
    ])
  func fence(pieces: [String]) {
    let text = #"{"a": 1}"#
    let kept = tokens(pieces.map { ($0, nil) }, of: text)
    #expect(spelt(kept, in: text) == text)
    #expect(kept.allSatisfy { $0.range.upperBound <= text.utf8.count })
  }

  @Test(
    "tokens that do not spell the answer are not used",
    arguments: [["{", "}"], ["other text that is long"], [], ["", ""]])
  func notSpelt(pieces: [String]) {
    #expect(tokens(pieces.map { ($0, nil) }, of: #"{"a": 1}"#) == [])
  }

  @Test(
    "entries of any other shape are harmless",
    arguments: [
      #"null"#, #"{}"#, #"[null, 3, "x"]"#, #"[{"token": 7, "logprob": "x"}]"#,
      #"[{"token": "ab", "bytes": [300, -1, "x"], "logprob": 1e300}]"#,
      #"[{"token": "ab", "logprob": null}]"#, #"[{"token": "ab"}]"#,
    ])
  func malformed(json: String) throws {
    #expect(TokenReader.tokens(listed(try parsed(json)), of: "ab").allSatisfy { $0.range == 0..<2 })
    #expect(TokenReader.tokens(listed(try parsed(json)), of: "") == [])
  }

  @Test("a probability above 1 counts as 1")
  func certain() throws {
    let json = try parsed(#"[{"token": "ab", "logprob": 0.5}]"#)
    #expect(TokenReader.tokens(listed(json), of: "ab") == [Token(range: 0..<2, logProbability: 0)])
  }

  @Test(
    "numbers are read to the last digit but one",
    arguments: [
      "0", "-0.25", "-4.916552543640137", "-1.3190402984619141", "-9999.0", "1e-7", "-2.5E+3",
      "-0.0000000000000000000000012", "123456789012345678901234567890", "-1e400", "1e-400",
      "-1.9012345678901234e-07", "-0.00000019012345678901234", "-9.999999999999999999999e-30",
    ])
  func numbers(text: String) throws {
    let value = try Array(text.utf8).withUnsafeBufferPointer { bytes in
      var scanner = TokenScanner(bytes)
      return try scanner.number()
    }
    let exact = try #require(Double(text))
    #expect(value == exact || abs(value - exact) <= 2 * exact.ulp)
  }

  @Test("what is cut off anywhere, or damaged, gives no tokens and no harm")
  func damaged() {
    let whole = Array(
      #"{"content": [{"token": "a\"", "bytes": [97, 34], "logprob": -0.5, "top_logprobs": []}]}"#
        .utf8)
    #expect(TokenReader.tokens(whole[...], of: "a\"").count == 1)
    for end in 0..<whole.count { #expect(TokenReader.tokens(whole[..<end], of: "a\"").isEmpty) }
    var generator = SeededGenerator(seed: 1, purpose: "damage")
    for _ in 0..<5_000 {
      var bytes = whole
      for _ in 0..<3 { bytes[generator.below(bytes.count)] = UInt8(generator.below(256)) }
      for token in TokenReader.tokens(bytes[...], of: "a\"") {
        #expect(token.range.upperBound <= 2)
      }
    }
  }
}
