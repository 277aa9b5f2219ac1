import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("answers that come in chunks", .timeLimit(.minutes(5)))
struct OpenAIStreamTests {
  private static let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"

  /// A chunk with a token of the answer.
  private static func chunk(_ token: String, _ probability: Double) -> String {
    let json: JSONValue = [
      "choices": [
        [
          "index": 0, "delta": ["content": .string(token)], "finish_reason": nil,
          "logprobs": [
            "content": [
              ["token": .string(token), "logprob": .number(probability), "top_logprobs": []]
            ]
          ],
        ]
      ]
    ]
    return json.text()
  }

  private static let chunks = [
    #"{"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}"#,
    chunk(#"{"vendor""#, -0.25), chunk(#": "A"}"#, -0.5),
    #"{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}"#,
    #"{"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 7}}"#,
    "[DONE]",
  ]

  private static func reply(_ events: [String]) -> LoopbackServer.Reply {
    let body = events.map { "data: \($0)\n\n" }.joined()
    return LoopbackServer.Reply(
      bytes: Array((head + "connection: close\r\n\r\n" + body).utf8), closes: true)
  }

  /// What is heard, in order; a beginning is a bar.
  private func listened(_ heard: Shared<[String]>) -> Call {
    var call = Sample.call()
    call.listener = AnswerListener(
      began: { heard.update { $0.append("|") } },
      wrote: { piece in heard.update { $0.append(piece) } })
    return call
  }

  @Test("they give what would have come at once, and are heard on the way")
  func pieces() async throws {
    let server = try LoopbackServer { _ in Self.reply(Self.chunks) }
    let heard = Shared<[String]>([])
    let completion = try await loopbackModel("openai/x", at: server).complete(listened(heard))
    #expect(heard.value == ["|", #"{"vendor""#, #": "A"}"#])
    #expect(completion.text == #"{"vendor": "A"}"#)
    #expect(completion.finish == .stop)
    #expect(completion.usage == Usage(input: 11, output: 7))
    #expect(completion.tokens.map(\.logProbability) == [-0.25, -0.5])
    #expect(completion.tokens.map(\.range) == [0..<9, 9..<15])
    let request = server.requests[0].json
    #expect(request?.at("stream") == true)
    #expect(request?.at("stream_options.include_usage") == true)
  }

  @Test("an answer that breaks off is asked for again and begins anew")
  func broken() async throws {
    let requests = Shared(0)
    let server = try LoopbackServer { _ in
      let number = requests.update {
        $0 += 1; return $0
      }
      return Self.reply(number == 1 ? Array(Self.chunks.prefix(2)) : Self.chunks)
    }
    let clock = ManualClock()
    let model = Engine(try loopbackModel("openai/x", at: server), clock: clock).model
    let heard = Shared<[String]>([])
    let call = listened(heard)
    let completion = try await clock.running { try await model.complete(call) }
    #expect(completion.text == #"{"vendor": "A"}"#)
    #expect(completion.attempts == 2)
    #expect(heard.value == ["|", #"{"vendor""#, "|", #"{"vendor""#, #": "A"}"#])
  }

  @Test(
    "a stream that is not one, or tells of an error, fails the attempt",
    arguments: [
      (["{"], ModelError.Kind.badResponse),
      ([chunks[1], #"{"error": {"message": "overloaded", "code": 500}}"#], .server),
      ([chunks[1]], .network), ([], .network),
    ])
  func faults(plan: (events: [String], kind: ModelError.Kind)) async throws {
    let server = try LoopbackServer { _ in Self.reply(plan.events) }
    let model = try loopbackModel("openai/x", at: server)
    let error = await #expect(throws: ModelError.self) {
      try await model.complete(listened(Shared([])))
    }
    #expect(error?.kind == plan.kind)
  }

  @Test("an endpoint that answers at once all the same is understood")
  func atOnce() async throws {
    let server = try LoopbackServer { _ in .chat(#"{"vendor": "A"}"#) }
    let heard = Shared<[String]>([])
    let completion = try await loopbackModel("openai/x", at: server).complete(listened(heard))
    #expect(completion.text == #"{"vendor": "A"}"#)
    #expect(heard.value == ["|"])
  }

  @Test("an endpoint that refuses streams is asked without, with the same constraint")
  func refused() async throws {
    let server = try LoopbackServer { request in
      request.json?.at("stream") == nil
        ? .chat("{}")
        : .text(#"{"error": {"message": "unknown field stream_options"}}"#, status: 400)
    }
    let model = Engine(try loopbackModel("openai/x", at: server)).model
    for _ in 1...2 { _ = try await model.complete(listened(Shared([]))) }
    #expect(server.requests.map { $0.json?.at("stream") } == [true, nil, nil])
    #expect(server.requests.allSatisfy { $0.json?.at("response_format.type") == "json_schema" })
  }

  @Test(
    "statuses are what they are without a stream",
    arguments: [(401, ModelError.Kind.credentials), (429, .rateLimited), (500, .server)])
  func statuses(plan: (status: Int, kind: ModelError.Kind)) async throws {
    let server = try LoopbackServer { _ in .text("{}", status: plan.status) }
    let model = try loopbackModel("openai/x", at: server)
    let error = await #expect(throws: ModelError.self) {
      try await model.complete(listened(Shared([])))
    }
    #expect(error?.kind == plan.kind)
  }

  @Test("a prompter tells its fields to who asks for them")
  func prompter() async throws {
    let server = try LoopbackServer { _ in Self.reply(Self.chunks) }
    let configuration = PrompterConfiguration(
      connection: ModelConnection(
        transport: directTransport(), baseURL: server.url("/v1"), environment: testKeys))
    let prompter = try Prompter<JSONValue>(
      schema: Schema([
        "type": "object", "properties": ["vendor": ["type": "string"]], "required": ["vendor"],
      ]), model: "openai/x", configuration: configuration)
    let heard = Shared<[JSONValue]>([])
    let prediction = try await prompter.predict(Document(text: "A")) { fields in
      heard.update { $0.append(fields) }
    }
    #expect(heard.value == [["vendor": "A"]])
    #expect(prediction.record == ["vendor": "A"])
  }
}
