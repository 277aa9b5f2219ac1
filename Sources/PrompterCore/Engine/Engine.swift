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

  /// Calls of a model under way at once; at least one.
  func concurrency(of model: any LanguageModel) -> Int {
    max(1, concurrency ?? model.capabilities.parallelCalls ?? 16)
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
  /// - Parameters:
  ///   - shared: a budget that holds for others too; nil for one of its own.
  ///   - traffic: what is shared with other engines of the same model; nil for its own.
  public init(
    _ provider: any LanguageModel, _ configuration: EngineConfiguration = EngineConfiguration(),
    sharing shared: Budget? = nil, traffic: ModelTraffic? = nil,
    clock: any MonotonicClock = SystemClock()
  ) {
    let meter = RunMeter()
    let price = provider.capabilities.isFree ? .free : configuration.price
    let reporter = CallReporter(model: provider.name, price: price, configuration.telemetry)
    let budget = shared ?? Budget(configuration.budget)
    let traffic = traffic ?? ModelTraffic(to: provider, configuration, clock: clock)
    let metered = MeteredModel(
      base: provider, price: price, budget: budget, traffic: traffic, clock: clock, meter: meter,
      reporter: reporter)
    let retrying = RetryingModel(
      BreakingModel(base: metered, breaker: traffic.breaker, reporter: reporter),
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
  public var concurrency: Int { configuration.concurrency(of: model) }

  /// The price of the model's tokens; nil when unknown.
  public var price: Price? { model.capabilities.isFree ? .free : configuration.price }
}
