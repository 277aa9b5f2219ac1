import PrompterCore
import PrompterTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct EngineTests {
  private let clock = ManualClock()

  private func call(_ bytes: Int = 10) -> Call {
    Call(
      prompt: Prompt(messages: [.init(.user, String(repeating: "a", count: bytes))]),
      decoding: Decoding(maximumOutputTokens: 20))
  }

  @Test("C15: limits sit in the call path: the provider never sees more than they allow")
  func limits() async throws {
    let seen = Shared<[Duration]>([])
    let model = ScriptedModel { [clock] _ in
      let now = clock.now
      seen.update { $0.append(now) }
      return Completion(text: "x")
    }
    let engine = Engine(
      model,
      EngineConfiguration(
        limits: [
          RateLimit(.calls, 10, per: .seconds(60)),
          RateLimit(.calls, 1, per: .seconds(1), model: "test/other"),
        ], concurrency: 8), clock: clock)
    try await clock.running {
      try await forEachConcurrently(0..<25, limit: 25) { _ in
        _ = try await engine.model.complete(call())
      } receive: { _, _ in
      }
    }
    let times = seen.value.map(\.seconds)
    #expect(times.filter { $0 < 60.6 }.count == 10)
    #expect(times.filter { $0 < 121.2 }.count == 20)
    #expect(engine.meter.current.limitWait > .zero)
    #expect(engine.meter.current.peakInFlight <= 8)
  }

  @Test("retries pass the limiter too")
  func retriesAreLimited() async throws {
    let model = ScriptedModel { _ in throw ModelError(.server, "x") }
    let engine = Engine(
      model,
      EngineConfiguration(
        limits: [RateLimit(.calls, 2, per: .seconds(1_000))], retry: RetryPolicy(retries: 3)),
      clock: clock)
    await #expect(throws: ModelError.self) {
      try await clock.running { try await engine.model.complete(call()) }
    }
    #expect(model.calls.count == 4)
    #expect(clock.now >= .seconds(1_010) && clock.now < .seconds(1_200))
  }

  @Test("tokens are settled to the real usage, so that a high estimate does not slow the run")
  func settling() async throws {
    let model = ScriptedModel { _ in Completion(text: "x", usage: Usage(input: 5, output: 2)) }
    let engine = Engine(
      model, EngineConfiguration(limits: [RateLimit(.outputTokens, 40, per: .seconds(60))]),
      clock: clock)
    for _ in 0..<11 { _ = try await engine.model.complete(call()) }
    #expect(clock.now == .zero)
    #expect(model.calls.count == 11)
  }

  @Test("tokens of both kinds are charged with the prompt's real length and the cap")
  func chargedOnArrival() async throws {
    let model = ScriptedModel { _ in Completion(text: "x", usage: Usage(input: 60, output: 2)) }
    let engine = Engine(
      model, EngineConfiguration(limits: [RateLimit(.tokens, 190, per: .seconds(60))]),
      clock: clock)
    // Estimated at 4 + 35 / 3.5 tokens, and 20: four would fit, were they as short as that.
    var short = call(35)
    short.decoding.maximumOutputTokens = 20
    for _ in 0..<2 { _ = try await engine.model.complete(short) }
    #expect(clock.now == .zero)
    let third = Task { [short] in try await engine.model.complete(short) }
    await eventually { self.clock.sleepers == 1 }
    #expect(model.calls.count == 2)
    clock.advanceToNextSleeper()
    _ = try await third.value
    #expect(clock.now == .milliseconds(60_600))
  }

  @Test(
    "C27: what failed is charged by its class: a timeout its input, a refusal nothing",
    arguments: [
      (.timeout, 2), (.network, 2), (.server, 2), (.rateLimited, 40), (.invalidRequest, 40),
    ] as [(ModelError.Kind, Int)])
  func chargedFailures(kind: ModelError.Kind, sent: Int) async {
    let model = ScriptedModel { _ in throw ModelError(kind, "x") }
    let engine = Engine(
      model,
      EngineConfiguration(
        limits: [RateLimit(.inputTokens, 250, per: .seconds(60))], concurrency: 1), clock: clock)
    var once = call(336)
    once.attemptsLeft = 1
    #expect(once.prompt.estimatedTokens == 100)
    let tasks = (0..<40).map { [once] _ in Task { try await engine.model.complete(once) } }
    // Refused calls take nothing, but go out evenly after a while: the clock has to move.
    await eventually {
      if sent == 40 { self.clock.advanceToNextSleeper() }
      return model.calls.count == sent && (sent == 40 || self.clock.sleepers == 1)
    }
    tasks.forEach { $0.cancel() }
    for task in tasks { _ = try? await task.value }
    #expect(model.calls.count == sent)
  }

  @Test("C7: calls cancelled in line give back their part of the budget")
  func cancelledBudget() async {
    let model = ScriptedModel { [clock] _ in
      try await clock.sleep(until: clock.now + .seconds(1))
      return Completion(text: "x")
    }
    let engine = Engine(
      model, EngineConfiguration(concurrency: 1, budget: BudgetLimits(calls: 10, tokens: 1_000)),
      clock: clock)
    let tasks = (0..<5).map { _ in Task { try await engine.model.complete(call()) } }
    await clock.waitForSleepers()
    await eventually { engine.budget.callsLeft == 5 }
    tasks.forEach { $0.cancel() }
    for task in tasks { _ = try? await task.value }
    #expect(model.calls.count == 1)
    #expect(engine.budget.callsLeft == 9)
    #expect(engine.meter.current.inFlight == 0)
  }

  @Test("a request that no window can hold is refused without costing a call")
  func tooLarge() async {
    let model = ScriptedModel(answers: ["x"])
    let engine = Engine(
      model,
      EngineConfiguration(
        limits: [RateLimit(.tokens, 10, per: .seconds(1))], budget: BudgetLimits(calls: 5)),
      clock: clock)
    await #expect {
      try await engine.model.complete(call())
    } throws: { ($0 as? ModelError)?.kind == .tooLong }
    #expect(model.calls.isEmpty)
    #expect(engine.budget.callsLeft == 5)
  }

  @Test("C7: thousands of random failures and cancellations leak no place and hide no error")
  func noLeaks() async throws {
    let model = ScriptedModel { call in
      await Task.yield()
      switch call.repetition % 4 {
      case 0: throw ModelError(.invalidRequest, "\(call.repetition)")
      case 1: throw CancellationError()
      default: return Completion(text: "\(call.repetition)")
      }
    }
    let engine = Engine(model, EngineConfiguration(concurrency: 3), clock: clock)
    var generator = SeededGenerator(seed: 1, purpose: "leaks")
    let tasks = (0..<2_000).map { number in
      var call = call()
      call.repetition = number
      let task = Task { [call] in try await engine.model.complete(call) }
      if generator.below(3) == 0 { task.cancel() }
      return task
    }
    for (number, task) in tasks.enumerated() {
      switch await task.result {
      case .success(let completion): #expect(completion.text == "\(number)")
      case .failure(let error as ModelError): #expect(error.message == "\(number)")
      case .failure(let error): #expect(error is CancellationError)
      }
    }
    #expect(engine.meter.current.inFlight == 0)
    #expect(engine.meter.current.peakInFlight <= 3)
    var last = call()
    last.repetition = 2
    #expect(try await engine.model.complete(last).text == "2")
  }

  @Test("D7: two prompters with two models each see only their own requests")
  func noGlobalState() async throws {
    let schema = try Schema(["type": "object", "properties": ["who": ["type": "string"]]])
    let models = ["a", "b"].map { name in
      ScriptedModel(name: "test/\(name)") { _ in
        await Task.yield()
        return Completion(text: "{\"who\": \"\(name)\"}")
      }
    }
    let pipelines = models.map { Pipeline(template: .seed(schema), engine: Engine($0)) }
    await withTaskGroup(of: (Int, JSONValue?).self) { group in
      for number in 0..<40 {
        group.addTask {
          let document = Document(id: "\(number % 2)-\(number)", text: "t\(number)")
          return (number % 2, await pipelines[number % 2].extract(document).record?[key: "who"])
        }
      }
      for await (index, who) in group { #expect(who == (index == 0 ? "a" : "b")) }
    }
    for (index, model) in models.enumerated() {
      #expect(model.calls.count == 20)
      #expect(model.calls.allSatisfy { $0.documentID.hasPrefix("\(index)-") })
    }
  }

  @Test("D20: an unknown price stays unknown, a free model costs nothing")
  func prices() {
    let paid = ScriptedModel(answers: ["x"])
    let free = ScriptedModel(capabilities: ModelCapabilities(isFree: true), answers: ["x"])
    let price = Price(inputPerMillion: 2, outputPerMillion: 8)
    #expect(Engine(paid).price == nil)
    #expect(Engine(paid, EngineConfiguration(price: price)).price == price)
    #expect(Engine(free).price == .free)
    #expect(abs(price.cost(Usage(input: 1_000, output: 500)) - 0.006) < 1e-15)
  }

  @Test("concurrency is what is asked for, else what the model serves well, else 16")
  func concurrency() {
    let local = ScriptedModel(capabilities: ModelCapabilities(parallelCalls: 2), answers: ["x"])
    #expect(Engine(local).concurrency == 2)
    #expect(Engine(local, EngineConfiguration(concurrency: 5)).concurrency == 5)
    #expect(Engine(ScriptedModel(answers: ["x"])).concurrency == 16)
    #expect(Engine(local, EngineConfiguration(concurrency: 0)).concurrency == 1)
  }

  @Test("what was done between two readings of a meter")
  func differences() {
    var earlier = RunCounts()
    earlier.calls = 2
    earlier.usage = Usage(input: 5, output: 1)
    var later = earlier
    later.calls = 7
    later.cachedCalls = 3
    later.usage = Usage(input: 25, output: 4)
    let done = later - earlier
    #expect(done.calls == 5 && done.cachedCalls == 3 && done.usage == Usage(input: 20, output: 3))
  }
}
