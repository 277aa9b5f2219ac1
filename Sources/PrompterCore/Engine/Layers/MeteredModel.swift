/// Sends a call within budget, limits and concurrency, and counts it.
///
/// Every attempt comes through here, retries included.
struct MeteredModel: LanguageModel {
  let base: any LanguageModel
  let budget: Budget
  let limiter: RateLimiter
  let places: Semaphore
  let clock: any MonotonicClock
  let meter: RunMeter
  let breaker: CircuitBreaker

  var name: String { base.name }
  var capabilities: ModelCapabilities { base.capabilities }
  func fingerprint(of call: Call) -> String { base.fingerprint(of: call) }

  func complete(_ call: Call) async throws -> Completion {
    let estimate = Usage(
      input: call.prompt.estimatedTokens, output: call.decoding.maximumOutputTokens)
    let reservation = try budget.reserve(estimate)
    var isSent = false
    var used = Usage()
    defer {
      if isSent { budget.settle(reservation, used: used) } else { budget.release(reservation) }
    }
    return try await places.withPlace {
      let asked = clock.now
      let permit = try await breaker.waiting(for: call) {
        try await limiter.reserve([
          .calls: 1, .inputTokens: Double(estimate.input), .outputTokens: Double(estimate.output),
          .tokens: Double(estimate.input + estimate.output),
        ])
      }
      // A provider has read what was sent, even when its answer never came.
      var counted = Usage(input: estimate.input)
      defer {
        limiter.settle(
          permit,
          used: [.inputTokens: Double(counted.input), .outputTokens: Double(counted.output)])
      }
      isSent = true
      meter.update {
        $0.limitWait += clock.now - asked
        $0.calls += 1
        $0.inFlight += 1
        $0.peakInFlight = max($0.peakInFlight, $0.inFlight)
      }
      defer {
        meter.update {
          $0.inFlight -= 1
          $0.usage = $0.usage + used
        }
      }
      do {
        let completion = try await base.complete(call)
        used = completion.usage
        counted = used
        return completion
      } catch let error as ModelError {
        used = error.usage
        if used != Usage() || error.wasRefused { counted = used }
        if error.kind == .rateLimited, let pause = error.retryAfter { limiter.hold(for: pause) }
        throw error
      }
    }
  }
}
