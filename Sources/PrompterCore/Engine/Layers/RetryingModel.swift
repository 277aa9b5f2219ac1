import Synchronization

/// Tries a failed call again when that may help.
///
/// The one layer that does.
struct RetryingModel: LanguageModel {
  let base: any LanguageModel
  let policy: RetryPolicy
  let clock: any MonotonicClock
  let meter: RunMeter
  let reporter: CallReporter
  private let memory: Memory

  init(
    _ base: any LanguageModel, policy: RetryPolicy, clock: any MonotonicClock, meter: RunMeter,
    seed: UInt64, reporter: CallReporter
  ) {
    self.base = base
    self.policy = policy
    self.clock = clock
    self.meter = meter
    self.reporter = reporter
    memory = Memory(seed: seed)
  }

  var name: String { base.name }
  var capabilities: ModelCapabilities { base.capabilities }
  func fingerprint(of call: Call) -> String { base.fingerprint(of: call) }

  func complete(_ call: Call) async throws -> Completion {
    var usage = Usage()
    var attempts = 0
    let most = min(call.attemptsLeft, policy.retries + 1)
    let first = call.attempt
    var call = call
    var refusal: ModelError?
    var cause: ModelError?
    while true {
      try Task.checkCancellation()
      if let deadline = call.deadline, clock.now >= deadline {
        throw ModelError(
          .deadline, "the document's deadline has passed", usage: usage, attempts: attempts)
      }
      do {
        var completion = try await base.complete(call)
        memory.hasAnswered = true
        completion.usage = usage + completion.usage
        completion.attempts += attempts
        return completion
      } catch var error as ModelError {
        usage = usage + error.usage
        // What can be tried again was sent, or this would never end.
        attempts += error.isRetryable ? max(1, error.attempts) : error.attempts
        error.usage = usage
        error.attempts = attempts
        let delay = policy.delay(after: error, failures: max(1, attempts), chance: memory.chance())
        // Nobody has answered yet: more likely a wrong address than a bad moment.
        let isDead = error.kind == .network && attempts > 2 && !memory.hasAnswered
        // When no constraint was taken, the first refusal speaks of the request as it was meant.
        if error.kind == .unsupported, refusal == nil { refusal = error }
        if error.kind == .invalidRequest, let refusal { error.message = refusal.message }
        // That nobody pays for another try is not what went wrong.
        if error.kind == .budget, let cause { error.message += "; before that: \(cause.message)" }
        cause = error
        let mayTry = attempts < most || error.kind == .unsupported
        guard mayTry, !isDead, let delay else { throw error }
        let moment = clock.now + delay
        if let deadline = call.deadline, moment >= deadline { throw error }
        meter.update { $0.retries += 1 }
        reporter.retried(call, error, in: delay)
        call.attempt = first + attempts
        if error.kind == .unsupported {
          call.weakening = error.weakening
        } else {
          try await clock.sleep(until: moment)
        }
      }
    }
  }

  /// What tasks share: a seeded source of chance, and whether anyone ever had an answer.
  private final class Memory: Sendable {
    private let state: Mutex<(generator: SeededGenerator, hasAnswered: Bool)>

    init(seed: UInt64) {
      state = Mutex((SeededGenerator(seed: seed, purpose: "retry"), false))
    }

    func chance() -> Double { state.withLock { $0.generator.uniform() } }

    var hasAnswered: Bool {
      get { state.withLock { $0.hasAnswered } }
      set { state.withLock { $0.hasAnswered = newValue } }
    }
  }
}
