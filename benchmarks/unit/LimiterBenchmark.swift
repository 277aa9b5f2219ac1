import PrompterKit

/// The rate limiter when nobody has to wait.
enum LimiterBenchmark {
  /// Reserve and settle over three limits.
  ///
  /// The window is short, so that returns are part of what is timed; the capacity is never reached.
  static func rows() async throws -> [Row] {
    let limiter = RateLimiter(
      [LimitedResource.calls, .inputTokens, .outputTokens].map {
        RateLimit($0, 1e12, per: .milliseconds(50))
      }, clock: SystemClock())
    let asked: ResourceAmounts = [.calls: 1, .inputTokens: 700, .outputTokens: 128]
    let used: ResourceAmounts = [.inputTokens: 650, .outputTokens: 45]
    let row = try await Row.timeAsync("limiter: reserve and settle, 3 limits", bound: 2_000) {
      let permit = try await limiter.reserve(asked)
      limiter.settle(permit, used: used)
    }
    return [row]
  }
}
