import Foundation
import PrompterCore
import PrompterTesting
import Testing

/// What windows promise, for limits, calls and times drawn at random.
@Suite(.timeLimit(.minutes(5))) struct WindowTests {
  @Test(
    "C10: from one in 100 s to a million a second, n grants take as long as theory says",
    arguments: [UInt64](0..<32))
  func rates(seed: UInt64) async {
    var generator = SeededGenerator(seed: seed, purpose: "rates")
    // The first two seeds are the ends of the range.
    let exponent = seed < 2 ? Double(seed) : generator.uniform()
    let perSecond = pow(10, -2 + 8 * exponent)
    let capacity = 1 + generator.below(8)
    let window = Double(capacity) / perSecond
    let span = max(1.01 * window, min(window + 0.03, 1.03 * window))
    let count = 1 + generator.below(40)
    for pace in RateLimiter.Pace.allCases {
      let line = Line([RateLimit(.calls, Double(capacity), per: .seconds(window))], pace: pace)
      for name in 0..<count { await line.ask(name, [.calls: 1]) }
      await line.drain()
      #expect(line.grants.count == count)
      for (number, grant) in line.grants.enumerated() {
        let windows =
          pace == .burst ? Double(number / capacity) : Double(number) / Double(capacity)
        #expect(
          abs(grant.at.seconds - span * windows) < 1e-9 * window, "\(pace) \(number)")
      }
    }
  }

  /// A call that was let go.
  private struct Going: Sendable {
    let permit: RateLimiter.Permit
    let amounts: ResourceAmounts
  }

  private func randomLimits(_ generator: inout SeededGenerator) -> [RateLimit] {
    let resources: [LimitedResource] = [.calls, .calls, .inputTokens, .tokens]
    return (0...generator.below(3)).map { _ in
      let resource = resources[generator.below(resources.count)]
      let capacity = resource == .calls ? 1 + generator.below(20) : 50 + generator.below(500)
      return RateLimit(
        resource, Double(capacity), per: .milliseconds(100 + generator.below(10_000)))
    }
  }

  @Test(
    "C11: calls may come, be sent and be settled when they like: no window sees more than it holds",
    arguments: [UInt64](0..<24))
  func randomArrivals(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed, purpose: "arrivals")
    let limits = randomLimits(&generator)
    let clock = ManualClock()
    let limiter = RateLimiter(
      limits, pace: seed.isMultiple(of: 4) ? .smooth : .burst, clock: clock)
    let going = Shared<[Going]>([])
    let count = 150
    var tasks: [Task<Void, any Error>] = []
    var seen: [(at: Duration, amounts: ResourceAmounts)] = []
    var ended = 0
    while ended < count {
      switch generator.below(4) {
      case 0 where tasks.count < count, 1 where tasks.count < count:
        let tokens = Double(1 + generator.below(50))
        let amounts: ResourceAmounts = [.calls: 1, .inputTokens: tokens, .tokens: tokens]
        tasks.append(
          Task {
            let permit = try await limiter.reserve(amounts, isSentLater: true)
            going.update { $0.append(Going(permit: permit, amounts: amounts)) }
          })
      case 2:
        let moved = Int(limits.map(\.window).min()?.milliseconds ?? 0) / (1 + generator.below(20))
        clock.advance(by: .milliseconds(moved))
      default:
        guard !going.value.isEmpty else { break }
        let chosen = generator.below(going.value.count)
        let call = going.update { $0.remove(at: chosen) }
        ended += 1
        // A few are given up before they are sent; the others use at most what they reserved.
        if generator.below(10) > 0 {
          limiter.stamp(call.permit)
          let used = Double(1 + generator.below(Int(call.amounts[.inputTokens] ?? 1)))
          var amounts = call.amounts
          amounts[.inputTokens] = used
          seen.append((clock.now, amounts))
          if generator.below(2) == 0 { limiter.settle(call.permit, used: [.inputTokens: used]) }
        } else {
          limiter.settle(call.permit, used: [:])
        }
      }
      await Task.yield()
      if tasks.count == count, going.value.isEmpty { clock.advanceToNextSleeper() }
    }
    for task in tasks { try await task.value }
    for limit in limits {
      for first in seen {
        let used = seen.filter { $0.at >= first.at && $0.at < first.at + limit.window }
          .reduce(0) { $0 + ($1.amounts[limit.resource] ?? 0) }
        #expect(used <= limit.capacity, "\(limit) at \(first.at)")
      }
    }
  }

  @Test("C12: who waits for one window takes nothing of the others, nor does who is refused")
  func allOrNothing() async {
    let line = Line([
      RateLimit(.calls, 3, per: .seconds(1)), RateLimit(.calls, 5, per: .seconds(100)),
      RateLimit(.tokens, 100, per: .seconds(100)),
    ])
    await line.ask(0, [.calls: 1, .tokens: 100])
    await #expect(throws: ModelError.self) {
      _ = try await line.limiter.reserve([.calls: 1, .tokens: 101])
    }
    let waits = await line.ask(1, [.calls: 1, .tokens: 1])
    #expect(line.limiter.waiting == 1)
    waits.cancel()
    await line.quiet()
    // The two that are left of the short window are all there, and so are the four of the long one.
    for name in 2..<7 { await line.ask(name, [.calls: 1]) }
    #expect(line.grants.map(\.name) == [0, 2, 3])
    await line.drain()
    #expect(line.grants.map(\.at.seconds) == [0, 0, 0, 1.03, 1.03, 101])
  }

  /// The least time that so many reservations took, of several tries.
  private func cost(_ limiter: RateLimiter, tokens: Double) async throws -> Duration {
    var least = Duration.seconds(60)
    for _ in 0..<7 {
      let start = ContinuousClock.now
      for _ in 0..<500 {
        let permit = try await limiter.reserve([.inputTokens: tokens])
        limiter.settle(permit, used: [.inputTokens: tokens])
      }
      least = min(least, .now - start)
    }
    return least
  }

  @Test("C4: a reservation costs the same in an empty window and beside ten million tokens")
  func tokensCostNothing() async throws {
    let clock = ManualClock()
    let limit = RateLimit(.inputTokens, 10_000_000, per: .seconds(60))
    let empty = try await cost(RateLimiter([limit], clock: clock), tokens: 1)
    let full = RateLimiter([limit], clock: clock)
    for _ in 0..<5 { _ = try await full.reserve([.inputTokens: 1_990_000]) }
    let beside = try await cost(full, tokens: 1)
    let large = try await cost(RateLimiter([limit], clock: clock), tokens: 2_000)
    // Per token, 500 calls would cost 1,000,000 steps where the first took 500.
    #expect(beside < empty * 5)
    #expect(large < empty * 5)
  }
}
