/// When a failed call is tried again, and after how long.
public struct RetryPolicy: Hashable, Sendable {
  /// Further attempts of one document, whatever the cause.
  public var retries: Int
  /// The wait before the first retry is drawn from 0 to this.
  public var base: Duration
  /// No wait is longer, except one that the provider asks for.
  public var cap: Duration

  /// Makes a policy.
  public init(retries: Int = 6, base: Duration = .seconds(1), cap: Duration = .seconds(60)) {
    self.retries = retries
    self.base = base
    self.cap = cap
  }

  /// How long to wait before trying again; nil when the error is final.
  ///
  /// Capped exponential back-off with full jitter: uniform between 0 and min(cap, base × 2ⁿ)
  /// (AWS Architecture Blog, "Exponential Backoff And Jitter"). A Retry-After is waited for in
  /// full, with jitter on top so that waiters do not return together.
  ///
  /// - Parameters:
  ///   - failures: attempts that have failed, this one included: 1 or above.
  ///   - chance: a number drawn uniformly from 0 to 1.
  public func delay(after error: ModelError, failures: Int, chance: Double) -> Duration? {
    guard error.isRetryable else { return nil }
    if error.kind == .unsupported { return .zero }
    let ceiling = min(cap, base * (1 << min(failures - 1, 20)))
    if let asked = error.retryAfter { return asked + base * chance }
    return ceiling * chance
  }
}
