import PrompterCore
import PrompterTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct BudgetTests {
  private func refusal(_ body: () async throws -> Void) async -> ModelError? {
    do {
      try await body()
      return nil
    } catch { return error as? ModelError }
  }

  /// Reserves so much and uses all of it.
  private func spend(_ usage: Usage, of budget: Budget, price: Price? = nil) async throws {
    budget.settle(
      try await budget.reserve(usage, price: price), used: usage, price: price)
  }

  @Test("calls, tokens and money each stop the run, and say which option it was")
  func limits() async throws {
    let calls = Budget(BudgetLimits(calls: 2))
    try await spend(Usage(input: 1, output: 1), of: calls)
    #expect(calls.callsLeft == 1)
    try await spend(Usage(), of: calls)
    let error = await refusal { try await spend(Usage(), of: calls) }
    #expect(error?.kind == .budget)
    #expect(error?.message == "the budget is used up (--max-calls 2)")
    #expect(error?.attempts == 0)
    #expect(calls.callsLeft == 0)

    let tokens = Budget(BudgetLimits(tokens: 100))
    try await spend(Usage(input: 60, output: 40), of: tokens)
    let tooMany = await refusal { try await spend(Usage(input: 1), of: tokens) }
    #expect(tooMany?.message.contains("--max-total-tokens 100") == true)

    let price = Price(inputPerMillion: 1, outputPerMillion: 2)
    let cost = Budget(BudgetLimits(cost: 0.001))
    try await spend(Usage(input: 500, output: 250), of: cost, price: price)
    let tooDear = await refusal { try await spend(Usage(input: 1), of: cost, price: price) }
    #expect(tooDear?.message.contains("--max-cost 0.001") == true)
  }

  @Test("a part of a run has a limit of its own, under that of the run")
  func parts() async throws {
    let budget = Budget(BudgetLimits())
    try await spend(Usage(), of: budget)
    try await budget.during(atMost: 2) {
      #expect(budget.callsLeft == 2)
      // A larger part does not get more than the whole has left.
      try await budget.during(atMost: 5) {
        for _ in 0..<2 { try await spend(Usage(), of: budget) }
        let error = await refusal { try await spend(Usage(), of: budget) }
        #expect(error?.message == "the budget is used up (all calls that this run may make)")
      }
    }
    #expect(budget.callsLeft == nil)
    try await spend(Usage(), of: budget)
  }

  @Test("parts of a run at the same time do not undo each other")
  func overlappingParts() async throws {
    let budget = Budget(BudgetLimits())
    let gates = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
    func hold(_ gate: AsyncStream<Void>) async { for await _ in gate {} }
    let first = Task { await budget.during(atMost: 5) { await hold(gates.0.stream) } }
    await eventually { budget.callsLeft == 5 }
    let second = Task { await budget.during(atMost: 3) { await hold(gates.1.stream) } }
    await eventually { budget.callsLeft == 3 }
    gates.0.continuation.finish()
    await first.value
    #expect(budget.callsLeft == 3)
    gates.1.continuation.finish()
    await second.value
    #expect(budget.callsLeft == nil)
  }

  @Test("without limits nothing is refused; 0 calls refuse the first one")
  func extremes() async throws {
    let open = Budget(BudgetLimits())
    for _ in 0..<10 {
      _ = try await open.reserve(Usage(input: 1_000_000, output: 1_000_000), price: nil)
    }
    #expect(open.callsLeft == nil)
    #expect(
      await refusal { _ = try await Budget(BudgetLimits(calls: 0)).reserve(Usage(), price: nil) }
        != nil)
  }

  @Test("what a call did not use comes back; what it used in excess is charged")
  func settle() async throws {
    let budget = Budget(BudgetLimits(tokens: 100))
    let first = try await budget.reserve(Usage(input: 50, output: 50), price: nil)
    budget.settle(first, used: Usage(input: 10, output: 10), price: nil)
    let second = try await budget.reserve(Usage(input: 40, output: 40), price: nil)
    budget.settle(second, used: Usage(input: 50, output: 40), price: nil)
    #expect(await refusal { _ = try await budget.reserve(Usage(), price: nil) } != nil)
  }

  @Test("a refused reservation takes nothing")
  func refusedTakesNothing() async throws {
    let budget = Budget(BudgetLimits(calls: 5, tokens: 100))
    for _ in 0..<10 {
      _ = await refusal { _ = try await budget.reserve(Usage(input: 101), price: nil) }
    }
    #expect(budget.callsLeft == 5)
    await #expect(throws: Never.self) { try await budget.reserve(Usage(input: 100), price: nil) }
  }

  @Test("a reservation that is released counts for nothing")
  func release() async throws {
    let budget = Budget(BudgetLimits(calls: 1, tokens: 10))
    budget.release(try await budget.reserve(Usage(input: 10), price: nil))
    await #expect(throws: Never.self) { try await budget.reserve(Usage(input: 10), price: nil) }
  }

  @Test("many calls at once never overspend, in calls, tokens or money")
  func concurrent() async {
    for limits in [BudgetLimits(calls: 37), .init(tokens: 37 * 120), .init(cost: 37 * 0.000_140_1)]
    {
      let model = ScriptedModel { _ in
        await Task.yield()
        return Completion(text: "x", usage: Usage(input: 100, output: 20))
      }
      let engine = Engine(
        model,
        EngineConfiguration(
          concurrency: 50, retry: RetryPolicy(retries: 0), budget: limits,
          price: Price(inputPerMillion: 1, outputPerMillion: 2)))
      let prompt = Prompt(messages: [.init(.user, String(repeating: "a", count: 336))])
      #expect(prompt.estimatedTokens == 100)
      let answered = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
        for _ in 0..<200 {
          group.addTask {
            (try? await engine.model.complete(
              Call(prompt: prompt, decoding: Decoding(maximumOutputTokens: 20)))) != nil
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      // The last ones may be refused because of what they might have used.
      #expect(limits.calls == nil ? (35...37).contains(answered) : answered == 37)
      #expect(model.calls.count == answered)
      #expect(engine.meter.current.calls == answered)
    }
  }

  @Test("who does not fit only because of calls under way waits for them, in line")
  func waits() async throws {
    let budget = Budget(BudgetLimits(tokens: 100))
    let first = try await budget.reserve(Usage(output: 90), price: nil)
    let order = Shared<[Int]>([])
    let waiters = [60, 10, 50].map { output in
      Task {
        let reservation = try await budget.reserve(Usage(output: output), price: nil)
        order.update { $0.append(output) }
        budget.settle(reservation, used: Usage(output: 10), price: nil)
      }
    }
    for _ in 0..<100 { await Task.yield() }
    #expect(order.value.isEmpty)
    budget.settle(first, used: Usage(output: 30), price: nil)
    for waiter in waiters { try await waiter.value }
    #expect(Set(order.value) == [60, 10, 50])
    // 60 are spent: what is more than the rest never fits.
    let refused = await refusal {
      _ = try await budget.reserve(Usage(output: 41), price: nil)
    }
    #expect(refused?.kind == .budget)
  }

  @Test("who is cancelled while waiting takes nothing")
  func cancelled() async throws {
    let budget = Budget(BudgetLimits(tokens: 10))
    let first = try await budget.reserve(Usage(output: 10), price: nil)
    let waiter = Task { try await budget.reserve(Usage(output: 10), price: nil) }
    for _ in 0..<100 { await Task.yield() }
    waiter.cancel()
    await #expect(throws: CancellationError.self) { _ = try await waiter.value }
    budget.release(first)
    _ = try await budget.reserve(Usage(output: 10), price: nil)
  }
}
