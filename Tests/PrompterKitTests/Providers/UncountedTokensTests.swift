import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("providers that count no tokens", .timeLimit(.minutes(5)))
struct UncountedTokensTests {
  /// An answer of OpenAI's shape with this at its end.
  private static func chat(_ end: String = "", finish: String = "stop") -> String {
    #"{"choices": [{"message": {"content": "{\"vendor\": \"A\"}"}, "finish_reason": ""#
      + finish + "\"}]\(end)}"
  }

  @Test(
    "what they do not count is estimated",
    arguments: [
      ("openai/x", chat()), ("openai/x", chat(#", "usage": null"#)),
      ("openai/x", chat(#", "usage": {}"#)),
      ("openai/x", chat(#", "usage": {"prompt_tokens": 0, "completion_tokens": 0}"#)),
      ("openai/x", chat(#", "usage": {"prompt_tokens": -50, "completion_tokens": -5}"#)),
      (
        "anthropic/x",
        #"{"content": [{"type": "text", "text": "{\"vendor\": \"A\"}"}], "stop_reason": "end_turn"}"#
      ),
      (
        "gemini/x",
        #"{"candidates": [{"content": {"parts": [{"text": "{\"vendor\": \"A\"}"}]}}]}"#
      ),
    ])
  func estimated(model: String, answer: String) async throws {
    let server = try LoopbackServer { _ in .text(answer) }
    let call = Sample.call()
    let completion = try await loopbackModel(model, at: server).complete(call)
    #expect(completion.text == #"{"vendor": "A"}"#)
    #expect(completion.usage == Usage(input: call.prompt.estimatedTokens, output: 5))
  }

  @Test("what they do count is kept")
  func counted() async throws {
    let server = try LoopbackServer { _ in
      .text(Self.chat(#", "usage": {"prompt_tokens": 900}"#))
    }
    let completion = try await loopbackModel("openai/x", at: server).complete(Sample.call())
    #expect(completion.usage == Usage(input: 900, output: 5))
  }

  @Test("an answer that was cut off took all that was allowed")
  func cutOff() async throws {
    let server = try LoopbackServer { _ in .text(Self.chat(finish: "length")) }
    let call = Sample.call(decoding: Decoding(maximumOutputTokens: 77))
    let completion = try await loopbackModel("openai/x", at: server).complete(call)
    #expect(completion.usage == Usage(input: call.prompt.estimatedTokens, output: 77))
  }

  @Test("an answer in chunks is counted too")
  func stream() async throws {
    let body =
      #"data: {"choices": [{"delta": {"content": "{}"}, "finish_reason": "stop"}]}"#
      + "\n\ndata: [DONE]\n\n"
    let head =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
    let server = try LoopbackServer { _ in
      LoopbackServer.Reply(bytes: Array((head + body).utf8), closes: true)
    }
    var call = Sample.call()
    call.listener = AnswerListener(began: {}, wrote: { _ in })
    let completion = try await loopbackModel("openai/x", at: server).complete(call)
    #expect(completion.usage == Usage(input: call.prompt.estimatedTokens, output: 1))
  }

  @Test("a refusal took the prompt; a page that is no answer took nothing")
  func noAnswer() async throws {
    let refusal = #"{"choices": [{"message": {"content": null, "refusal": "No."}}]}"#
    let call = Sample.call()
    let taken = Usage(input: call.prompt.estimatedTokens)
    for (body, usage) in [(refusal, taken), ("<html>", Usage())] {
      let server = try LoopbackServer { _ in .text(body) }
      let model = try loopbackModel("openai/x", at: server)
      let error = await #expect(throws: ModelError.self) { try await model.complete(call) }
      #expect(error?.usage == usage)
    }
  }

  @Test("a budget of tokens and one of dollars hold all the same")
  func budget() async throws {
    let call = Sample.call(decoding: Decoding(maximumOutputTokens: 100))
    let price = Price(inputPerMillion: 1e6, outputPerMillion: 1e6)
    let most = TokenEstimator().estimate(call).most
    // Room for one call at its most, and for a second one only if the first took nothing.
    let room = most.input + most.output + 20
    for limits in [BudgetLimits(tokens: room), BudgetLimits(cost: Double(room))] {
      let server = try LoopbackServer { _ in .text(Self.chat()) }
      let engine = Engine(
        try loopbackModel("openai/x", at: server),
        EngineConfiguration(budget: limits, price: price))
      _ = try await engine.model.complete(call)
      let error = await #expect(throws: ModelError.self) {
        try await engine.model.complete(call)
      }
      #expect(error?.kind == .budget)
      #expect(server.requests.count == 1)
      #expect(engine.meter.current.usage == Usage(input: call.prompt.estimatedTokens, output: 5))
    }
  }
}
