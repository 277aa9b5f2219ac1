import PrompterCore
import PrompterTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct CircuitBreakerTests {
  private let clock = ManualClock()

  private func call(_ id: String = "d", hasFallback: Bool = true) -> Call {
    Call(
      prompt: Prompt(messages: [.init(.user, "q \(id)")]), documentID: id,
      hasFallback: hasFallback)
  }

  private func engine(
    _ model: ScriptedModel, retries: Int = 0, limits: [RateLimit] = [],
    budget: BudgetLimits = BudgetLimits(), cache: MemoryCache? = nil
  ) -> Engine {
    Engine(
      model,
      EngineConfiguration(
        limits: limits, retry: RetryPolicy(retries: retries, base: .zero), budget: budget,
        cache: cache), clock: clock)
  }

  /// A model that fails with an error for as long as there is one.
  private func model(
    _ error: Shared<ModelError?>
  ) -> ScriptedModel {
    ScriptedModel { _ in
      if let error = error.value { throw error }
      return Completion(text: "ok")
    }
  }

  private func failure(_ engine: Engine, _ call: Call) async -> ModelError? {
    do {
      _ = try await engine.model.complete(call)
      return nil
    } catch { return error as? ModelError }
  }

  @Test(
    "after five failures in a row nothing is sent, and the error says why, since and until when")
  func opens() async throws {
    let error = Shared<ModelError?>(ModelError(.server, "acme: HTTP 500, the provider failed"))
    let model = model(error)
    let engine = engine(model, budget: BudgetLimits(calls: 100))
    for index in 0..<5 {
      let failure = await failure(engine, call())
      #expect(failure?.kind == (index < 4 ? .server : .unavailable))
      #expect(failure?.attempts == 1)
    }
    clock.advance(by: .seconds(12))
    let refusal = try #require(await failure(engine, call()))
    #expect(refusal.kind == .unavailable && refusal.attempts == 0 && !refusal.isRetryable)
    #expect(
      refusal.message
        == "test/scripted is down and left alone for 12 s (5 failures in a row, the last: acme: "
        + "HTTP 500, the provider failed); it is tried again in 18 s")
    #expect(Extraction.Failure.noAnswer(refusal).isRetryable)
    #expect(model.calls.count == 5)
    // What is refused costs nothing.
    #expect(engine.budget.callsLeft == 95)
    #expect(engine.meter.current.calls == 5)
  }

  @Test("without a fallback nothing is ever refused: the tenth attempt may be the good one")
  func noFallback() async throws {
    let given = Shared(0)
    let model = ScriptedModel { _ in
      let number = given.update { given in
        given += 1
        return given
      }
      if number % 10 != 0 { throw ModelError(number % 2 == 0 ? .timeout : .server, "x") }
      return Completion(text: "ok")
    }
    let engine = engine(model, retries: 9)
    for index in 1...20 {
      var call = call("\(index)", hasFallback: false)
      call.attemptsLeft = 10
      let completion = try await engine.model.complete(call)
      #expect(completion.attempts == 10)
    }
    #expect(clock.now == .zero)
  }

  @Test("calls without a fallback pass even while the circuit is open")
  func lastInLine() async throws {
    let error = Shared<ModelError?>(ModelError(.credentials, "the key was refused"))
    let model = model(error)
    let engine = engine(model)
    #expect(await failure(engine, call())?.kind == .credentials)
    #expect(await failure(engine, call())?.kind == .unavailable)
    error.update { $0 = nil }
    #expect(await failure(engine, call(hasFallback: false)) == nil)
    #expect(model.calls.count == 2)
  }

  @Test("one success in between, and the count starts anew")
  func inARow() async {
    let error = Shared<ModelError?>(nil)
    let model = model(error)
    let engine = engine(model)
    for round in 0..<20 {
      error.update { $0 = round % 5 == 4 ? nil : ModelError(.network, "x") }
      #expect(await failure(engine, call())?.kind != .unavailable)
    }
    #expect(model.calls.count == 20)
  }

  @Test(
    "what the provider did counts, not what a request deserved",
    arguments: [
      (.network, 5), (.timeout, 5), (.server, 5), (.credentials, 1), (.quota, 1),
      (.invalidRequest, nil), (.tooLong, nil), (.filtered, nil), (.badResponse, nil),
      (.rateLimited, nil),
    ] as [(ModelError.Kind, Int?)])
  func kinds(kind: ModelError.Kind, opensAfter: Int?) async {
    let error = Shared<ModelError?>(ModelError(kind, "x"))
    let model = model(error)
    let engine = engine(model)
    for _ in 0..<20 { _ = await failure(engine, call()) }
    #expect(model.calls.count == opensAfter ?? 20)
  }

  @Test(
    "after three failures a refused request shows that the provider works, and a 429 shows nothing",
    arguments: [(.invalidRequest, 9), (.rateLimited, 6)] as [(ModelError.Kind, Int)])
  func reset(kind: ModelError.Kind, sent: Int) async {
    let given = Shared(0)
    let model = ScriptedModel { _ in
      let number = given.update { given in
        given += 1
        return given
      }
      throw ModelError(number == 4 ? kind : .server, "x")
    }
    let engine = engine(model)
    for _ in 0..<12 { _ = await failure(engine, call()) }
    #expect(model.calls.count == sent)
  }

  @Test("an open circuit ends the retries of a document; what they took is not lost")
  func endsRetries() async throws {
    let error = Shared<ModelError?>(ModelError(.server, "x", usage: Usage(input: 7)))
    let model = model(error)
    let engine = engine(model, retries: 100)
    var call = call()
    call.attemptsLeft = 101
    let failure = try #require(await failure(engine, call))
    #expect(failure.kind == .unavailable)
    #expect(failure.attempts == 5 && failure.usage == Usage(input: 35))
    #expect(model.calls.count == 5)
  }

  @Test("each probe in vain doubles the pause, up to ten minutes")
  func doubling() async {
    let error = Shared<ModelError?>(ModelError(.timeout, "x"))
    let model = model(error)
    let engine = engine(model)
    for _ in 0..<5 { _ = await failure(engine, call()) }
    for (index, pause) in [30, 60, 120, 240, 480, 600, 600].enumerated() {
      clock.advance(by: .seconds(pause - 1))
      #expect(await failure(engine, call())?.attempts == 0)
      #expect(model.calls.count == 5 + index)
      clock.advance(by: .seconds(1))
      let failure = await failure(engine, call())
      #expect(failure?.kind == .unavailable && failure?.attempts == 1)
      #expect(model.calls.count == 6 + index)
    }
    error.update { $0 = nil }
    clock.advance(by: .seconds(600))
    #expect(await failure(engine, call()) == nil)
    // Closed, with the count and the pause of the beginning.
    error.update { $0 = ModelError(.timeout, "x") }
    for _ in 0..<4 { #expect(await failure(engine, call())?.kind == .timeout) }
    #expect(await failure(engine, call())?.message.contains("in 30 s") == true)
  }

  @Test("of many calls after the pause one passes, and its success lets the others")
  func oneProbe() async throws {
    let error = Shared<ModelError?>(ModelError(.network, "x"))
    let model = ScriptedModel { [clock] _ in
      if let error = error.value { throw error }
      try await clock.sleep(until: clock.now + .seconds(5))
      return Completion(text: "ok")
    }
    let engine = engine(model)
    for _ in 0..<5 { _ = await failure(engine, call()) }
    error.update { $0 = nil }
    clock.advance(by: .seconds(30))
    let probe = Task { await failure(engine, call()) }
    await clock.waitForSleepers()
    for index in 0..<9 { #expect(await failure(engine, call("\(index)"))?.kind == .unavailable) }
    #expect(model.calls.count == 6)
    clock.advance(by: .seconds(5))
    #expect(await probe.value == nil)
    let next = Task { await failure(engine, call()) }
    await clock.waitForSleepers()
    clock.advance(by: .seconds(5))
    #expect(await next.value == nil)
    #expect(model.calls.count == 7)
  }

  @Test("a probe that is cancelled leaves its place to the next call")
  func cancelledProbe() async throws {
    let isSlow = Shared(false)
    let error = Shared<ModelError?>(ModelError(.quota, "x"))
    let model = ScriptedModel { [clock] _ in
      if let error = error.value { throw error }
      if isSlow.value { try await clock.sleep(until: .seconds(1_000_000)) }
      return Completion(text: "ok")
    }
    let engine = engine(model)
    _ = await failure(engine, call())
    error.update { $0 = nil }
    isSlow.update { $0 = true }
    clock.advance(by: .seconds(30))
    let probe = Task { try await engine.model.complete(call()) }
    await clock.waitForSleepers()
    probe.cancel()
    await #expect(throws: CancellationError.self) { try await probe.value }
    isSlow.update { $0 = false }
    #expect(await failure(engine, call()) == nil)
  }

  @Test("an answer to a call from before the opening does not close the circuit")
  func lateSuccess() async throws {
    let model = ScriptedModel { [clock] call in
      if call.documentID != "slow" { throw ModelError(.server, "x") }
      try await clock.sleep(until: .seconds(5))
      return Completion(text: "ok")
    }
    let engine = engine(model)
    let slow = Task { await failure(engine, call("slow")) }
    await clock.waitForSleepers()
    for _ in 0..<5 { _ = await failure(engine, call()) }
    clock.advance(by: .seconds(5))
    #expect(await slow.value == nil)
    #expect(await failure(engine, call())?.kind == .unavailable)
    #expect(model.calls.count == 6)
  }

  @Test("C14: nobody stands in line for a model that asks to be left alone for an hour")
  func releasesWaiting() async throws {
    let model = ScriptedModel { [clock] _ in
      // The limiter's timer sleeps: somebody stands in its line.
      await clock.waitForSleepers()
      throw ModelError(.rateLimited, "slow down", retryAfter: .seconds(3_600))
    }
    let engine = engine(
      model, retries: 6, limits: [RateLimit(.calls, 1, per: .seconds(10))],
      budget: BudgetLimits(calls: 100))
    let kinds = await withTaskGroup(of: ModelError.Kind?.self) { group in
      for index in 0..<10 { group.addTask { await failure(engine, call("\(index)"))?.kind } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(kinds == Array(repeating: .unavailable, count: 10))
    #expect(model.calls.count == 1)
    #expect(clock.now == .zero)
    #expect(engine.budget.callsLeft == 99)
    clock.advance(by: .seconds(3_599))
    #expect(await failure(engine, call())?.message.contains("in 1 s") == true)
  }

  @Test("a short Retry-After is waited for, as without a fallback")
  func shortRetryAfter() async throws {
    let error = Shared<ModelError?>(ModelError(.rateLimited, "x", retryAfter: .seconds(5)))
    let model = ScriptedModel { [clock] _ in
      if clock.now < .seconds(5) { throw error.value ?? ModelError(.server, "x") }
      return Completion(text: "ok")
    }
    let engine = engine(model, retries: 6)
    let completion = try await clock.running { try await engine.model.complete(call()) }
    #expect(completion.attempts == 2)
  }

  @Test("what the cache holds is answered while the model is down")
  func cached() async throws {
    let error = Shared<ModelError?>(nil)
    let engine = engine(model(error), cache: MemoryCache())
    _ = try await engine.model.complete(call("known"))
    error.update { $0 = ModelError(.credentials, "x") }
    _ = await failure(engine, call("new"))
    #expect(await failure(engine, call("new"))?.kind == .unavailable)
    #expect(try await engine.model.complete(call("known")).isCached)
  }
}
