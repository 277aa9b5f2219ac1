import PrompterCore
import PrompterTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct LimitForecastTests {
  /// A forecast after so many equal calls, all of which go out.
  private func forecast(
    _ limits: [RateLimit], _ count: Int, _ amounts: ResourceAmounts
  ) -> LimitForecast {
    var forecast = LimitForecast(limits)
    let sent = (0..<count).count { _ in forecast.send(amounts) }
    #expect(sent == count)
    return forecast
  }

  /// When each call goes out, as foreseen.
  private func foreseen(
    _ limits: [RateLimit], _ calls: [ResourceAmounts], pace: RateLimiter.Pace = .burst
  ) -> [Duration] {
    var forecast = LimitForecast(limits, pace: pace)
    return calls.map { amounts in
      let isSent = forecast.send(amounts)
      #expect(isSent)
      return forecast.lastCall
    }
  }

  /// When the limiter lets each call out.
  private func observed(
    _ limits: [RateLimit], _ calls: [ResourceAmounts], pace: RateLimiter.Pace = .burst
  ) async throws -> [Duration] {
    let clock = ManualClock()
    let limiter = RateLimiter(limits, pace: pace, clock: clock)
    return try await clock.running {
      var times: [Duration] = []
      for amounts in calls {
        _ = try await limiter.reserve(amounts)
        times.append(clock.now)
      }
      return times
    }
  }

  @Test(
    "n calls at 500 in 60 s: the last goes out after 60.6 s x (windows - 1)",
    arguments: [1, 100, 500, 501, 1_000, 1_001, 1_500, 5_000])
  func bursts(calls: Int) {
    let limits = [RateLimit(.calls, 500, per: .seconds(60))]
    let times = foreseen(limits, Array(repeating: [.calls: 1], count: calls))
    #expect(times.last == .seconds(60) * 1.01 * ((calls + 499) / 500 - 1))
  }

  @Test("the forecast is what the limiter does, for one window")
  func oneWindow() async throws {
    let limits = [RateLimit(.calls, 50, per: .seconds(60))]
    let calls: [ResourceAmounts] = Array(repeating: [.calls: 1], count: 220)
    #expect(try await observed(limits, calls) == foreseen(limits, calls))
  }

  @Test(
    "the forecast is what the limiter does, for several windows and calls of any size",
    arguments: 0..<12)
  func limiter(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed, purpose: "forecast")
    let limits = (0...generator.below(3)).map { _ in
      let resource = LimitedResource.allCases[generator.below(4)]
      let least = resource == .calls ? 1 : 200
      return RateLimit(
        resource, Double(least + generator.below(resource == .calls ? 30 : 2_000)),
        per: .milliseconds(500 + generator.below(20_000)))
    }
    let calls = (0..<150).map { _ -> ResourceAmounts in
      let (input, output) = (Double(1 + generator.below(100)), Double(1 + generator.below(100)))
      return [.calls: 1, .inputTokens: input, .outputTokens: output, .tokens: input + output]
    }
    for pace in RateLimiter.Pace.allCases {
      #expect(
        try await observed(limits, calls, pace: pace) == foreseen(limits, calls, pace: pace))
    }
  }

  @Test("of two windows on one resource the slower binds, and both count")
  func twoWindows() {
    let slow = RateLimit(.calls, 500, per: .seconds(10))
    let quick = RateLimit(.calls, 80, per: .seconds(1))
    let forecast = forecast([quick, slow], 5_000, [.calls: 1])
    // Nine whole windows of 500, and within the last one six of 80.
    #expect(forecast.lastCall == slow.window * 1.01 * 9 + quick.window * 1.03 * 6)
    #expect(forecast.binding == slow)
  }

  @Test("the resource that makes calls wait is named")
  func binding() {
    let calls = RateLimit(.calls, 100, per: .seconds(1))
    let tokens = RateLimit(.tokens, 1_000, per: .seconds(1))
    for (amount, expected) in [(1.0, calls), (500, tokens)] {
      let forecast = forecast([calls, tokens], 300, [.calls: 1, .tokens: amount])
      #expect(forecast.binding == expected)
    }
    #expect(forecast([calls, tokens], 1, [.calls: 1]).binding == nil)
  }

  @Test("a call that no window holds is refused and takes no place")
  func tooLarge() {
    var forecast = LimitForecast([RateLimit(.tokens, 100, per: .seconds(1))])
    let sent = [101.0, 100].map { forecast.send([.tokens: $0]) }
    #expect(sent == [false, true])
    #expect(forecast.lastCall == .zero)
  }
}
