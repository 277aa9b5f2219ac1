import PrompterTesting
import Testing

@testable import PrompterCore

@Suite(.timeLimit(.minutes(5))) struct ReaskingExtractorTests {
  private let document = Document(
    id: "d", text: "Order 17 of " + String(repeating: "the long history of the matter, ", count: 20)
  )
  private let schema: Schema

  init() throws {
    schema = try Schema([
      "type": "object", "required": ["n"], "additionalProperties": false,
      "properties": ["n": ["type": "integer", "minimum": 10]],
    ])
  }

  private func extractor(
    _ model: ScriptedModel, reasks: Int = 1, retries: Int = 6
  ) -> ReaskingExtractor {
    let engine = Engine(
      model, EngineConfiguration(retry: RetryPolicy(retries: retries)), clock: ManualClock())
    return ReaskingExtractor(
      Pipeline(template: .seed(schema), engine: engine), reasks: reasks)
  }

  private func answers(_ texts: [String]) -> ScriptedModel {
    let given = Shared(0)
    return ScriptedModel { _ in
      let number = given.update { given in
        given += 1
        return given
      }
      return Completion(
        text: texts[min(number, texts.count) - 1], usage: Usage(input: 100, output: 10))
    }
  }

  @Test("a good answer is not asked for twice")
  func good() async {
    let model = answers([#"{"n": 17}"#])
    let extraction = await extractor(model, reasks: 3).extract(document)
    #expect(extraction.record == ["n": 17])
    #expect(model.calls.count == 1)
    #expect(extraction.attempts == 1)
  }

  @Test("a question that was asked already is not asked again")
  func repeats() async throws {
    let model = answers(["no idea"])
    let extraction = await extractor(model, reasks: .max).extract(document)
    #expect(extraction.failure?.isInvalidAnswer == true)
    // The question, the correction, and the correction for less likely words.
    #expect(model.calls.count == 3)
    #expect(Set(model.calls.map { model.fingerprint(of: $0) }).count == 3)
  }

  @Test("answers from a cache have taken the attempts that they took when they were paid for")
  func cached() async throws {
    let calls = Shared(0)
    let model = ScriptedModel { _ in
      let number = calls.update { count in
        count += 1
        return count
      }
      if number == 1 { throw ModelError(.server, "down") }
      return Completion(text: "no idea \(number)")
    }
    let cache = MemoryCache()
    for _ in 1...2 {
      let engine = Engine(
        model,
        EngineConfiguration(retry: RetryPolicy(retries: 2, cap: .zero), cache: cache),
        clock: ManualClock())
      let extractor = ReaskingExtractor(
        Pipeline(template: .seed(schema), engine: engine), reasks: .max)
      let extraction = await extractor.extract(document)
      #expect(extraction.completion?.text == "no idea 3")
      #expect(extraction.attempts + extraction.savedAttempts == 3)
      #expect(calls.value == 3)
    }
  }

  @Test("C6, D36: the second question shows the bad answer and says what is wrong with it")
  func shows() async throws {
    let model = answers([#"{"n": 3}"#, #"{"n": 17}"#])
    let extraction = await extractor(model).extract(document)
    #expect(extraction.record == ["n": 17])
    #expect(extraction.repairs.first?.rule == "reask")
    #expect(extraction.usage == Usage(input: 200, output: 20))
    #expect(extraction.attempts == 2)
    let (first, second) = (model.calls[0].prompt, model.calls[1].prompt)
    #expect(Array(second.messages.prefix(first.messages.count)) == first.messages)
    #expect(second.messages.count == first.messages.count + 2)
    #expect(second.messages[first.messages.count] == .init(.assistant, #"{"n": 3}"#))
    #expect(second.messages.last?.role == .user)
    #expect(second.messages.last?.text.contains("n: must be at least 10") == true)
    #expect(model.calls[1].attemptsLeft == model.calls[0].attemptsLeft - 1)
  }

  @Test("D36: only the last bad answer is shown, and the prompt stays under twice its length")
  func bounded() async throws {
    let long = String(repeating: "x", count: 9_000)
    let model = answers([
      "{\"n\": 1, \"first\": \"\(long)\"}", "{\"n\": 2}\(long)", "{\"n\": 3}", #"{"n": 4}"#,
      #"{"n": 5}"#, #"{"n": 6}"#,
    ])
    let extraction = await extractor(model, reasks: 5).extract(document)
    #expect(extraction.failure?.isInvalidAnswer == true)
    func length(_ call: Call) -> Int {
      call.prompt.messages.reduce(0) { $0 + $1.text.utf8.count }
    }
    try #require(model.calls.count == 6)
    for call in model.calls { #expect(length(call) < 2 * length(model.calls[0])) }
    let last = model.calls[5].prompt.messages
    #expect(last.count == model.calls[0].prompt.messages.count + 2)
    #expect(last[last.count - 2].text == #"{"n": 5}"#)
    #expect(!last.contains { $0.text.contains("first") })
    #expect(extraction.usage == Usage(input: 600, output: 60))
  }

  @Test("re-asks count within the document's attempts")
  func withinAttempts() async {
    let model = answers([#"{"n": 1}"#, #"{"n": 2}"#, #"{"n": 3}"#, #"{"n": 4}"#])
    let extraction = await extractor(model, reasks: 10, retries: 2).extract(document)
    #expect(model.calls.count == 3)
    #expect(extraction.attempts == 3)
    #expect(extraction.failure?.type == "invalid_answer")
  }

  @Test("a failure of the network is no reason to ask again, and never shown to the model")
  func noAnswer() async {
    let model = ScriptedModel { _ in throw ModelError(.credentials, "the key is refused") }
    let extraction = await extractor(model).extract(document)
    #expect(extraction.failure?.type == "credentials")
    #expect(extraction.failure?.isInvalidAnswer == false)
    #expect(model.calls.count == 1)
  }

  @Test("when the second question has no answer, the first bad one stands, with the cost of both")
  func secondFails() async {
    let given = Shared(0)
    let model = ScriptedModel { _ in
      let number = given.update { given in
        given += 1
        return given
      }
      if number > 1 { throw ModelError(.quota, "no money", usage: Usage(input: 5)) }
      return Completion(text: #"{"n": 1}"#, usage: Usage(input: 100, output: 10))
    }
    let extraction = await extractor(model).extract(document)
    #expect(extraction.failure?.type == "invalid_answer")
    #expect(extraction.usage == Usage(input: 105, output: 10))
    #expect(extraction.attempts == 2)
  }

  @Test("D35: the raw answer travels with the extraction, good or bad")
  func raw() async {
    for text in [#"{"n": 17}"#, #"{"n": 1}"#] {
      let extraction = await extractor(answers([text]), reasks: 0).extract(document)
      #expect(extraction.completion?.text == text)
    }
  }

  @Test("C18: a failure's words hold neither the document nor the answer")
  func privacy() async {
    let extraction = await extractor(answers([#"{"n": "secret-4711"}"#]), reasks: 0).extract(
      document)
    #expect(extraction.failure?.message.contains("4711") == false)
    #expect(extraction.failure?.message.contains("history") == false)
  }

  private func cutOff(_ text: String, then next: String) -> ScriptedModel {
    ScriptedModel { call in
      call.decoding.maximumOutputTokens > 1_024
        ? Completion(text: next) : Completion(text: text, finish: .length)
    }
  }

  @Test("an answer that was cut off is asked for again with twice the room, by the same prompt")
  func cutOff() async {
    let model = cutOff(#"{"note": "a long story", "n": "#, then: #"{"n": 17}"#)
    let extraction = await extractor(model).extract(document)
    #expect(extraction.record == ["n": 17])
    #expect(model.calls.map(\.decoding.maximumOutputTokens) == [1_024, 2_048])
    #expect(model.calls[0].prompt == model.calls[1].prompt)
  }

  @Test("an answer that went in circles until it was cut off is not asked for again")
  func circles() async {
    let model = cutOff(
      #"{"names": [\#(String(repeating: #""Ada", "#, count: 20))"#, then: #"{"n": 17}"#)
    let extraction = await extractor(model).extract(document)
    #expect(extraction.failure?.isInvalidAnswer == true)
    #expect(model.calls.count == 1)
  }

  @Test(
    "circles are three rounds or more of 48 bytes or more",
    arguments: [
      ("", false), ("aaa", false), (String(repeating: "a", count: 47), false),
      ("b" + String(repeating: "a", count: 48), true),
      (String(repeating: "The Climbers\", \"", count: 3), true),
      (String(repeating: "The Climbers\", \"", count: 3) + "The", true),
      ("The Climbers and the Bankers meet again, and again, and again, at last.", false),
      (String(repeating: "x", count: 50) + "}", false),
      (String(repeating: "Zoë und Ærø, ", count: 9), true),
    ])
  func endsInCircles(text: String, isCircle: Bool) {
    #expect(text.endsInCircles == isCircle)
  }

  @Test("a model that repeats its bad answer is asked for less likely words")
  func repeated() async {
    let model = answers([#"{"n": 3}"#, #"{"n": 3}"#, #"{"n": 17}"#])
    let extraction = await extractor(model, reasks: 5).extract(document)
    #expect(extraction.record == ["n": 17])
    #expect(model.calls.map(\.decoding.temperature) == [0, 0, 0.7])
  }

  @Test("without a number it is asked again as long as attempts are left")
  func untilItIsRight() async {
    let model = answers(["no", "none", "nothing", "never", "nowhere", "nobody", #"{"n": 17}"#])
    let engine = Engine(model, EngineConfiguration(), clock: ManualClock())
    let extraction = await ReaskingExtractor(
      Pipeline(template: .seed(schema), engine: engine)
    ).extract(document)
    #expect(extraction.record == ["n": 17])
    #expect(extraction.repairs.count { $0.rule == "reask" } == 6)
  }

  @Test(
    "a value in the middle of which the answer stops is not taken, one that is whole is",
    arguments: [
      (#"{"n": 17, "s": "ed60"#, false), (#"{"s": "a", "n": 17"#, false),
      (#"{"n": 17, "s": "ed60\""#, false), (#"{"n": 17, "s": "ed60" "#, true),
      (#"{"n": 17, "s": "ed60"}"#, true), (#"{"n": 17, "s": "ed60\\""#, true),
    ])
  func cutLeaf(answer: String, isTaken: Bool) async throws {
    let schema = try Schema([
      "type": "object", "required": ["n", "s"],
      "properties": ["n": ["type": "integer"], "s": ["type": "string"]],
    ])
    let engine = Engine(answers([answer]), EngineConfiguration(), clock: ManualClock())
    let extraction = await Pipeline(template: .seed(schema), engine: engine).extract(document)
    #expect((extraction.failure == nil) == isTaken)
    if !isTaken { #expect(extraction.failure?.message.contains("cut off") == true) }
  }
}
