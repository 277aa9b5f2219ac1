import Testing

@testable import PrompterKit

@Suite("model references and how they are reached", .timeLimit(.minutes(5)))
struct ModelReferenceTests {
  @Test("provider and model are told apart at the first slash")
  func slash() throws {
    let reference = try ModelReference("openrouter/meta-llama/llama-3.1-8b")
    #expect(reference.provider == "openrouter")
    #expect(reference.model == "meta-llama/llama-3.1-8b")
    #expect(reference.description == "openrouter/meta-llama/llama-3.1-8b")
    #expect(try ModelReference("local//home/me/a=b,c.gguf").model == "/home/me/a=b,c.gguf")
  }

  @Test(
    "what names no model is refused, with what would",
    arguments: [
      ("gpt-4", "provider/model"), ("", "provider/model"), ("/x", "provider/model"),
      ("openai/", "provider/model"), ("opnai/gpt-4", "openai"), ("OpenAI/gpt-4", "openai"),
      ("local/smollm3", "smollm2-135m"),
    ])
  func unknown(text: String, hint: String) throws {
    let error = try #require(#expect(throws: ReferenceError.self) { try ModelReference(text) })
    #expect(error.description.contains(hint))
  }

  @Test(
    "a missing key is named by its variable before anything is sent",
    arguments: [
      ("openai", "OPENAI_API_KEY"), ("openrouter", "OPENROUTER_API_KEY"),
      ("groq", "GROQ_API_KEY"), ("together", "TOGETHER_API_KEY"), ("mistral", "MISTRAL_API_KEY"),
      ("deepseek", "DEEPSEEK_API_KEY"), ("anthropic", "ANTHROPIC_API_KEY"),
      ("gemini", "GEMINI_API_KEY"),
    ])
  func missingKey(provider: String, variable: String) throws {
    for environment in [[:], [variable: ""]] {
      let connection = ModelConnection(transport: directTransport(), environment: environment)
      let error = try #require(
        #expect(throws: ModelError.self) {
          try connection.model(ModelReference("\(provider)/x"))
        })
      #expect(error.kind == .credentials)
      #expect(error.message.contains(variable))
      #expect(error.attempts == 0)
    }
  }

  @Test("servers of one's own need no key", arguments: ["ollama", "vllm"])
  func noKey(provider: String) async throws {
    let server = try LoopbackServer { _ in .chat("{}") }
    let model = try loopbackModel("\(provider)/x", at: server, environment: [:])
    _ = try await model.complete(Sample.call())
    #expect(server.requests.first?.header("authorization") == nil)
    let other = try loopbackModel("openai/x", at: server, environment: [:])
    _ = try await other.complete(Sample.call())
    #expect(server.requests.count == 2)
  }

  @Test(
    "the path is appended to a base URL as it stands",
    arguments: [
      ("/v1", "/v1/chat/completions"), ("/v1/", "/v1/chat/completions"),
      ("", "/chat/completions"), ("/a=b,c/v1//", "/a=b,c/v1/chat/completions"),
    ])
  func baseURL(base: String, path: String) async throws {
    let server = try LoopbackServer { _ in .chat("{}") }
    _ = try await loopbackModel("openai/x", at: server, path: base).complete(Sample.call())
    #expect(server.requests.first?.line == "POST \(path) HTTP/1.1")
  }

  @Test("OPENAI_BASE_URL holds for openai, and no other provider's key goes there")
  func environmentBaseURL() async throws {
    let (server, other) = try (LoopbackServer { _ in .chat("{}") }, LoopbackServer { _ in .hold })
    var environment = testKeys
    environment["OPENAI_BASE_URL"] = server.url("/v1/")
    var connection = ModelConnection(transport: directTransport(), environment: environment)
    _ = try await connection.model(ModelReference("openai/x")).complete(Sample.call())
    #expect(server.requests.map(\.line) == ["POST /v1/chat/completions HTTP/1.1"])
    let groq = try #require(
      connection.model(ModelReference("groq/x")) as? OpenAICompatible)
    #expect(groq.client.url == "https://api.groq.com/openai/v1/chat/completions")
    let claude = try #require(connection.model(ModelReference("anthropic/x")) as? Anthropic)
    #expect(claude.client.url == "https://api.anthropic.com/v1/messages")
    connection.baseURL = other.url("/v2")
    let openai = try #require(
      connection.model(ModelReference("openai/x")) as? OpenAICompatible)
    #expect(openai.client.url == other.url("/v2/chat/completions"))
  }

  @Test(
    "every provider of the table is reached at an encrypted or a local address",
    arguments: ProviderRow.all.map(\.name))
  func addresses(provider: String) throws {
    let connection = ModelConnection(transport: directTransport(), environment: testKeys)
    let model = try #require(
      connection.model(ModelReference("\(provider)/x")) as? OpenAICompatible)
    let isLocal = model.client.url.hasPrefix("http://127.0.0.1:")
    #expect(model.client.url.hasPrefix("https://") || isLocal)
    #expect(model.client.url.hasSuffix("/v1/chat/completions"))
    #expect(model.capabilities.isFree == isLocal)
  }

  @Test("D32: changing address, model, parameters, prompt or schema gives another cache key")
  func fingerprints() throws {
    func key(
      _ reference: String, base: String = "http://a/v1", _ change: (inout Call) -> Void = { _ in }
    ) throws -> String {
      var call = Sample.call()
      change(&call)
      return try ModelConnection(
        transport: directTransport(), baseURL: base, environment: testKeys
      ).model(ModelReference(reference)).fingerprint(of: call)
    }
    for provider in ["openai", "anthropic", "gemini"] {
      let keys = [
        try key("\(provider)/x"), try key("\(provider)/y"),
        try key("\(provider)/x", base: "http://b/v1"),
        try key("\(provider)/x") { $0.decoding.temperature = 0.5 },
        try key("\(provider)/x") { $0.decoding.maximumOutputTokens = 7 },
        try key("\(provider)/x") { $0.prompt.messages[0].text += " " },
        try key("\(provider)/x") { $0.prompt.messages[3].text += "." },
        try key("\(provider)/x") { $0.prompt.responseSchema = ["type": "object"] },
        try key("\(provider)/x") { $0.repetition = 1 },
      ]
      #expect(Set(keys).count == keys.count)
      // Neither the document's name nor the time it has is part of the question.
      #expect(try key("\(provider)/x") { $0.documentID = "other" } == keys[0])
      #expect(try key("\(provider)/x") { $0.attemptsLeft = 1 } == keys[0])
    }
  }
}
