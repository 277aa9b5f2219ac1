import Synchronization

/// When a model that is down is left alone, and for how long.
public struct BreakerPolicy: Hashable, Sendable {
  /// Failures of the provider in a row, over all documents, that say that it is down; 1 or above.
  public var failures: Int
  /// How long it is left alone at first; each probe in vain doubles it.
  public var pause: Duration
  /// It is left alone for no longer, except when the provider asks for it.
  public var cap: Duration

  /// Makes a policy.
  public init(
    failures: Int = 5, pause: Duration = .seconds(30), cap: Duration = .seconds(600)
  ) {
    self.failures = failures
    self.pause = pause
    self.cap = cap
  }
}

/// Knows whether a model is down.
///
/// Closed: calls pass, failures in a row are counted. Open: calls are refused. When the pause is
/// over, one call passes as a probe: its success closes, its failure opens for twice as long.
/// (Nygard, "Release It!", 2007.)
///
/// What counts is what the provider did, not the document: connections that fail, timeouts and 5xx
/// in a row; a refused key or an empty account at once; a Retry-After as long as the pause or longer
/// at once, because nobody has to wait for it who can go elsewhere. A refused request shows that
/// the provider works. Another 429, and an answer of an unknown shape, say neither.
final class CircuitBreaker: Sendable {
  /// Lets one call through.
  struct Pass {
    fileprivate let opening: Int
    fileprivate let isProbe: Bool
  }

  private struct Outage {
    let since: Duration
    var reason: String
    var pause: Duration
    var until: Duration
    var isProbed = false
  }

  private struct State {
    var failures = 0
    var outage: Outage?
    /// Counts openings: the outcome of a call from before the last one says nothing new.
    var openings = 0
    var waits: [Int: @Sendable () -> Void] = [:]
    var waited = 0
  }

  private enum Verdict {
    case works, failed(String), isDown(String, for: Duration?), unknown
  }

  private let name: String
  private let policy: BreakerPolicy
  private let clock: any MonotonicClock
  private let state = Mutex(State())

  init(_ name: String, _ policy: BreakerPolicy, clock: any MonotonicClock) {
    self.name = name
    self.policy = policy
    self.clock = clock
  }

  /// Lets a call through, or throws why, since when and until when the model is left alone.
  func admit() throws(ModelError) -> Pass {
    let now = clock.now
    let result: Result<Pass, ModelError> = state.withLock { state in
      guard let outage = state.outage else {
        return .success(Pass(opening: state.openings, isProbe: false))
      }
      guard now >= outage.until, !outage.isProbed else { return .failure(refusal(outage, now)) }
      state.outage?.isProbed = true
      return .success(Pass(opening: state.openings, isProbe: true))
    }
    return try result.get()
  }

  /// Takes down that a call was answered.
  ///
  /// - Returns: whether that closed the circuit.
  @discardableResult
  func succeeded(_ pass: Pass) -> Bool {
    state.withLock { state in
      let wasOpen = state.outage != nil
      settle(pass, .works, &state)
      return wasOpen && state.outage == nil
    }
  }

  /// Takes down that a call failed.
  ///
  /// - Parameter onOpening: hears of it when that opened the circuit.
  /// - Returns: the error to throw: the same, or, when it opened the circuit, one that is not worth
  ///   a retry.
  func failed(
    _ pass: Pass, _ error: any Error, onOpening: (ModelError) -> Void = { _ in }
  ) -> any Error {
    let verdict = verdict(error)
    let (opened, waits) = state.withLock { state -> (ModelError?, [@Sendable () -> Void]) in
      let openings = state.openings
      settle(pass, verdict, &state)
      guard state.openings > openings, let outage = state.outage else { return (nil, []) }
      defer { state.waits = [:] }
      return (refusal(outage, clock.now), Array(state.waits.values))
    }
    waits.forEach { $0() }
    if let opened { onOpening(opened) }
    guard var opened, let error = error as? ModelError, error.isRetryable else { return error }
    opened.usage = error.usage
    opened.attempts = error.attempts
    return opened
  }

  /// Waits for something that a call needs before it is sent, but no longer than the circuit is
  /// closed: a document must not stand in line for a model that is down while another is free.
  func waiting(
    _ body: @escaping @Sendable () async throws -> RateLimiter.Permit
  ) async throws -> RateLimiter.Permit {
    try checkClosed()
    let wait = Task { try await body() }
    let number = state.withLock { state -> Int? in
      if let outage = state.outage, !outage.isProbed { return nil }
      state.waited += 1
      state.waits[state.waited] = { wait.cancel() }
      return state.waited
    }
    if number == nil { wait.cancel() }
    defer { if let number { state.withLock { $0.waits[number] = nil } } }
    do {
      return try await withTaskCancellationHandler {
        try await wait.value
      } onCancel: {
        wait.cancel()
      }
    } catch let error as CancellationError {
      if !Task.isCancelled { try checkClosed() }
      throw error
    }
  }

  private func checkClosed() throws(ModelError) {
    let now = clock.now
    let error = state.withLock { state -> ModelError? in
      guard let outage = state.outage, !outage.isProbed else { return nil }
      return refusal(outage, now)
    }
    if let error { throw error }
  }

  private func verdict(_ error: any Error) -> Verdict {
    // Without an attempt nothing was sent, and nothing learnt.
    guard let error = error as? ModelError, error.attempts > 0 else { return .unknown }
    switch error.kind {
    case .network, .timeout, .server: return .failed(error.message)
    case .credentials, .quota: return .isDown(error.message, for: nil)
    case .rateLimited:
      guard let asked = error.retryAfter, asked >= policy.pause else { return .unknown }
      return .isDown(error.message, for: asked)
    case .unsupported, .invalidRequest, .tooLong, .filtered: return .works
    case .badResponse, .unavailable, .budget, .deadline: return .unknown
    }
  }

  private func settle(_ pass: Pass, _ verdict: Verdict, _ state: inout State) {
    guard pass.opening == state.openings else { return }
    switch verdict {
    case .works:
      state.failures = 0
      state.outage = nil
    case .unknown:
      if pass.isProbe { state.outage?.isProbed = false }
    case .failed(let reason):
      state.failures += 1
      guard pass.isProbe || state.failures >= max(1, policy.failures) else { return }
      let many = state.failures > 1 ? "\(state.failures) failures in a row, the last: " : ""
      open(many + reason, for: nil, &state)
    case .isDown(let reason, let asked):
      state.failures += 1
      open(reason, for: asked, &state)
    }
  }

  private func open(_ reason: String, for asked: Duration?, _ state: inout State) {
    let now = clock.now
    let pause = state.outage.map { min(policy.cap, $0.pause * 2) } ?? policy.pause
    state.outage = Outage(
      since: state.outage?.since ?? now, reason: reason, pause: pause,
      until: now + max(asked ?? .zero, pause))
    state.openings += 1
  }

  private func refusal(_ outage: Outage, _ now: Duration) -> ModelError {
    let since = now > outage.since ? "for \(Self.text(now - outage.since))" : "from now on"
    let next = now < outage.until ? "in \(Self.text(outage.until - now))" : "now, by another call"
    return ModelError(
      .unavailable,
      "\(name) is down and left alone \(since) (\(outage.reason)); it is tried again \(next)",
      attempts: 0)
  }

  private static func text(_ duration: Duration) -> String {
    let seconds = Int(duration.seconds.rounded(.up))
    return seconds < 120 ? "\(seconds) s" : "\((seconds + 59) / 60) min"
  }
}
