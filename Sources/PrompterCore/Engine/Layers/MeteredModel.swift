/// Sends a call within budget, limits and concurrency, and counts it.
///
/// Every attempt comes through here, retries included.
struct MeteredModel: LanguageModel {
  let base: any LanguageModel
  let price: Price?
  let budget: Budget
  let traffic: ModelTraffic
  let clock: any MonotonicClock
  let meter: RunMeter
  let reporter: CallReporter

  var name: String { base.name }
  var capabilities: ModelCapabilities { base.capabilities }
  func fingerprint(of call: Call) -> String { base.fingerprint(of: call) }

  func complete(_ call: Call) async throws -> Completion {
    let (limiter, places, estimator) = (traffic.limiter, traffic.places, traffic.estimator)
    let came = clock.now
    let estimate = estimator.estimate(call)
    let reservation = try await budget.reserve(estimate.most, price: price)
    var isSent = false
    var used = Usage()
    defer {
      if isSent {
        budget.settle(reservation, used: used, price: price)
      } else {
        budget.release(reservation)
      }
    }
    return try await places.withPlace { place in
      let asked = clock.now
      let isAnnounced = capabilities.announcesSending
      let amounts: @Sendable () -> ResourceAmounts = {
        Self.amounts(estimator.estimate(call), call)
      }
      let permit =
        call.hasFallback
        ? try await traffic.breaker.waiting {
          try await limiter.reserve(amounts(), isSentLater: isAnnounced)
        }
        : try await limiter.reserve(amounts(), isSentLater: isAnnounced)
      isSent = true
      // A provider has read what was sent, even when its answer never came.
      var counted = Usage(input: estimate.likely.input)
      let sent = clock.now
      meter.begin(waited: sent - asked)
      reporter.sent(call, queued: asked - came, limited: sent - asked)
      defer {
        limiter.settle(permit, used: Self.amounts(of: counted, call))
        meter.end(used: used)
      }
      var call = call
      call.observer = CallObserver(
        sent: { if isAnnounced { limiter.stamp(permit) } },
        exhausted: { pause in
          limiter.hold(for: pause)
          reporter.held(for: pause, at: clock.now)
        })
      do {
        let completion = try await base.complete(call)
        // What was answered was sent, even by a transport that did not say so.
        limiter.stamp(permit)
        used = completion.usage
        counted = used
        estimator.learn(call, used)
        places.noteAnswer()
        reporter.answered(call, completion, after: clock.now - sent)
        return completion
      } catch let error as ModelError {
        if error.status != nil { limiter.stamp(permit) }
        used = error.usage
        if used != Usage() || error.wasRefused { counted = used }
        if error.kind == .rateLimited {
          limiter.noteRefusal()
          places.notePushback(place)
          reporter.slowed(to: places.open)
          if let pause = error.retryAfter {
            limiter.hold(for: pause)
            reporter.held(for: pause, at: clock.now)
          }
        }
        reporter.failed(call, error, after: clock.now - sent)
        throw error
      } catch {
        reporter.failed(call, error, after: clock.now - sent)
        throw error
      }
    }
  }

  /// What a call that is over has taken.
  private static func amounts(of used: Usage, _ call: Call) -> ResourceAmounts {
    // The output cap is charged when the request arrives; one that was refused was not charged.
    let cap = used.input > 0 ? call.decoding.maximumOutputTokens : 0
    return [
      .inputTokens: Double(used.input), .outputTokens: Double(used.output),
      .tokens: Double(used.input + cap),
    ]
  }

  private static func amounts(_ estimate: TokenEstimator.Estimate, _ call: Call) -> ResourceAmounts
  {
    [
      .calls: 1, .inputTokens: Double(estimate.likely.input),
      .outputTokens: Double(estimate.likely.output),
      .tokens: Double(estimate.likely.input + call.decoding.maximumOutputTokens),
    ]
  }
}
