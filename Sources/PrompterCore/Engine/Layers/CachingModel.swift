import Synchronization

/// Answers from the cache, and asks each question once even when many ask it at a time.
///
/// Only answers are kept, never errors: a failure may pass. A cache that fails is one that knows
/// nothing.
struct CachingModel: LanguageModel {
  let base: any LanguageModel
  let cache: any CompletionCache
  let meter: RunMeter
  let reporter: CallReporter
  private let flights = Flights()

  init(
    _ base: any LanguageModel, cache: any CompletionCache, meter: RunMeter,
    reporter: CallReporter
  ) {
    self.base = base
    self.cache = cache
    self.meter = meter
    self.reporter = reporter
  }

  var name: String { base.name }
  var capabilities: ModelCapabilities { base.capabilities }
  func fingerprint(of call: Call) -> String { base.fingerprint(of: call) }

  func complete(_ call: Call) async throws -> Completion {
    let key = fingerprint(of: call)
    while true {
      var isLeader = false
      let flight = flights.join(key, patience: Patience(call)) { number in
        isLeader = true
        return Task { try await fly(call, key, number) }
      }
      do {
        var completion = try await withTaskCancellationHandler {
          try await flight.task.value
        } onCancel: {
          flights.leave(key, flight.number)
        }
        if !isLeader { completion = Self.cached(completion) }
        if completion.isCached {
          meter.update { $0.cachedCalls += 1 }
          reporter.lookedUp(call, isHit: true)
        }
        return completion
      } catch let error as ModelError
        where !isLeader && Patience(call).outlasts(flight.patience, after: error)
      {
        // Whoever led gave up for a reason of its own.
        try Task.checkCancellation()
      }
    }
  }

  /// Answers the question for everyone who waits.
  private func fly(_ call: Call, _ key: String, _ number: Int) async throws -> Completion {
    defer { flights.land(key, number) }
    // Looked up in flight: an answer that lands meanwhile is found, not asked for again.
    if let kept = try? await cache.completion(for: key) { return Self.cached(kept) }
    reporter.lookedUp(call, isHit: false)
    let completion = try await base.complete(call)
    if completion.finish != .filtered {
      try? await cache.store(completion, for: key, of: name)
    }
    return completion
  }

  private static func cached(_ kept: Completion) -> Completion {
    var completion = kept
    completion.isCached = true
    completion.savedAttempts += completion.attempts
    completion.attempts = 0
    completion.savedUsage = completion.savedUsage + completion.usage
    completion.usage = Usage()
    return completion
  }
}

/// How long a call may try.
private struct Patience {
  let deadline: Duration?
  let attempts: Int

  init(_ call: Call) {
    deadline = call.deadline
    attempts = call.attemptsLeft
  }

  /// Whether it may go on where another one ended with an error.
  func outlasts(_ other: Patience, after error: ModelError) -> Bool {
    if error.kind == .deadline {
      guard let bound = other.deadline else { return false }
      return deadline.map { $0 > bound } ?? true
    }
    return error.isRetryable && attempts > other.attempts
  }
}

/// The questions that are being asked, and by how many.
private final class Flights: Sendable {
  struct Flight {
    /// Tells apart flights that follow each other under one key.
    let number: Int
    let task: Task<Completion, any Error>
    /// That of the call that is sent.
    let patience: Patience
    fileprivate var passengers: Int
  }

  private let state = Mutex((flights: [String: Flight](), started: 0))

  /// The flight under a key, started now when there is none.
  func join(
    _ key: String, patience: Patience, start: (_ number: Int) -> Task<Completion, any Error>
  ) -> Flight {
    state.withLock { state in
      var flight: Flight
      if let known = state.flights[key] {
        flight = known
        flight.passengers += 1
      } else {
        state.started += 1
        flight = Flight(
          number: state.started, task: start(state.started), patience: patience, passengers: 1)
      }
      state.flights[key] = flight
      return flight
    }
  }

  /// One passenger is gone; without any the flight is called off.
  func leave(_ key: String, _ number: Int) {
    let task = state.withLock { state -> Task<Completion, any Error>? in
      guard var flight = state.flights[key], flight.number == number else { return nil }
      flight.passengers -= 1
      state.flights[key] = flight.passengers > 0 ? flight : nil
      return flight.passengers > 0 ? nil : flight.task
    }
    task?.cancel()
  }

  /// The flight is over.
  func land(_ key: String, _ number: Int) {
    state.withLock { state in
      if state.flights[key]?.number == number { state.flights[key] = nil }
    }
  }
}
