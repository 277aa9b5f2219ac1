import Metrics

/// The metrics of one model's calls, made once an engine.
struct CallMetrics: Sendable {
  private let answered: Counter
  private let outcomes: LabelledCounters
  private let duration: Timer
  private let queueWait: Timer
  private let limitWait: Timer
  private let inputTokens: Counter
  private let outputTokens: Counter
  private let cost: FloatingPointCounter
  private let retries: LabelledCounters
  private let cacheHits: Counter
  private let cacheMisses: Counter

  init(model: String, _ factory: any MetricsFactory) {
    let labels = [("model", model)]
    func counter(_ name: String, _ more: [(String, String)] = []) -> Counter {
      Counter(label: name, dimensions: labels + more, factory: factory)
    }
    func timer(_ name: String) -> Timer {
      Timer(label: name, dimensions: labels, factory: factory)
    }
    outcomes = LabelledCounters("prompter_llm_calls_total", by: "outcome", labels, factory)
    answered = outcomes["ok"]
    duration = timer("prompter_llm_call_duration_seconds")
    queueWait = timer("prompter_queue_wait_seconds")
    limitWait = timer("prompter_ratelimit_wait_seconds")
    inputTokens = counter("prompter_llm_tokens_total", [("direction", "input")])
    outputTokens = counter("prompter_llm_tokens_total", [("direction", "output")])
    cost = FloatingPointCounter(
      label: "prompter_llm_cost_usd_total", dimensions: labels, factory: factory)
    retries = LabelledCounters("prompter_retries_total", by: "reason", labels, factory)
    cacheHits = counter("prompter_cache_hits_total")
    cacheMisses = counter("prompter_cache_misses_total")
  }

  /// A call goes out after waiting for budget and place, and then for limits.
  func sent(queued: Duration, limited: Duration) {
    queueWait.recordNanoseconds(queued.nanoseconds)
    limitWait.recordNanoseconds(limited.nanoseconds)
  }

  /// A call is over.
  ///
  /// - Parameter failure: the class of its error; nil when it was answered.
  func ended(failure: String?, after time: Duration, used: Usage, price: Price?) {
    if let failure { outcomes[failure].increment() } else { answered.increment() }
    duration.recordNanoseconds(time.nanoseconds)
    guard used != Usage() else { return }
    inputTokens.increment(by: used.input)
    outputTokens.increment(by: used.output)
    if let price { cost.increment(by: price.cost(used)) }
  }

  /// A failed call is tried again.
  func retried(_ reason: String) { retries[reason].increment() }

  /// The cache was asked.
  func lookedUp(isHit: Bool) { (isHit ? cacheHits : cacheMisses).increment() }
}

extension Duration {
  /// The duration in whole nanoseconds, as metrics take it.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? .max : whole &+ attoseconds / 1_000_000_000
  }
}
