import PrompterCore
import PrompterTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct BudgetTests {
  private func refusal(_ body: () throws -> Void) -> ModelError? {
    do {
      try body()
      return nil
    } catch { return error as? ModelError }
  }

  @Test("calls, tokens and money each stop the run, and say which option it was")
  func limits() throws {
    let calls = Budget(BudgetLimits(calls: 2), price: nil)
    _ = try calls.reserve(Usage(input: 1, output: 1))
    #expect(calls.callsLeft == 1)
    _ = try calls.reserve(Usage())
    let error = refusal { _ = try calls.reserve(Usage()) }
    #expect(error?.kind == .budget)
    #expect(error?.message == "the budget is used up (--max-calls 2)")
    #expect(error?.attempts == 0)
    #expect(calls.callsLeft == 0)

    let tokens = Budget(BudgetLimits(tokens: 100), price: nil)
    _ = try tokens.reserve(Usage(input: 60, output: 40))
    #expect(
      refusal { _ = try tokens.reserve(Usage(input: 1)) }?.message.contains(
        "--max-total-tokens 100") == true)

    let price = Price(inputPerMillion: 1, outputPerMillion: 2)
    let cost = Budget(BudgetLimits(cost: 0.001), price: price)
    _ = try cost.reserve(Usage(input: 500, output: 250))
    #expect(
      refusal { _ = try cost.reserve(Usage(input: 1)) }?.message.contains("--max-cost 0.001")
        == true)
  }

  @Test("without limits nothing is refused; 0 calls refuse the first one")
  func extremes() throws {
    let open = Budget(BudgetLimits(), price: nil)
    for _ in 0..<10 { _ = try open.reserve(Usage(input: 1_000_000, output: 1_000_000)) }
    #expect(open.callsLeft == nil)
    #expect(refusal { _ = try Budget(BudgetLimits(calls: 0), price: nil).reserve(Usage()) } != nil)
  }

  @Test("what a call did not use comes back; what it used in excess is charged")
  func settle() throws {
    let budget = Budget(BudgetLimits(tokens: 100), price: nil)
    let first = try budget.reserve(Usage(input: 50, output: 50))
    budget.settle(first, used: Usage(input: 10, output: 10))
    let second = try budget.reserve(Usage(input: 40, output: 40))
    budget.settle(second, used: Usage(input: 50, output: 40))
    #expect(refusal { _ = try budget.reserve(Usage()) } != nil)
  }

  @Test("a refused reservation takes nothing")
  func refusedTakesNothing() throws {
    let budget = Budget(BudgetLimits(calls: 5, tokens: 100), price: nil)
    for _ in 0..<10 { _ = refusal { _ = try budget.reserve(Usage(input: 101)) } }
    #expect(budget.callsLeft == 5)
    #expect(throws: Never.self) { try budget.reserve(Usage(input: 100)) }
  }

  @Test("a reservation that is released counts for nothing")
  func release() throws {
    let budget = Budget(BudgetLimits(calls: 1, tokens: 10), price: nil)
    budget.release(try budget.reserve(Usage(input: 10)))
    #expect(throws: Never.self) { try budget.reserve(Usage(input: 10)) }
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
      #expect(answered == 37)
      #expect(model.calls.count == 37)
      #expect(engine.meter.current.calls == 37)
    }
  }
}
