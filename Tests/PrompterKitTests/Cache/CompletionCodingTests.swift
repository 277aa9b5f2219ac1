import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("entries of the cache")
struct CompletionCodingTests {
  private func read(_ bytes: [UInt8]) -> Completion? {
    bytes.withUnsafeBufferPointer { CompletionCoding.completion($0) }
  }

  /// An answer as models give them: so many tokens with five alternatives each.
  private func answer(tokens count: Int, _ generator: inout SeededGenerator) -> Completion {
    var text = ""
    var tokens: [Token] = []
    for _ in 0..<count {
      let start = text.utf8.count
      text +=
        [" total", "\":", "é", "🎬", " 12", "\n", "longer-than-fifteen-bytes"][
          Int(generator.uniform() * 7)]
      let p = -generator.uniform() * 9
      // Half of the providers give 32-bit numbers.
      let isNarrow = generator.uniform() < 0.5
      let alternatives = (0..<5).map { index in
        Token.Alternative(
          text: "t\(index)é", logProbability: isNarrow ? Double(Float(p)) : p - Double(index))
      }
      tokens.append(
        Token(range: start..<text.utf8.count, logProbability: p, alternatives: alternatives))
    }
    return Completion(
      text: text, tokens: tokens, usage: Usage(input: 4_000, output: count),
      latency: .milliseconds(1_234))
  }

  @Test("an answer comes back exactly", arguments: [0, 1, 7, 90, 2_000])
  func roundTrip(count: Int) {
    var generator = SeededGenerator(seed: UInt64(count), purpose: "coding")
    let completion = answer(tokens: count, &generator)
    #expect(read(CompletionCoding.bytes(completion)) == completion)
    #expect(read(CompletionCoding.bytes(.sample)) == .sample)
  }

  @Test(
    "numbers at their limits come back",
    arguments: [
      0, -0.0, -1e-300, -1e300, -Double.leastNonzeroMagnitude, -3.4e38, -0.1, Double(Float(-0.1)),
      1e-9,
    ])
  func numbers(p: Double) {
    let token = Token(
      range: (1 << 40)..<(1 << 41), logProbability: p,
      alternatives: [.init(text: "", logProbability: p)])
    let completion = Completion(
      text: "", finish: .filtered, tokens: [token], usage: Usage(input: .max / 2, output: 0),
      latency: .nanoseconds(1))
    #expect(read(CompletionCoding.bytes(completion)) == completion)
  }

  @Test("an answer with log-probabilities takes less than half of what its JSON takes")
  func size() {
    var generator = SeededGenerator(seed: 1, purpose: "coding")
    let completion = answer(tokens: 90, &generator)
    let json = completion.tokens.reduce(completion.text.utf8.count) { sum, token in
      sum + "[\(token.range),\(token.logProbability)]".utf8.count
        + token.alternatives.reduce(0) { $0 + "\"\($1.text)\",\($1.logProbability),".utf8.count }
    }
    #expect(CompletionCoding.bytes(completion).count * 2 < json)
  }

  @Test("an entry that is cut short, or in which a bit fell over, counts as none")
  func damaged() {
    let bytes = CompletionCoding.bytes(.sample)
    for count in 0..<bytes.count { #expect(read(Array(bytes[..<count])) == nil) }
    #expect(read(bytes + [0]) == nil)
    for index in bytes.indices {
      for bit in 0..<8 {
        var copy = bytes
        copy[index] ^= 1 << bit
        #expect(read(copy) == nil, "byte \(index), bit \(bit)")
      }
    }
  }

  @Test("an entry that was made up never ends the program")
  func forged() {
    var generator = SeededGenerator(seed: 7, purpose: "forged")
    let samples =
      [CompletionCoding.bytes(.sample)]
      + [90].map { CompletionCoding.bytes(answer(tokens: $0, &generator)) }
    var read = 0
    for round in 0..<20_000 {
      var bytes = samples[round % 2]
      for _ in 0...(round % 5) {
        let index = 5 + Int(generator.uniform() * Double(bytes.count - 5))
        switch round % 3 {
        case 0: bytes[index] = UInt8(generator.uniform() * 255.9)
        case 1: bytes[index] = 0xFF
        default: bytes.insert(contentsOf: [0xFF, 0xFF, 0x7F], at: index)
        }
      }
      CompletionCoding.seal(&bytes)
      if self.read(bytes) != nil { read += 1 }
    }
    #expect(read < 20_000)
    for text in ["{", "{}", "[", "{\"text\":" + String(repeating: "[", count: 9_999)] {
      #expect(self.read(Array(text.utf8)) == nil)
    }
  }

  @Test("an entry of the first versions, which is JSON, is still read")
  func old() {
    let json = #"""
      {"text":"{\"n\":1}","finish":"stop","tokens":[[0,2,-0.25,["{",-0.25,"[",-1.5]],[2,7,0,[]]],
      "input":12,"output":3,"latency":250}
      """#
    #expect(
      read(Array(json.utf8))
        == Completion(
          text: #"{"n":1}"#,
          tokens: [
            Token(
              range: 0..<2, logProbability: -0.25,
              alternatives: [
                .init(text: "{", logProbability: -0.25), .init(text: "[", logProbability: -1.5),
              ]), Token(range: 2..<7, logProbability: 0),
          ], usage: Usage(input: 12, output: 3), latency: .milliseconds(250)))
  }

  @Test(
    "an old entry that is damaged counts as none",
    arguments: [
      "{}", #"{"text": 1, "finish": "stop", "tokens": []}"#,
      #"{"text": "a", "finish": "never", "tokens": []}"#, #"{"text": "a", "finish": "stop"}"#,
    ])
  func damagedOld(json: String) {
    #expect(read(Array(json.utf8)) == nil)
  }

  @Test("an old entry's numbers may be anything")
  func oldNumbers() {
    let json = #"""
      {"text":"a","finish":"stop","tokens":[],"input":1e300,"output":-4,"latency":1e300}
      """#
    #expect(read(Array(json.utf8))?.text == "a")
  }

  @Test(
    "a token of an old entry that is damaged is left out",
    arguments: ["[]", "[1]", "[3, 1, -1, []]", #"["a", 2, -1, []]"#, "[0, 1, null, []]", "null"])
  func damagedToken(token: String) {
    let json = #"{"text": "ab", "finish": "stop", "tokens": [\#(token), [0, 1, -1, [3]]]}"#
    #expect(read(Array(json.utf8))?.tokens == [Token(range: 0..<1, logProbability: -1)])
  }
}
