import PrompterCore
import PrompterTesting
import Testing

/// A cache whose look-ups can be made to wait for each other.
private final class CountingCache: CompletionCache {
  let base = MemoryCache()
  let lookUps = Shared(0)
  let stores = Shared(0)

  func completion(for key: String) -> Completion? {
    lookUps.update { $0 += 1 }
    return base.completion(for: key)
  }

  func store(_ completion: Completion, for key: String, of model: String) {
    stores.update { $0 += 1 }
    base.store(completion, for: key, of: model)
  }
}

/// A cache that is out of order.
private struct BrokenCache: CompletionCache {
  struct Fault: Error {}
  func completion(for key: String) throws -> Completion? { throw Fault() }
  func store(_ completion: Completion, for key: String, of model: String) throws { throw Fault() }
}

@Suite(.timeLimit(.minutes(5))) struct CachingModelTests {
  private let clock = ManualClock()

  private func call(_ text: String = "q", repetition: Int = 0) -> Call {
    Call(prompt: Prompt(messages: [.init(.user, text)]), repetition: repetition)
  }

  private func engine(
    _ model: ScriptedModel, _ cache: any CompletionCache = MemoryCache()
  ) -> Engine {
    Engine(
      model, EngineConfiguration(concurrency: 64, retry: RetryPolicy(retries: 0), cache: cache),
      clock: clock)
  }

  /// A model that answers after a second of the manual clock.
  private func slow(
    _ answer: @escaping @Sendable (Call) throws -> Completion = { _ in
      Completion(text: "a", usage: Usage(input: 10, output: 2), latency: .seconds(1))
    }
  ) -> ScriptedModel {
    ScriptedModel { [clock] call in
      try await clock.sleep(until: clock.now + .seconds(1))
      return try answer(call)
    }
  }

  @Test("an answer is asked for once; from the cache it costs nothing and keeps its time")
  func hit() async throws {
    let model = ScriptedModel { _ in
      Completion(text: "a", usage: Usage(input: 10, output: 2), latency: .seconds(3))
    }
    let engine = engine(model)
    let first = try await engine.model.complete(call())
    let second = try await engine.model.complete(call())
    #expect(!first.isCached && first.attempts == 1 && first.usage == Usage(input: 10, output: 2))
    #expect(second.isCached && second.attempts == 0 && second.usage == Usage())
    #expect(second.text == "a" && second.latency == .seconds(3))
    #expect(model.calls.count == 1)
    #expect(engine.meter.current.calls == 1 && engine.meter.current.cachedCalls == 1)
  }

  @Test("single flight: a question that many ask at a time is sent once and paid once")
  func singleFlight() async throws {
    let model = slow()
    let engine = engine(model)
    let answers = try await withThrowingTaskGroup(of: Completion.self) { group in
      for _ in 0..<50 { group.addTask { try await engine.model.complete(call()) } }
      await clock.waitForSleepers()
      clock.advance(by: .seconds(1))
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(model.calls.count == 1)
    #expect(answers.map(\.text) == Array(repeating: "a", count: 50))
    #expect(answers.count { !$0.isCached } == 1)
    #expect(answers.reduce(0) { $0 + $1.usage.input } == 10)
    #expect(engine.meter.current.cachedCalls == 49)
  }

  @Test("errors are never cached: the next one asks again")
  func errors() async throws {
    let calls = Shared(0)
    let model = ScriptedModel { _ in
      let number = calls.update { calls in
        calls += 1
        return calls
      }
      if number == 1 { throw ModelError(.server, "down") }
      return Completion(text: "up")
    }
    let engine = engine(model)
    await #expect(throws: ModelError.self) { try await engine.model.complete(call()) }
    #expect(try await engine.model.complete(call()).text == "up")
    #expect(calls.value == 2)
  }

  @Test("an error reaches everyone who waited for the one answer")
  func sharedError() async {
    let model = slow { _ in throw ModelError(.invalidRequest, "no") }
    let engine = engine(model)
    let tasks = (0..<5).map { _ in Task { try await engine.model.complete(call()) } }
    await clock.waitForSleepers()
    for _ in 0..<200 { await Task.yield() }
    clock.advance(by: .seconds(1))
    for task in tasks {
      await #expect(throws: ModelError(.invalidRequest, "no")) { try await task.value }
    }
    #expect(model.calls.count == 1)
  }

  @Test("who waits with a call that may try less often tries on when that one failed")
  func patientFollower() async throws {
    let calls = Shared(0)
    let model = slow { _ in
      let number = calls.update { calls in
        calls += 1
        return calls
      }
      if number == 1 { throw ModelError(.server, "down") }
      return Completion(text: "up")
    }
    let engine = engine(model)
    var hasty = call()
    hasty.attemptsLeft = 1
    let leader = Task { [hasty] in try await engine.model.complete(hasty) }
    await clock.waitForSleepers()
    let followers = [7, 1].map { attempts in
      var follower = call()
      follower.attemptsLeft = attempts
      return Task { [follower] in try await engine.model.complete(follower) }
    }
    for _ in 0..<500 { await Task.yield() }
    clock.advance(by: .seconds(1))
    await #expect(throws: ModelError.self) { try await leader.value }
    await #expect(throws: ModelError.self) { try await followers[1].value }
    await clock.waitForSleepers()
    clock.advance(by: .seconds(1))
    #expect(try await followers[0].value.text == "up")
    #expect(calls.value == 2)
  }

  @Test("a cache that is out of order fails no call")
  func brokenCache() async throws {
    let engine = engine(ScriptedModel(answers: ["a"]), BrokenCache())
    for _ in 0..<2 {
      let completion = try await engine.model.complete(call())
      #expect(completion.text == "a" && !completion.isCached)
    }
  }

  @Test("an answer that the provider withheld is not kept")
  func filtered() async throws {
    let cache = CountingCache()
    let engine = engine(ScriptedModel { _ in Completion(text: "", finish: .filtered) }, cache)
    _ = try await engine.model.complete(call())
    #expect(cache.stores.value == 0)
  }

  @Test("a leader that is cancelled does not take the answer away from those who wait with it")
  func cancelledLeader() async throws {
    let model = slow()
    let cache = CountingCache()
    let engine = engine(model, cache)
    let leader = Task { try await engine.model.complete(call()) }
    await clock.waitForSleepers()
    let follower = Task { try await engine.model.complete(call()) }
    for _ in 0..<500 { await Task.yield() }
    leader.cancel()
    for _ in 0..<500 { await Task.yield() }
    clock.advance(by: .seconds(1))
    #expect(try await follower.value.text == "a")
    #expect(model.calls.count == 1)
    #expect(cache.stores.value == 1)
  }

  @Test("when all who wait are cancelled, the call is called off")
  func allCancelled() async {
    let model = slow()
    let engine = engine(model)
    let tasks = (0..<3).map { _ in Task { try await engine.model.complete(call()) } }
    await clock.waitForSleepers()
    for _ in 0..<500 { await Task.yield() }
    tasks.forEach { $0.cancel() }
    for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
    await eventually { self.clock.sleepers == 0 }
    #expect(engine.meter.current.inFlight == 0)
  }

  @Test("a call that was called off does not land in place of the one that followed it")
  func staleFlight() async throws {
    let gate = ManualClock()
    let calls = Shared(0)
    let model = ScriptedModel { _ in
      let number = calls.update { calls in
        calls += 1
        return calls
      }
      // Deaf to cancellation, as a provider is that has the request already.
      let wait = Task { try await gate.sleep(until: .seconds(number)) }
      try await wait.value
      return Completion(text: "\(number)")
    }
    let cache = CountingCache()
    let engine = engine(model, cache)
    let first = Task { try await engine.model.complete(call()) }
    await gate.waitForSleepers()
    first.cancel()
    for _ in 0..<500 { await Task.yield() }
    let second = Task { try await engine.model.complete(call()) }
    await gate.waitForSleepers(2)
    gate.advance(to: .seconds(1))
    _ = try? await first.value
    let third = Task { try await engine.model.complete(call()) }
    for _ in 0..<500 { await Task.yield() }
    gate.advance(to: .seconds(9))
    _ = try await (second.value, third.value)
    #expect(calls.value == 2)
  }

  @Test("D32: changing any one part of the question misses the cache")
  func fingerprints() async throws {
    let model = ScriptedModel(answers: ["a"])
    let other = ScriptedModel(name: "test/other", answers: ["a"])
    let base = call()
    var variants = [model.fingerprint(of: base), other.fingerprint(of: base)]
    func variant(_ change: (inout Call) -> Void) {
      var call = base
      change(&call)
      variants.append(model.fingerprint(of: call))
    }
    variant { $0.prompt.messages[0].text = "r" }
    variant { $0.prompt.messages[0].role = .system }
    variant { $0.prompt.messages.append(.init(.user, "")) }
    variant { $0.prompt.messages[0].images = [.init(mediaType: "image/png", base64: "AA")] }
    variant { $0.prompt.responseSchema = ["type": "object"] }
    variant { $0.decoding.temperature = 0.5 }
    variant { $0.decoding.maximumOutputTokens = 7 }
    variant { $0.decoding.seed = 1 }
    variant { $0.repetition = 1 }
    #expect(Set(variants).count == variants.count)
    var same = base
    same.documentID = "other"
    same.attemptsLeft = 1
    same.deadline = .seconds(1)
    #expect(model.fingerprint(of: same) == variants[0])
  }

  @Test("cached answers touch neither budget nor limits")
  func free() async throws {
    let cache = MemoryCache()
    _ = try await engine(ScriptedModel(answers: ["a"]), cache).model.complete(call())
    let broke = Engine(
      ScriptedModel(answers: ["b"]),
      EngineConfiguration(
        limits: [RateLimit(.calls, 1, per: .seconds(1))], budget: BudgetLimits(calls: 0),
        cache: cache), clock: clock)
    for _ in 0..<5 { #expect(try await broke.model.complete(call()).text == "a") }
    await #expect(throws: ModelError.self) { try await broke.model.complete(call("new")) }
  }
}
