import PrompterCore
import Testing

@Suite struct RetryPolicyTests {
  private let policy = RetryPolicy(retries: 6, base: .seconds(1), cap: .seconds(60))

  @Test(
    "C17: what may pass is tried again, what will not is final",
    arguments: [
      (.network, true), (.timeout, true), (.rateLimited, true), (.server, true),
      (.badResponse, true), (.quota, false), (.credentials, false), (.invalidRequest, false),
      (.tooLong, false), (.filtered, false), (.budget, false), (.deadline, false),
    ] as [(ModelError.Kind, Bool)])
  func classes(kind: ModelError.Kind, isRetried: Bool) {
    let error = ModelError(kind, "x")
    #expect(error.isRetryable == isRetried)
    #expect((policy.delay(after: error, failures: 1, chance: 0.5) != nil) == isRetried)
  }

  @Test(
    "the wait grows twofold up to its cap, however often it failed",
    arguments: [(1, 1.0), (2, 2), (3, 4), (6, 32), (7, 60), (21, 60), (1_000, 60), (.max, 60)])
  func growth(failures: Int, ceiling: Double) {
    let error = ModelError(.server, "x")
    #expect(policy.delay(after: error, failures: failures, chance: 1)?.seconds == ceiling)
    #expect(policy.delay(after: error, failures: failures, chance: 0.25)?.seconds == ceiling / 4)
    #expect(policy.delay(after: error, failures: failures, chance: 0) == .zero)
  }

  @Test("a wait that the provider asks for is kept in full, with jitter on top")
  func retryAfter() {
    let error = ModelError(.rateLimited, "x", retryAfter: .seconds(90))
    #expect(policy.delay(after: error, failures: 1, chance: 0) == .seconds(90))
    #expect(policy.delay(after: error, failures: 9, chance: 0.5) == .milliseconds(90_500))
  }

  @Test("C16: the jitter is uniform between nothing and the ceiling")
  func jitter() {
    var generator = SeededGenerator(seed: 1, purpose: "test")
    let waits = (0..<4_000).compactMap { _ in
      policy.delay(after: ModelError(.network, "x"), failures: 4, chance: generator.uniform())?
        .seconds
    }
    for tenth in 0..<10 {
      let share = Double(waits.count { Int($0 / 0.8) == tenth }) / 4_000
      #expect(abs(share - 0.1) < 0.02)
    }
  }
}
