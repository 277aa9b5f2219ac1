import PrompterCore
import PrompterTesting
import Testing

@Suite("permits count from when the call is sent", .timeLimit(.minutes(5)))
struct SendingTests {
  private let clock = ManualClock()

  private func limiter(_ capacity: Double, pace: RateLimiter.Pace = .burst) -> RateLimiter {
    RateLimiter([RateLimit(.calls, capacity, per: .seconds(10))], pace: pace, clock: clock)
  }

  @Test("a window begins when the call goes out, not when it was let go")
  func stamped() async throws {
    let limiter = limiter(1)
    let permit = try await limiter.reserve([.calls: 1], isSentLater: true)
    let next = Task {
      let permit = try await limiter.reserve([.calls: 1], isSentLater: true)
      limiter.settle(permit, used: [:])
      return clock.now
    }
    await eventually { limiter.waiting == 1 }
    // It takes long to connect: nothing returns before the call is out.
    clock.advance(by: .seconds(60))
    #expect(limiter.waiting == 1 && clock.sleepers == 0)
    limiter.stamp(permit)
    limiter.stamp(permit)
    await clock.waitForSleepers()
    clock.advance(by: .seconds(11))
    #expect(try await next.value == .seconds(71))
  }

  @Test("a call that was never sent gives everything back at once")
  func neverSent() async throws {
    let limiter = limiter(1)
    for _ in 0..<1_000 {
      let permit = try await limiter.reserve([.calls: 1], isSentLater: true)
      limiter.settle(permit, used: [:])
    }
    #expect(clock.now == .zero)
  }

  @Test("C27: calls that are sent out of turn are settled each by its own place")
  func outOfTurn() async throws {
    let limiter = RateLimiter(
      [RateLimit(.outputTokens, 100, per: .seconds(10))], clock: clock)
    let first = try await limiter.reserve([.outputTokens: 60], isSentLater: true)
    let second = try await limiter.reserve([.outputTokens: 40], isSentLater: true)
    limiter.stamp(second)
    clock.advance(by: .seconds(5))
    limiter.stamp(first)
    limiter.settle(first, used: [.outputTokens: 10])
    // 50 are free now, 40 return 10.1 s after the second was sent.
    limiter.settle(try await limiter.reserve([.outputTokens: 50]), used: [:])
    let last = Task { try await limiter.reserve([.outputTokens: 40]) }
    await clock.waitForSleepers()
    clock.advance(to: .milliseconds(10_099))
    #expect(limiter.waiting == 1)
    clock.advance(to: .milliseconds(10_100))
    limiter.settle(try await last.value, used: [:])
  }

  @Test("smooth: calls go out evenly, not in bursts")
  func smooth() async throws {
    let limiter = limiter(10, pace: .smooth)
    let moments = Shared<[Duration]>([])
    let tasks = (0..<12).map { _ in
      Task {
        let permit = try await limiter.reserve([.calls: 1])
        moments.update { $0.append(clock.now) }
        limiter.settle(permit, used: [:])
      }
    }
    await eventually { limiter.waiting == 11 && moments.value.count == 1 && clock.sleepers > 0 }
    while limiter.waiting > 0, !Task.isCancelled {
      let next = moments.value.count + 1
      clock.advanceToNextSleeper()
      await eventually {
        moments.value.count == next && (limiter.waiting == 0 || clock.sleepers > 0)
      }
    }
    for task in tasks { try await task.value }
    for (a, b) in zip(moments.value, moments.value.dropFirst()) {
      #expect(abs((b - a).seconds - 1.01) < 1e-6)
    }
  }

  @Test("three refusals although the window is not full: calls are spread for ten windows")
  func paced() async throws {
    let limiter = limiter(10)
    for _ in 0..<2 { limiter.settle(try await limiter.reserve([.calls: 1]), used: [:]) }
    #expect(limiter.waiting == 0)
    limiter.noteRefusal()
    limiter.noteRefusal()
    limiter.settle(try await limiter.reserve([.calls: 1]), used: [:])
    limiter.noteRefusal()
    let held = Task { try await limiter.reserve([.calls: 1]) }
    await clock.waitForSleepers()
    #expect(limiter.waiting == 1)
    clock.advance(by: .seconds(100))
    limiter.settle(try await held.value, used: [:])
    // The ten windows are over: a burst may go out again.
    clock.advance(by: .seconds(11))
    for _ in 0..<5 { limiter.settle(try await limiter.reserve([.calls: 1]), used: [:]) }
    #expect(limiter.waiting == 0)
  }

  @Test("refusals of a window that is full, or far apart, change nothing")
  func notPaced() async throws {
    let full = limiter(1)
    limiter(1).noteRefusal()
    let permit = try await full.reserve([.calls: 1])
    for _ in 0..<5 { full.noteRefusal() }
    full.settle(permit, used: [:])
    clock.advance(by: .seconds(11))
    full.settle(try await full.reserve([.calls: 1]), used: [:])
    let wide = limiter(10)
    for _ in 0..<5 {
      wide.noteRefusal()
      clock.advance(by: .seconds(6))
    }
    for _ in 0..<5 { wide.settle(try await wide.reserve([.calls: 1]), used: [:]) }
    #expect(wide.waiting == 0)
  }
}
