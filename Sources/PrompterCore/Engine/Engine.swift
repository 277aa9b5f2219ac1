/// How an engine runs calls.
public struct EngineConfiguration: Sendable {
  /// Rate limits; those that name another model do not count.
  public var limits: [RateLimit]
  /// How calls are let out within the limits.
  public var pace: RateLimiter.Pace
  /// Calls under way at once; nil for what the model serves well, or 16.
  public var concurrency: Int?
  /// When to try again.
  public var retry: RetryPolicy
  /// The most that may be spent.
  public var budget: BudgetLimits
  /// When a model that is down is left alone, if someone else can be asked.
  public var breaker: BreakerPolicy
  /// What tokens cost; nil when unknown.
  public var price: Price?
  /// How long a document may take; nil for no bound.
  public var deadline: Duration?
  /// Where answers are kept; nil keeps none.
  public var cache: (any CompletionCache)?
  /// The seed of the jitter between retries.
  public var seed: UInt64
  /// Who is told what the engine does.
  public var telemetry: Telemetry

  /// Makes a configuration.
  public init(
    limits: [RateLimit] = [], pace: RateLimiter.Pace = .burst, concurrency: Int? = nil,
    retry: RetryPolicy = RetryPolicy(), breaker: BreakerPolicy = BreakerPolicy(),
    budget: BudgetLimits = BudgetLimits(), price: Price? = nil, deadline: Duration? = nil,
    cache: (any CompletionCache)? = nil, seed: UInt64 = 0,
    telemetry: Telemetry = Telemetry()
  ) {
    self.limits = limits
    self.pace = pace
    self.concurrency = concurrency
    self.retry = retry
    self.breaker = breaker
    self.budget = budget
    self.price = price
    self.deadline = deadline
    self.cache = cache
    self.seed = seed
    self.telemetry = telemetry
  }
}

/// Runs the calls of one model under limits, retries, budget and cache.
///
/// The order of its layers, outermost first: cache, retry, circuit breaker, then budget, concurrency
/// and limits, then the provider. A cached answer touches no limit and no budget; every attempt, retries
/// included, does.
public struct Engine: Sendable {
  /// The model with all layers around it.
  public let model: any LanguageModel
  /// What was done so far.
  public let meter: RunMeter
  /// What may still be spent.
  public let budget: Budget
  /// How it runs calls.
  public let configuration: EngineConfiguration
  /// Its time.
  public let clock: any MonotonicClock

  /// Makes an engine around a provider's model.
  ///
  /// - Parameter shared: the budget of another model that holds for both together; nil for one of
  ///   its own.
  public init(
    _ provider: any LanguageModel, _ configuration: EngineConfiguration = EngineConfiguration(),
    sharing shared: Budget? = nil, clock: any MonotonicClock = SystemClock()
  ) {
    let meter = RunMeter()
    let price = provider.capabilities.isFree ? .free : configuration.price
    let reporter = CallReporter(model: provider.name, price: price, configuration.telemetry)
    let budget = shared ?? Budget(configuration.budget)
    let breaker = CircuitBreaker(provider.name, configuration.breaker, clock: clock)
    let limits = configuration.limits.filter { $0.model == nil || $0.model == provider.name }
    let metered = MeteredModel(
      base: provider, price: price, budget: budget,
      limiter: RateLimiter(limits, pace: configuration.pace, clock: clock),
      places: Places(Self.concurrency(of: provider, configuration)), estimator: TokenEstimator(),
      clock: clock, meter: meter, breaker: breaker, reporter: reporter)
    let retrying = RetryingModel(
      BreakingModel(base: metered, breaker: breaker, reporter: reporter),
      policy: configuration.retry, clock: clock, meter: meter, seed: configuration.seed,
      reporter: reporter)
    if let cache = configuration.cache {
      model = CachingModel(retrying, cache: cache, meter: meter, reporter: reporter)
    } else {
      model = retrying
    }
    self.meter = meter
    self.budget = budget
    self.configuration = configuration
    self.clock = clock
  }

  /// Ends a run: what the cache holds back is written out.
  ///
  /// The engine may be used further.
  public func finish() async { await configuration.cache?.flush() }

  /// Documents that are worth having under way at once.
  public var concurrency: Int { Self.concurrency(of: model, configuration) }

  /// The price of the model's tokens; nil when unknown.
  public var price: Price? { model.capabilities.isFree ? .free : configuration.price }

  private static func concurrency(
    of model: any LanguageModel, _ configuration: EngineConfiguration
  ) -> Int {
    max(1, configuration.concurrency ?? model.capabilities.parallelCalls ?? 16)
  }
}
