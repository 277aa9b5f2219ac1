import PrompterCore
import PrompterTesting
import Testing

/// A line of callers at one limiter, whose grants are noted with their exact times.
final class Line: Sendable {
  struct Grant {
    let name: Int
    let at: Duration
    let permit: RateLimiter.Permit
  }

  let clock = ManualClock()
  let limiter: RateLimiter
  private let state = Shared((asked: 0, grants: [Grant](), refused: 0))

  init(_ limits: [RateLimit], pace: RateLimiter.Pace = .burst) {
    limiter = RateLimiter(limits, pace: pace, clock: clock)
  }

  /// In the order in which they were let in.
  ///
  /// Those let in at one instant resume in any order, so among them it is the order of their names.
  var grants: [Grant] {
    state.value.grants.sorted { ($0.at, $0.name) < ($1.at, $1.name) }
  }
  var refused: Int { state.value.refused }

  private var isQuiet: Bool {
    let (asked, done) = state.update { ($0.asked, $0.grants.count + $0.refused) }
    let waiting = limiter.waiting
    return done + waiting == asked && (waiting == 0 || clock.sleepers > 0)
  }

  /// Queues a reservation; returns when it is granted or stands in line.
  @discardableResult
  func ask(_ name: Int, _ amounts: ResourceAmounts) async -> Task<Void, Never> {
    state.update { $0.asked += 1 }
    let task = Task {
      do {
        let permit = try await limiter.reserve(amounts)
        let at = clock.now
        state.update { $0.grants.append(Grant(name: name, at: at, permit: permit)) }
      } catch {
        state.update { $0.refused += 1 }
      }
    }
    await quiet()
    return task
  }

  /// Waits until everyone is served or stands in line behind a timer.
  func quiet() async { await eventually { self.isQuiet } }

  /// Moves the clock from timer to timer until nobody waits.
  func drain() async {
    await quiet()
    while limiter.waiting > 0 {
      clock.advanceToNextSleeper()
      await quiet()
    }
  }
}

@Suite(.timeLimit(.minutes(5))) struct RateLimiterTests {
  private func seconds(_ line: Line) -> [Double] { line.grants.map(\.at.seconds) }

  @Test("a whole window may go out as one burst; the next waits for it and a margin")
  func burst() async {
    let line = Line([RateLimit(.calls, 3, per: .seconds(10))])
    for name in 0..<7 { await line.ask(name, [.calls: 1]) }
    #expect(seconds(line) == [0, 0, 0])
    line.clock.advance(to: .milliseconds(10_099))
    await line.quiet()
    #expect(line.grants.count == 3)
    await line.drain()
    #expect(seconds(line) == [0, 0, 0, 10.1, 10.1, 10.1, 20.2])
    #expect(line.grants.map(\.name) == Array(0..<7))
  }

  @Test("without limits nobody waits, whatever is asked")
  func unlimited() async {
    let line = Line([])
    for name in 0..<5 { await line.ask(name, [.calls: 1, .tokens: 1e12]) }
    #expect(seconds(line) == [0, 0, 0, 0, 0])
  }

  @Test("C11: no window of the stated length ever sees more than its capacity", arguments: 0..<8)
  func neverMoreThanCapacity(seed: UInt64) async {
    let limits = [
      RateLimit(.calls, 7, per: .seconds(1)), RateLimit(.calls, 20, per: .seconds(10)),
      RateLimit(.inputTokens, 100, per: .seconds(3)),
    ]
    var generator = SeededGenerator(seed: seed, purpose: "limiter")
    let line = Line(limits)
    var tokens: [Double] = []
    for name in 0..<60 {
      tokens.append(Double(1 + generator.below(60)))
      await line.ask(name, [.calls: 1, .inputTokens: tokens[name]])
      if generator.below(4) == 0 {
        line.clock.advance(by: .milliseconds(generator.below(900)))
        await line.quiet()
      }
    }
    await line.drain()
    let grants = line.grants
    #expect(grants.map(\.name) == Array(0..<60))
    for limit in limits {
      for first in grants {
        let used = grants.filter { $0.at >= first.at && $0.at < first.at + limit.window }
          .reduce(0) { $0 + (limit.resource == .calls ? 1 : tokens[$1.name]) }
        #expect(used <= limit.capacity)
      }
    }
  }

  @Test("C12: several windows on one resource hold together")
  func severalWindows() async {
    let line = Line([
      RateLimit(.calls, 5, per: .seconds(1)), RateLimit(.calls, 8, per: .seconds(10)),
    ])
    for name in 0..<10 { await line.ask(name, [.calls: 1]) }
    await line.drain()
    #expect(seconds(line) == [0, 0, 0, 0, 0, 1.03, 1.03, 1.03, 10.1, 10.1])
  }

  @Test("C10: a slow rate is kept exactly, and so is a fast one", arguments: [0.01, 1, 1e6])
  func rates(perSecond: Double) async {
    let window = Duration.seconds(1 / perSecond)
    let line = Line([RateLimit(.calls, 1, per: window)])
    for name in 0..<5 { await line.ask(name, [.calls: 1]) }
    await line.drain()
    for (number, grant) in line.grants.enumerated() {
      let margin = perSecond < 1 ? 1.01 : 1.03
      #expect(abs(grant.at.seconds - Double(number) * margin / perSecond) < 1e-9 / perSecond)
    }
  }

  @Test("C9: a large request is not starved by small ones that keep coming")
  func fairness() async {
    let line = Line([RateLimit(.tokens, 100, per: .seconds(10))])
    await line.ask(0, [.tokens: 60])
    await line.ask(1, [.tokens: 100])
    for name in 2..<30 {
      line.clock.advance(by: .milliseconds(300))
      await line.ask(name, [.tokens: 1])
    }
    #expect(line.grants.map(\.name) == [0])
    await line.drain()
    #expect(line.grants.map(\.name) == Array(0..<30))
    #expect(line.grants[1].at == .milliseconds(10_100))
  }

  @Test("C8: what was used in excess is charged, and the next one waits")
  func settleUp() async {
    let line = Line([RateLimit(.inputTokens, 1000, per: .seconds(10))])
    await line.ask(0, [.inputTokens: 100])
    line.limiter.settle(line.grants[0].permit, used: [.inputTokens: 1000])
    await line.ask(1, [.inputTokens: 1])
    #expect(line.grants.count == 1)
    await line.drain()
    #expect(seconds(line) == [0, 10.1])
  }

  @Test("what was not used comes back at once, and wakes who waits for it")
  func settleDown() async {
    let line = Line([RateLimit(.inputTokens, 1000, per: .seconds(10))])
    await line.ask(0, [.inputTokens: 1000])
    await line.ask(1, [.inputTokens: 900])
    #expect(line.grants.count == 1)
    line.limiter.settle(line.grants[0].permit, used: [.inputTokens: 100])
    await line.quiet()
    #expect(seconds(line) == [0, 0])
    await line.ask(2, [.inputTokens: 1])
    await line.drain()
    #expect(seconds(line) == [0, 0, 10.1])
  }

  @Test("tokens of both kinds are charged when sent and never given back")
  func tokensStay() async {
    let line = Line([RateLimit(.tokens, 100, per: .seconds(10))])
    await line.ask(0, [.tokens: 100])
    line.limiter.settle(line.grants[0].permit, used: [.inputTokens: 1, .outputTokens: 1])
    await line.ask(1, [.tokens: 1])
    #expect(line.grants.count == 1)
    await line.drain()
  }

  @Test(
    "what was completed in the last window keeps to the limit too, for providers that count then")
  func completedLater() async {
    let line = Line([RateLimit(.outputTokens, 100, per: .seconds(10))])
    await line.ask(0, [.outputTokens: 100])
    line.clock.advance(by: .seconds(8))
    line.limiter.settle(line.grants[0].permit, used: [.outputTokens: 100])
    // What was sent has returned at 10.1 s; what was completed at 8 s returns at 18.1 s.
    await line.ask(1, [.outputTokens: 60])
    await line.drain()
    #expect(seconds(line) == [0, 18.1])
  }

  @Test("an amount is estimated anew when its turn has come, and never beyond what a window holds")
  func estimatedAnew() async throws {
    let clock = ManualClock()
    let limiter = RateLimiter([RateLimit(.tokens, 100, per: .seconds(10))], clock: clock)
    let estimate = Shared(10.0)
    let first = try await limiter.reserve([.tokens: 100])
    let waiting = (0..<3).map { _ in
      Task { try await limiter.reserve([.tokens: estimate.value]) }
    }
    await eventually { limiter.waiting == 3 && clock.sleepers > 0 }
    estimate.update { $0 = 60 }
    clock.advanceToNextSleeper()
    await eventually { limiter.waiting == 2 && clock.sleepers > 0 }
    estimate.update { $0 = 1_000 }
    clock.advanceToNextSleeper()
    await eventually { limiter.waiting == 1 && clock.sleepers > 0 }
    #expect(clock.now == .milliseconds(20_200))
    clock.advanceToNextSleeper()
    for task in waiting { _ = try await task.value }
    limiter.settle(first, used: [:])
  }

  @Test("settling a permit whose window is over changes nothing")
  func lateSettling() async {
    let line = Line([RateLimit(.inputTokens, 100, per: .seconds(10))])
    await line.ask(0, [.inputTokens: 100])
    line.clock.advance(by: .seconds(11))
    await line.ask(1, [.inputTokens: 100])
    line.limiter.settle(line.grants[0].permit, used: [.inputTokens: 0])
    await line.ask(2, [.inputTokens: 100])
    #expect(line.grants.map(\.name) == [0, 1])
    await line.drain()
    #expect(seconds(line) == [0, 11, 21.1])
  }

  @Test("C7: who is cancelled in line takes nothing, and those behind move up")
  func cancelled() async {
    let line = Line([RateLimit(.tokens, 100, per: .seconds(10))])
    await line.ask(0, [.tokens: 50])
    let large = await line.ask(1, [.tokens: 100])
    await line.ask(2, [.tokens: 50])
    #expect(line.grants.map(\.name) == [0])
    large.cancel()
    await line.quiet()
    #expect(line.grants.map(\.name) == [0, 2])
    #expect(line.refused == 1)
    await line.ask(3, [.tokens: 100])
    await line.drain()
    #expect(seconds(line) == [0, 0, 10.1])
  }

  @Test("C7: cancelled and settled at random, nothing leaks: in the end all is free again")
  func noLeaks() async {
    let line = Line([
      RateLimit(.calls, 20, per: .seconds(1)), RateLimit(.inputTokens, 500, per: .seconds(1)),
    ])
    var generator = SeededGenerator(seed: 5, purpose: "leaks")
    var tasks: [Task<Void, Never>] = []
    for name in 0..<400 {
      tasks.append(await line.ask(name, [.calls: 1, .inputTokens: Double(generator.below(100))]))
      switch generator.below(4) {
      case 0: tasks[generator.below(tasks.count)].cancel()
      case 1:
        if let grant = line.grants.last {
          line.limiter.settle(
            grant.permit, used: [.inputTokens: Double(generator.below(200))])
        }
      case 2: line.clock.advance(by: .milliseconds(generator.below(200)))
      default: break
      }
      await line.quiet()
    }
    await line.drain()
    #expect(line.grants.count + line.refused == 400)
    line.clock.advance(by: .seconds(2))
    let before = line.grants.count
    for name in 0..<20 { await line.ask(1000 + name, [.calls: 1, .inputTokens: 25]) }
    #expect(line.grants.count == before + 20)
  }

  @Test("a task that is cancelled already does not stand in line")
  func cancelledBefore() async {
    let limiter = RateLimiter([RateLimit(.calls, 1, per: .seconds(1))], clock: ManualClock())
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      _ = try await limiter.reserve([.calls: 1])
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(limiter.waiting == 0)
    await #expect(throws: Never.self) { _ = try await limiter.reserve([.calls: 1]) }
  }

  @Test("a request larger than a window is refused at once, with what to do")
  func tooLarge() async {
    let limiter = RateLimiter(
      [RateLimit(.calls, 5, per: .seconds(1)), RateLimit(.tokens, 100, per: .seconds(60))],
      clock: ManualClock())
    await #expect {
      _ = try await limiter.reserve([.calls: 1, .tokens: 101])
    } throws: { error in
      let error = error as? ModelError
      return error?.kind == .tooLong && error?.isRetryable == false && error?.attempts == 0
        && error?.message.contains("needs 101 tokens, more than the limit of 100") == true
    }
  }

  @Test("a hold stops everyone until it is over, and only ever grows")
  func hold() async {
    let line = Line([RateLimit(.calls, 100, per: .seconds(1))])
    line.limiter.hold(for: .seconds(30))
    line.limiter.hold(for: .seconds(5))
    await line.ask(0, [.calls: 1])
    await line.ask(1, [.calls: 1])
    #expect(line.grants.isEmpty)
    await line.drain()
    #expect(seconds(line) == [30, 30])
  }

  @Test("a hold also stops a model without limits")
  func holdUnlimited() async {
    let line = Line([])
    line.limiter.hold(for: .seconds(3))
    await line.ask(0, [.calls: 1])
    await line.drain()
    #expect(seconds(line) == [3])
  }

  @Test("C1: waiting suspends: 30 tasks at a limit of 10 all come through")
  func suspends() async throws {
    let clock = ManualClock()
    let limiter = RateLimiter([RateLimit(.calls, 10, per: .seconds(1))], clock: clock)
    try await clock.running {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<30 { group.addTask { _ = try await limiter.reserve([.calls: 1]) } }
        try await group.waitForAll()
      }
    }
    #expect(clock.now == .milliseconds(2_060))
  }
}
