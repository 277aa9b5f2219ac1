import Synchronization
import Testing

@testable import PrompterKit

/// A provider as the tests of its HTTP see it.
struct ProviderCase: Sendable, CustomStringConvertible {
  let reference: String
  /// Where requests go below the base URL `/v1`.
  let path: String
  /// The header that holds the key, and how it is written.
  let keyHeader: (name: String, prefix: String, variable: String)
  /// An answer that says `{"vendor": "A"}`.
  let answer: String

  var description: String { reference }

  static let all = [
    ProviderCase(
      reference: "openai/gpt-x", path: "/v1/chat/completions",
      keyHeader: ("authorization", "Bearer ", "OPENAI_API_KEY"),
      answer: """
        {"choices": [{"message": {"content": "{\\"vendor\\": \\"A\\"}"}, "finish_reason": "stop"}],
         "usage": {"prompt_tokens": 5, "completion_tokens": 3}}
        """),
    ProviderCase(
      reference: "anthropic/claude-x", path: "/v1/messages",
      keyHeader: ("x-api-key", "", "ANTHROPIC_API_KEY"),
      answer: """
        {"content": [{"type": "tool_use", "name": "record", "input": {"vendor": "A"}}],
         "stop_reason": "tool_use", "usage": {"input_tokens": 5, "output_tokens": 3}}
        """),
    ProviderCase(
      reference: "gemini/gemini-x", path: "/v1/models/gemini-x:generateContent",
      keyHeader: ("x-goog-api-key", "", "GEMINI_API_KEY"),
      answer: """
        {"candidates": [{"content": {"parts": [{"text": "{\\"vendor\\": \\"A\\"}"}]},
           "finishReason": "STOP"}],
         "usageMetadata": {"promptTokenCount": 5, "candidatesTokenCount": 3}}
        """),
  ]
}

@Suite("providers over HTTP", .timeLimit(.minutes(5)))
struct ProviderHTTPTests {
  private func failure(
    _ provider: ProviderCase, _ status: Int, headers: [(String, String)] = [], body: String = "{}"
  ) async throws -> ModelError {
    let server = try LoopbackServer { _ in
      .answer(status, headers: headers.map { (name: $0.0, value: $0.1) }, body: Array(body.utf8))
    }
    let model = try loopbackModel(provider.reference, at: server)
    return try #require(
      await #expect(throws: ModelError.self) { try await model.complete(Sample.call()) })
  }

  @Test(
    "a call posts to the documented path, with the key, and reads the answer",
    arguments: ProviderCase.all)
  func success(provider: ProviderCase) async throws {
    let server = try LoopbackServer { _ in .text(provider.answer) }
    let model = try loopbackModel(provider.reference, at: server)
    let completion = try await model.complete(Sample.call())
    #expect(completion.text == #"{"vendor": "A"}"#)
    #expect(completion.usage == Usage(input: 5, output: 3))
    #expect(completion.latency > .zero)
    #expect(completion.attempts == 1)
    let request = try #require(server.requests.first)
    #expect(request.line == "POST \(provider.path) HTTP/1.1")
    let key = try #require(testKeys[provider.keyHeader.variable])
    #expect(request.header(provider.keyHeader.name) == provider.keyHeader.prefix + key)
    #expect(request.header("content-type") == "application/json")
    #expect(request.json != nil)
    if provider.reference.hasPrefix("anthropic") {
      #expect(request.header("anthropic-version") == "2023-06-01")
    }
  }

  @Test(
    "each status has its class and whether it is worth a retry", arguments: ProviderCase.all,
    [
      (400, .invalidRequest, false), (401, .credentials, false), (402, .quota, false),
      (403, .credentials, false), (404, .invalidRequest, false), (408, .timeout, true),
      (413, .tooLong, false), (418, .invalidRequest, false), (429, .rateLimited, true),
      (500, .server, true), (502, .server, true), (503, .server, true), (504, .server, true),
      (529, .rateLimited, true), (302, .invalidRequest, false), (204, .invalidRequest, false),
    ] as [(Int, ModelError.Kind, Bool)])
  func status(provider: ProviderCase, expected: (Int, ModelError.Kind, Bool)) async throws {
    let error = try await failure(provider, expected.0)
    // A weaker constraint is tried before the request is given up.
    let isWeakened = expected.0 == 400 && provider.reference.hasPrefix("openai")
    #expect(error.kind == (isWeakened ? .unsupported : expected.1))
    #expect(error.isRetryable == (isWeakened || expected.2))
    #expect(error.status == expected.0)
    #expect(error.message.contains("HTTP \(expected.0)"))
  }

  @Test(
    "how long to wait is read in seconds and milliseconds; other forms are left alone",
    arguments: [
      ("retry-after", "7", 7), ("Retry-After", "0.5", 0.5), ("retry-after-ms", "250", 0.25),
      ("retry-after", "0", 0), ("retry-after", "1e12", 86_400), ("retry-after", "-3", nil),
      ("retry-after", "nan", nil), ("retry-after", "inf", nil),
      ("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT", nil),
    ] as [(String, String, Double?)])
  func retryAfter(name: String, value: String, seconds: Double?) async throws {
    let error = try await failure(ProviderCase.all[0], 429, headers: [(name, value)])
    #expect(error.kind == .rateLimited)
    #expect(error.retryAfter == seconds.map { .seconds($0) })
  }

  @Test("503 with Retry-After asks to slow down", arguments: ProviderCase.all)
  func unavailable(provider: ProviderCase) async throws {
    let error = try await failure(provider, 503, headers: [("Retry-After", "3")])
    #expect(error.kind == .rateLimited)
    #expect(error.retryAfter == .seconds(3))
  }

  @Test("a used-up quota is final, unlike a rate limit")
  func quota() async throws {
    let body = """
      {"error": {"message": "You exceeded your current quota, please check your plan.",
        "type": "insufficient_quota", "param": null, "code": "insufficient_quota"}}
      """
    let error = try await failure(
      ProviderCase.all[0], 429, headers: [("retry-after", "1")],
      body: body)
    #expect(error.kind == .quota)
    #expect(!error.isRetryable)
  }

  @Test(
    "a prompt that does not fit is told from other refusals",
    arguments: [
      #"{"error": {"code": "context_length_exceeded", "message": "too long"}}"#,
      #"{"error": {"code": 400, "type": "exceed_context_size_error", "message": "too long"}}"#,
    ])
  func tooLong(body: String) async throws {
    #expect(try await failure(ProviderCase.all[0], 400, body: body).kind == .tooLong)
  }

  @Test("an answer that is not JSON is worth a retry", arguments: ProviderCase.all)
  func notJSON(provider: ProviderCase) async throws {
    for body in ["", "<html>502</html>", #"{"choices": ["#] {
      let error = try await failure(provider, 200, body: body)
      #expect(error.kind == .badResponse)
      #expect(error.isRetryable)
    }
  }

  @Test("an error page that is not JSON keeps its class", arguments: ProviderCase.all)
  func errorPage(provider: ProviderCase) async throws {
    #expect(try await failure(provider, 500, body: "<html>").kind == .server)
    #expect(try await failure(provider, 429, body: "").kind == .rateLimited)
  }

  @Test("a refused connection is worth a retry and names the address", arguments: ProviderCase.all)
  func refused(provider: ProviderCase) async throws {
    let dead = DeadPort()
    let model = try ModelConnection(
      transport: directTransport(), baseURL: "http://127.0.0.1:\(dead.port)/v1",
      environment: testKeys
    ).model(ModelReference(provider.reference))
    let error = try #require(
      await #expect(throws: ModelError.self) { try await model.complete(Sample.call()) })
    #expect(error.kind == .network)
    #expect(error.isRetryable)
    #expect(error.message.contains("127.0.0.1:\(dead.port)"))
  }

  @Test("an answer that takes too long is a timeout")
  func timeout() async throws {
    let server = try LoopbackServer { _ in .hold }
    let model = try ModelConnection(
      transport: directTransport(), baseURL: server.url("/v1"), timeout: .milliseconds(50),
      environment: testKeys
    ).model(ModelReference("openai/x"))
    let error = try #require(
      await #expect(throws: ModelError.self) { try await model.complete(Sample.call()) })
    #expect(error.kind == .timeout)
    #expect(error.isRetryable)
  }

  @Test(
    "no error text holds a key or words of the prompt", arguments: ProviderCase.all,
    [
      "Incorrect API key provided: sk-test-KEY-0123456789.", "bad token 0123456789",
      "Invalid value: 'Achterberg'", "cannot read: from Achterberg Joinery, total",
      "unexpected input near Invoice 4711", "content \"4711\" is not allowed",
      "the system text 'Extract the record.' is wrong",
    ])
  func noSecrets(provider: ProviderCase, said: String) async throws {
    let key = try #require(testKeys[provider.keyHeader.variable])
    let message = said.replacing("sk-test-KEY-0123456789", with: key)
    let body: JSONValue = ["error": ["message": .string(message), "code": "x"]]
    for status in [400, 401, 404, 422, 429, 500] {
      let text = try await failure(provider, status, body: body.text()).message
      for secret in ["0123456789", "Achterberg", "4711", "Joinery", "Extract"] {
        #expect(!text.contains(secret), "\(status)")
      }
    }
  }

  @Test("what a provider says of its parameters is passed on", arguments: ProviderCase.all)
  func helpful(provider: ProviderCase) async throws {
    let body = #"{"error": {"message": "Unsupported parameter: 'temperature'"}}"#
    let error = try await failure(provider, 400, body: body)
    #expect(error.message.hasSuffix(": Unsupported parameter: 'temperature'"))
  }
}
