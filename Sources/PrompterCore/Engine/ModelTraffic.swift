/// What all calls of one account to one model share, whichever engine sends them: the windows of
/// its limits, its places, what tokens its prompts take, and whether it is down.
public final class ModelTraffic: Sendable {
  let limiter: RateLimiter
  let places: Places
  let estimator = TokenEstimator()
  let breaker: CircuitBreaker

  /// Makes the traffic of a model that nobody has called yet.
  ///
  /// - Parameter configuration: its limits, pace, concurrency and breaker hold.
  public init(
    to model: any LanguageModel, _ configuration: EngineConfiguration, clock: any MonotonicClock
  ) {
    let limits = configuration.limits.filter { $0.model == nil || $0.model == model.name }
    limiter = RateLimiter(limits, pace: configuration.pace, clock: clock)
    places = Places(configuration.concurrency(of: model))
    breaker = CircuitBreaker(model.name, configuration.breaker, clock: clock)
  }
}
