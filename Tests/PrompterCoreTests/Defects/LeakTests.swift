import Foundation
import PrompterCore
import PrompterTesting
import Testing

/// Calls that end in every way there is, through budget, places and limiter.
@Suite(.timeLimit(.minutes(10))) struct LeakTests {
  /// What becomes of a call, by its number.
  private enum Fate: Int, CaseIterable {
    case answered, slow, neverSent, refused, timedOut, pushedBack, odd

    init(_ number: Int) {
      var generator = SeededGenerator(seed: UInt64(number), purpose: "fate")
      self = Self.allCases[generator.below(Self.allCases.count)]
    }
  }

  /// An error that is none of the engine's.
  private struct Odd: Error {
    let number: Int
  }

  private struct FaultyModel: LanguageModel {
    let name = "test/faulty"
    let capabilities = ModelCapabilities(announcesSending: true)
    let clock: ManualClock
    let asked = Shared(0)

    func complete(_ call: Call) async throws -> Completion {
      asked.update { $0 += 1 }
      let number = call.repetition
      // Negative numbers are always answered.
      let fate = number < 0 ? .answered : Fate(number)
      if fate != .neverSent { call.observer?.sent() }
      func error(_ kind: ModelError.Kind, status: Int? = nil) -> ModelError {
        ModelError(kind, "\(number)", retryAfter: .milliseconds(1), status: status)
      }
      switch fate {
      case .answered: break
      case .slow: try await clock.sleep(until: clock.now + .milliseconds(50))
      case .neverSent: throw error(.network)
      case .refused: throw error(.invalidRequest, status: 400)
      case .timedOut: throw error(.timeout)
      case .pushedBack: throw error(.rateLimited, status: 429)
      case .odd: throw Odd(number: number)
      }
      return Completion(text: "\(number)", usage: Usage(input: 7, output: 3))
    }
  }

  private static func isRight(_ result: Result<Completion, any Error>, _ number: Int) -> Bool {
    switch (Fate(number), result) {
    case (.answered, .success(let completion)), (.slow, .success(let completion)):
      completion.text == "\(number)"
    case (.neverSent, .failure(let error as ModelError)): error.kind == .network
    case (.refused, .failure(let error as ModelError)): error.message == "\(number)"
    case (.timedOut, .failure(let error as ModelError)): error.kind == .timeout
    case (.pushedBack, .failure(let error as ModelError)): error.kind == .rateLimited
    case (.odd, .failure(let error as Odd)): error.number == number
    default: false
    }
  }

  private static func call(_ number: Int) -> Call {
    var call = Call(
      prompt: Prompt(messages: [.init(.user, "0123456789")]),
      decoding: Decoding(maximumOutputTokens: 20), attemptsLeft: 1)
    call.repetition = number
    return call
  }

  /// So many ends in every run; a million, in `scripts/sanitize release`, take their time.
  private static let ends =
    ProcessInfo.processInfo.environment["PROMPTER_ENDS"].flatMap { Int($0) } ?? 50_000
  private static let tokens = 1_000_000_000
  private static let workers = 32

  @Test("C7: random throws and cancels leak nothing, and the first error is seen")
  func ends() async throws {
    let clock = ManualClock()
    let model = FaultyModel(clock: clock)
    let engine = Engine(
      model,
      EngineConfiguration(
        limits: [
          RateLimit(.calls, 500, per: .seconds(1)),
          RateLimit(.inputTokens, 4_000, per: .seconds(1)),
        ], concurrency: 8, retry: RetryPolicy(retries: 0),
        budget: BudgetLimits(calls: Self.ends + 10_000, tokens: Self.tokens)), clock: clock)
    let wrong = Shared<[Int]>([])
    let cancelled = Shared(0)
    try await clock.running {
      await withTaskGroup(of: Void.self) { group in
        for worker in 0..<Self.workers {
          group.addTask {
            var generator = SeededGenerator(seed: UInt64(worker), purpose: "ends")
            for number in stride(from: worker, to: Self.ends, by: Self.workers) {
              let task = Task { try await engine.model.complete(Self.call(number)) }
              let isCancelled = generator.below(3) == 0
              if isCancelled {
                for _ in 0..<generator.below(6) { await Task.yield() }
                task.cancel()
              }
              let result = await task.result
              if isCancelled, case .failure(let error) = result, error is CancellationError {
                cancelled.update { $0 += 1 }
              } else if !Self.isRight(result, number) {
                wrong.update { $0.append(number) }
              }
            }
          }
        }
      }
    }
    #expect(wrong.value.isEmpty, "\(wrong.value.prefix(10))")
    #expect(cancelled.value > Self.ends / 20)
    try await expectAllFree(engine, model, clock)
  }

  /// Everything that was taken is there again: budget, places and both windows.
  private func expectAllFree(_ engine: Engine, _ model: FaultyModel, _ clock: ManualClock)
    async throws
  {
    let counts = engine.meter.current
    #expect(counts.inFlight == 0 && counts.peakInFlight <= 8)
    #expect(counts.calls == model.asked.value)
    #expect(engine.budget.callsLeft == Self.ends + 10_000 - counts.calls)
    // All tokens but those that were used can be had at once, and not one more.
    let left = Self.tokens - counts.usage.input - counts.usage.output
    let all = try await engine.budget.reserve(Usage(input: left), price: nil)
    engine.budget.release(all)
    await #expect(throws: ModelError.self) {
      _ = try await engine.budget.reserve(Usage(input: left + 1), price: nil)
    }
    // Answers bring back the places that the provider's refusals have closed, and paced windows end.
    try await clock.running { for _ in 0..<600 { try await answered(engine) } }
    clock.advance(by: .seconds(60))
    for _ in 0..<500 { try await answered(engine) }
    let next = Task { try await answered(engine) }
    await clock.waitForSleepers()
    #expect(engine.meter.current.calls == counts.calls + 1_100)
    clock.advance(by: .seconds(60))
    try await next.value
    let slow = try #require((0..<1_000).first { Fate($0) == .slow })
    let tasks = (0..<8).map { _ in Task { try await engine.model.complete(Self.call(slow)) } }
    await clock.waitForSleepers(8)
    #expect(engine.meter.current.inFlight == 8)
    clock.advance(by: .seconds(1))
    for task in tasks { _ = try await task.value }
  }

  private func answered(_ engine: Engine) async throws {
    _ = try await engine.model.complete(Self.call(-1))
  }
}
