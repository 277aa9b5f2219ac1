import PrompterCore
import PrompterTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct RetryingModelTests {
  private let clock = ManualClock()
  private let call = Call(prompt: Prompt(messages: [.init(.user, "q")]))

  /// A model that fails with these errors, one after the other, then answers; with the times.
  private func engine(
    _ errors: [ModelError], _ configuration: EngineConfiguration = EngineConfiguration()
  ) -> (engine: Engine, times: @Sendable () -> [Duration]) {
    let times = Shared<[Duration]>([])
    let model = ScriptedModel { [clock] _ in
      let now = clock.now
      let attempt = times.update { times in
        times.append(now)
        return times.count - 1
      }
      if attempt < errors.count { throw errors[attempt] }
      return Completion(text: "ok", usage: Usage(input: 10, output: 5))
    }
    return (Engine(model, configuration, clock: clock), { times.value })
  }

  private func run(_ engine: Engine, _ call: Call) async throws -> Completion {
    try await clock.running { try await engine.model.complete(call) }
  }

  @Test("D20, D35: usage and attempts are summed over the attempts that failed")
  func usage() async throws {
    let (engine, _) = engine([
      ModelError(.server, "a", usage: Usage(input: 10, output: 1)), ModelError(.timeout, "b"),
      ModelError(.badResponse, "c", usage: Usage(input: 10, output: 2)),
    ])
    let completion = try await run(engine, call)
    #expect(completion.usage == Usage(input: 30, output: 8))
    #expect(completion.attempts == 4)
    let counts = engine.meter.current
    #expect(counts.calls == 4 && counts.retries == 3)
    #expect(counts.usage == Usage(input: 30, output: 8))
    #expect(counts.inFlight == 0 && counts.peakInFlight == 1)
  }

  @Test(
    "C17: an error that will not pass is thrown at once, as it was",
    arguments: [
      ModelError.Kind.quota, .credentials, .invalidRequest, .tooLong, .filtered,
    ])
  func final(kind: ModelError.Kind) async {
    let (engine, times) = engine([ModelError(kind, "no", status: 400, usage: Usage(input: 3))])
    await #expect(throws: ModelError(kind, "no", status: 400, usage: Usage(input: 3))) {
      try await run(engine, call)
    }
    #expect(times().count == 1)
  }

  @Test("attempts of one document are bounded, whatever the cause", arguments: [1, 3, 7])
  func bounded(attemptsLeft: Int) async {
    let errors = (0..<20).map {
      ModelError($0.isMultiple(of: 2) ? .server : .rateLimited, "x", usage: Usage(input: 2))
    }
    let (engine, times) = engine(errors)
    var call = call
    call.attemptsLeft = attemptsLeft
    await #expect {
      try await run(engine, call)
    } throws: { error in
      let error = error as? ModelError
      return error?.attempts == attemptsLeft && error?.usage == Usage(input: 2 * attemptsLeft)
    }
    #expect(times().count == attemptsLeft)
  }

  @Test("so they are by the policy, for calls that name no bound of their own")
  func policy() async {
    let (engine, times) = engine(
      (0..<20).map { _ in ModelError(.server, "x") },
      EngineConfiguration(retry: RetryPolicy(retries: 2)))
    await #expect(throws: ModelError.self) { try await run(engine, call) }
    #expect(times().count == 3)
  }

  @Test("an error that claims to have sent nothing does not go round for ever")
  func noAttempts() async {
    let (engine, times) = engine((0..<50).map { _ in ModelError(.server, "x", attempts: 0) })
    await #expect(throws: ModelError.self) { try await run(engine, call) }
    #expect(times().count == 7)
  }

  @Test("C17: Retry-After is waited for in full, and holds every other call of the model")
  func retryAfter() async throws {
    let (engine, times) = engine([
      ModelError(.rateLimited, "slow down", retryAfter: .seconds(90))
    ])
    _ = try await run(engine, call)
    #expect(times().count == 2)
    #expect(times()[1] >= .seconds(90) && times()[1] <= .seconds(91))
    let (other, otherTimes) = self.engine(
      [
        ModelError(.rateLimited, "slow down", retryAfter: .seconds(30)),
        ModelError(.invalidRequest, "no"),
      ], EngineConfiguration(retry: RetryPolicy(retries: 0)))
    var once = call
    once.attemptsLeft = 1
    let start = clock.now
    _ = try? await other.model.complete(once)
    _ = try? await run(other, once)
    #expect(otherTimes()[1] - start == .seconds(30))
  }

  @Test("C16: waits are drawn by the seed: the same seed the same waits, another seed others")
  func seeds() async throws {
    func waits(_ seed: UInt64) async throws -> [Duration] {
      let errors = (0..<5).map { _ in ModelError(.server, "x") }
      let (engine, times) = engine(errors, EngineConfiguration(seed: seed))
      _ = try await run(engine, call)
      return zip(times(), times().dropFirst()).map { $1 - $0 }
    }
    let first = try await waits(0)
    #expect(first == (try await waits(0)))
    #expect(first != (try await waits(1)))
    for (index, wait) in first.enumerated() { #expect(wait <= .seconds(1 << index)) }
  }

  @Test("C17: nothing is sent after the deadline, and no wait reaches beyond it")
  func deadline() async {
    let errors = (0..<20).map { _ in
      ModelError(.rateLimited, "x", retryAfter: .seconds(4), usage: Usage(input: 1))
    }
    let (engine, times) = engine(errors)
    var call = call
    call.deadline = .seconds(10)
    call.attemptsLeft = 50
    await #expect(throws: ModelError.self) { try await run(engine, call) }
    #expect((2...3).contains(times().count))
    #expect(times().allSatisfy { $0 < .seconds(10) })
    clock.advance(to: .seconds(10))
    await #expect {
      try await engine.model.complete(call)
    } throws: { error in
      (error as? ModelError)?.kind == .deadline && (error as? ModelError)?.attempts == 0
    }
  }

  @Test("a machine that nobody answers on is given up after three attempts")
  func dead() async {
    let (engine, times) = engine((0..<20).map { _ in ModelError(.network, "refused") })
    await #expect(throws: ModelError.self) { try await run(engine, call) }
    #expect(times().count == 3)
  }

  @Test("once it has answered, a broken connection is tried to the end")
  func brokenLater() async throws {
    let calls = Shared(0)
    let model = ScriptedModel { _ in
      let attempt = calls.update { calls in
        calls += 1
        return calls
      }
      if attempt == 1 { return Completion(text: "ok") }
      throw ModelError(.network, "broken")
    }
    let engine = Engine(model, clock: clock)
    _ = try await run(engine, call)
    await #expect(throws: ModelError.self) { try await run(engine, call) }
    #expect(calls.value == 8)
  }

  @Test("the budget ends retries: the error says so and keeps what was used")
  func budget() async {
    let (engine, times) = engine(
      (0..<20).map { _ in ModelError(.server, "x", usage: Usage(input: 7)) },
      EngineConfiguration(budget: BudgetLimits(calls: 3)))
    await #expect {
      try await run(engine, call)
    } throws: { error in
      let error = error as? ModelError
      return error?.kind == .budget && error?.usage == Usage(input: 21) && error?.attempts == 3
    }
    #expect(times().count == 3)
  }

  @Test("C21: a call that is cancelled while it waits to try again ends at once")
  func cancelled() async {
    let (engine, times) = engine([ModelError(.rateLimited, "x", retryAfter: .seconds(60))])
    let task = Task { [call] in try await engine.model.complete(call) }
    await clock.waitForSleepers()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(times().count == 1)
    #expect(clock.sleepers == 0)
  }
}
