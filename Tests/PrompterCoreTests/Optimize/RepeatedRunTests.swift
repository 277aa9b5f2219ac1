import PrompterTesting
import Synchronization
import Testing

@testable import PrompterCore

/// The same run again, with the answers of the first in a cache.
@Suite("a run that is made again", .timeLimit(.minutes(5)))
struct RepeatedRunTests {
  private static let schemaText = """
    {"type": "object", "properties": {"n": {"type": "integer"},
      "note": {"type": "string", "x-metric": "judge"}}, "required": ["n", "note"]}
    """

  private static let examples = (0..<80).map {
    Example(
      Document(id: "e\($0)", text: "note number \($0)"),
      expected: ["n": .integer($0), "note": .string("number \($0)")])
  }

  /// A model that is half right, more so the more it is shown, and fails every so many calls.
  private func model(failingEvery period: Int) -> ScriptedModel {
    let calls = Mutex(0)
    return ScriptedModel { call in
      let number = calls.withLock { count in
        count += 1
        return count
      }
      if period > 0, number.isMultiple(of: period) { throw ModelError(.server, "down") }
      let row = Int(call.prompt.messages.last?.text.split(separator: " ").last ?? "") ?? -1
      // A correction helps sometimes.
      if row < 0 || row % 5 == 0 { return Completion(text: number % 2 == 0 ? "no idea" : "none") }
      let isRight = row % 4 < min(3, call.prompt.messages.count / 2)
      return Completion(
        text: #"{"n": \#(isRight ? row : -1), "note": "no. \#(row)"}"#,
        usage: Usage(input: 10, output: 5))
    }
  }

  private func run(
    _ model: ScriptedModel, _ judge: ScriptedModel, _ caches: (MemoryCache, MemoryCache)
  ) async throws -> OptimizationResult {
    let judge = Engine(
      judge, EngineConfiguration(retry: RetryPolicy(retries: 6, cap: .zero), cache: caches.1),
      clock: ManualClock())
    let schema = try Schema(json: Self.schemaText)
    let engine = Engine(
      model,
      EngineConfiguration(
        concurrency: 1, retry: RetryPolicy(retries: 6, cap: .zero),
        budget: BudgetLimits(calls: 250), cache: caches.0), clock: ManualClock())
    var setup = Lab.Setup(
      scorer: try RecordScorer(schema, catalog: MetricCatalog(judge: judge.model)), engine: engine,
      decoding: Decoding(), reasks: 2, proposer: nil, seed: 0)
    setup.judge = judge
    let run = OptimizationRun(
      optimizer: FieldRace(), setup: setup,
      plan: OptimizationPlan(examples: Self.examples.count, budget: 250), journal: Journal())
    return try await run(Candidate(.seed(schema), origin: "seed"), on: Self.examples)
  }

  @Test("takes the same path and pays for nothing, retries and judge or not", arguments: [0, 3])
  func again(period: Int) async throws {
    let caches = (MemoryCache(), MemoryCache())
    let asked = Mutex(0)
    let judge = ScriptedModel { _ in
      let number = asked.withLock { count in
        count += 1
        return count
      }
      if period > 0, number.isMultiple(of: period) { throw ModelError(.server, "down") }
      return Completion(text: #"{"score": 0.5}"#)
    }
    let first = try await run(model(failingEvery: period), judge, caches)
    #expect(first.taskCalls + first.judgeCalls <= 250)
    #expect(first.judgeCalls > 0)
    let silent = model(failingEvery: period)
    let second = try await run(silent, judge, caches)
    #expect(silent.calls.count == 0)
    #expect(second.candidate == first.candidate)
    #expect(second.stoppedBecause == first.stoppedBecause)
    #expect(second.judgeCalls == 0)
  }

  @Test("a judge that never answers ends the run")
  func deadJudge() async throws {
    let judge = ScriptedModel { _ in throw ModelError(.credentials, "no key") }
    await #expect {
      try await run(model(failingEvery: 0), judge, (MemoryCache(), MemoryCache()))
    } throws: {
      ($0 as? Extraction.Failure)?.type == "metric"
    }
  }
}
