import Testing

@testable import PrompterKit

@Suite("structured output that an endpoint refuses", .timeLimit(.minutes(5)))
struct StructureFallbackTests {
  private static let unsupported = """
    {"error": {"message": "response_format is unavailable", "type": "invalid_request_error"}}
    """

  /// The kinds of constraint that were asked for, in order.
  private func asked(_ server: LoopbackServer) -> [String] {
    server.requests.map { $0.json?.at("response_format.type")?.string ?? "text" }
  }

  @Test(
    "the next weaker one is tried at once and remembered",
    arguments: [
      (["json_schema"], ["json_schema", "json_object", "json_object"]),
      (["json_schema", "json_object"], ["json_schema", "json_object", "text", "text"]),
      ([], ["json_schema", "json_schema"]),
    ], [400, 422])
  func fallback(plan: (refused: [String], asked: [String]), status: Int) async throws {
    let server = try LoopbackServer { request in
      let kind = request.json?.at("response_format.type")?.string ?? "text"
      return plan.refused.contains(kind)
        ? .text(Self.unsupported, status: status) : .chat(#"{"vendor": "A"}"#)
    }
    let model = Engine(try loopbackModel("openai/x", at: server)).model
    let first = try await model.complete(Sample.call())
    #expect(first.text == #"{"vendor": "A"}"#)
    #expect(first.attempts == plan.asked.count - 1, "refused requests were sent too")
    #expect(try await model.complete(Sample.call()).attempts == 1)
    #expect(asked(server) == plan.asked)
  }

  @Test("one request that is refused whatever its constraint weakens none of the others")
  func badDocument() async throws {
    let server = try LoopbackServer { request in
      let text = request.json?.at("messages.3.content")?.string ?? ""
      return text.contains("broken")
        ? .text(#"{"error": {"message": "no such picture"}}"#, status: 400) : .chat("{}")
    }
    let model = Engine(try loopbackModel("openai/x", at: server)).model
    var bad = Sample.call()
    bad.prompt.messages[3].text = "broken"
    let error = try #require(
      await #expect(throws: ModelError.self) { try await model.complete(bad) })
    #expect(error.attempts == 3)
    #expect(error.message.hasSuffix("no such picture"))
    _ = try await model.complete(Sample.call())
    #expect(asked(server) == ["json_schema", "json_object", "text", "json_schema"])
  }

  @Test(
    "other refusals are not met with a weaker constraint", arguments: [401, 403, 404, 429, 500])
  func otherStatus(status: Int) async throws {
    let server = try LoopbackServer { _ in .text("{}", status: status) }
    let model = try loopbackModel("openai/x", at: server)
    await #expect(throws: ModelError.self) { try await model.complete(Sample.call()) }
    #expect(server.requests.count == 1)
  }

  @Test("a question without a schema has nothing to weaken")
  func noSchema() async throws {
    let server = try LoopbackServer { _ in .text("{}", status: 400) }
    let model = try loopbackModel("openai/x", at: server)
    await #expect(throws: ModelError.self) { try await model.complete(Sample.call(schema: nil)) }
    #expect(server.requests.count == 1)
  }

  @Test("D32: the cache key does not depend on which constraint the endpoint took")
  func fingerprint() async throws {
    let server = try LoopbackServer { request in
      request.json?.at("response_format.type") == "json_schema"
        ? .text(Self.unsupported, status: 400) : .chat("{}")
    }
    let model = Engine(try loopbackModel("openai/x", at: server)).model
    let before = model.fingerprint(of: Sample.call())
    _ = try await model.complete(Sample.call())
    #expect(model.fingerprint(of: Sample.call()) == before)
  }

  @Test("requests that are refused for their constraint pass the budget and count as calls")
  func budget() async throws {
    let server = try LoopbackServer { request in
      request.json?.at("response_format.type") == "json_schema"
        ? .text(Self.unsupported, status: 400) : .chat("{}")
    }
    let engine = Engine(
      try loopbackModel("openai/x", at: server),
      EngineConfiguration(
        retry: RetryPolicy(retries: 0), budget: BudgetLimits(calls: 2)))
    _ = try await engine.model.complete(Sample.call())
    #expect(engine.meter.current.calls == 2)
    let error = await #expect(throws: ModelError.self) {
      try await engine.model.complete(Sample.call())
    }
    #expect(error?.kind == .budget)
    #expect(server.requests.count == 2)
  }
}
