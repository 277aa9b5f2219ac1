import Metrics
import MetricsTestKit
import PrompterTesting
import Testing

@testable import PrompterCore

@Suite("the metrics of calls", .timeLimit(.minutes(5))) struct CallMetricsTests {
  private let clock = ManualClock()
  private let metrics = TestMetrics()
  private let model = [("model", "test/scripted")]

  private func engine(
    _ model: ScriptedModel, _ change: (inout EngineConfiguration) -> Void = { _ in }
  ) -> Engine {
    var configuration = EngineConfiguration(
      retry: RetryPolicy(retries: 3),
      price: Price(inputPerMillion: 1e6, outputPerMillion: 2e6))
    configuration.telemetry = Telemetry(logger: Telemetry.none.logger, metrics: metrics)
    change(&configuration)
    return Engine(model, configuration, clock: clock)
  }

  private func call(_ text: String = "a") -> Call {
    Call(prompt: Prompt(messages: [.init(.user, text)]), documentID: text)
  }

  @Test("calls by outcome, tokens, cost, latency and retries by cause")
  func calls() async throws {
    let given = Shared(0)
    let model = ScriptedModel { [clock] _ in
      clock.advance(by: .milliseconds(500))
      switch given.update({ count in (count += 1, count).1 }) {
      case 1: throw ModelError(.server, "x")
      case 2: throw ModelError(.timeout, "x", usage: Usage(input: 7))
      default: return Completion(text: "x", usage: Usage(input: 10, output: 4))
      }
    }
    let engine = engine(model)
    _ = try await clock.running { try await engine.model.complete(call()) }
    func calls(_ outcome: String) -> Int {
      metrics.total("prompter_llm_calls_total", self.model + [("outcome", outcome)])
    }
    #expect(calls("ok") == 1 && calls("server") == 1 && calls("timeout") == 1)
    func tokens(_ direction: String) -> Int {
      metrics.total("prompter_llm_tokens_total", self.model + [("direction", direction)])
    }
    #expect(tokens("input") == 17 && tokens("output") == 4)
    #expect(metrics.total("prompter_llm_cost_usd_total", self.model) == 17 + 8)
    for reason in ["server", "timeout"] {
      #expect(
        metrics.total("prompter_retries_total", self.model + [("reason", reason)]) == 1)
    }
    let durations = metrics.seconds("prompter_llm_call_duration_seconds", self.model)
    #expect(durations.count == 3 && durations.allSatisfy { $0 >= 0.5 })
  }

  @Test("waiting for a place and waiting for a limit are told apart")
  func waits() async throws {
    let model = ScriptedModel { [clock] _ in
      try await clock.sleep(until: clock.now + .seconds(2))
      return Completion(text: "x")
    }
    let engine = engine(model) {
      $0.concurrency = 1
      $0.limits = [RateLimit(.calls, 1, per: .seconds(10))]
    }
    try await clock.running {
      try await forEachConcurrently(0..<2, limit: 2) { number in
        _ = try await engine.model.complete(call("\(number)"))
      } receive: { _, _ in
      }
    }
    let queue = metrics.seconds("prompter_queue_wait_seconds", self.model)
    let limit = metrics.seconds("prompter_ratelimit_wait_seconds", self.model)
    #expect(queue.sorted() == [0, 2])
    #expect(limit.count == 2 && limit.first == 0)
    #expect(abs((limit.last ?? 0) - 8.1) < 0.01)
  }

  @Test("hits and misses of the cache; a call that is shared is a hit")
  func cache() async throws {
    let engine = engine(ScriptedModel(answers: ["x"])) { $0.cache = MemoryCache() }
    for text in ["a", "b", "a", "a"] { _ = try await engine.model.complete(call(text)) }
    #expect(metrics.total("prompter_cache_hits_total", model) == 2)
    #expect(metrics.total("prompter_cache_misses_total", model) == 2)
  }

  @Test("a call that was called off has an outcome too")
  func cancelled() async throws {
    let engine = engine(
      ScriptedModel { [clock] _ in
        try await clock.sleep(until: .seconds(100))
        return Completion(text: "x")
      })
    let task = Task { try await engine.model.complete(call()) }
    await clock.waitForSleepers()
    task.cancel()
    _ = try? await task.value
    #expect(
      metrics.total("prompter_llm_calls_total", model + [("outcome", "cancelled")]) == 1)
  }

  @Test("all names start with prompter_")
  func names() async throws {
    let engine = engine(ScriptedModel(answers: ["x"])) { $0.cache = MemoryCache() }
    _ = try await engine.model.complete(call())
    #expect(metrics.labels.count >= 8)
    #expect(metrics.labels.allSatisfy { $0.hasPrefix("prompter_") })
  }

  @Test("handlers are made with the engine, not with each call")
  func madeOnce() async throws {
    let factory = CountingFactory()
    let engine = engine(ScriptedModel(answers: ["x"])) { $0.telemetry.metrics = factory }
    let made = factory.made.value
    #expect(made > 0)
    for number in 0..<50 { _ = try await engine.model.complete(call("\(number)")) }
    #expect(factory.made.value == made)
  }

  @Test("without a backend nothing is measured")
  func none() {
    #expect(Telemetry(metrics: NOOPMetricsHandler.instance).factory == nil)
  }
}

/// Counts the handlers that it makes.
private final class CountingFactory: MetricsFactory {
  let made = Shared(0)
  private let base = TestMetrics()

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    made.update { $0 += 1 }
    return base.makeCounter(label: label, dimensions: dimensions)
  }

  func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    made.update { $0 += 1 }
    return base.makeRecorder(label: label, dimensions: dimensions, aggregate: aggregate)
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    made.update { $0 += 1 }
    return base.makeTimer(label: label, dimensions: dimensions)
  }

  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}
}
