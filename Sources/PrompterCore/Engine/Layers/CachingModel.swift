import Synchronization

/// Answers from the cache, and asks each question once even when many ask it at a time.
///
/// Only answers are kept, never errors: a failure may pass.
struct CachingModel: LanguageModel {
  let base: any LanguageModel
  let cache: any CompletionCache
  let meter: RunMeter
  private let flights = Flights()

  init(_ base: any LanguageModel, cache: any CompletionCache, meter: RunMeter) {
    self.base = base
    self.cache = cache
    self.meter = meter
  }

  var name: String { base.name }
  var capabilities: ModelCapabilities { base.capabilities }
  func fingerprint(of call: Call) -> String { base.fingerprint(of: call) }

  func complete(_ call: Call) async throws -> Completion {
    let key = fingerprint(of: call)
    if var kept = try await cache.completion(for: key) {
      meter.update { $0.cachedCalls += 1 }
      kept.isCached = true
      kept.attempts = 0
      kept.usage = Usage()
      return kept
    }
    var isLeader = false
    let flight = flights.join(key) {
      isLeader = true
      return Task {
        defer { flights.land(key) }
        let completion = try await base.complete(call)
        if completion.finish != .filtered { try await cache.store(completion, for: key) }
        return completion
      }
    }
    var completion = try await withTaskCancellationHandler {
      try await flight.value
    } onCancel: {
      flights.leave(key)
    }
    if !isLeader {
      meter.update { $0.cachedCalls += 1 }
      completion.isCached = true
      completion.attempts = 0
      completion.usage = Usage()
    }
    return completion
  }
}

/// The questions that are being asked, and by how many.
private final class Flights: Sendable {
  private struct Flight {
    let task: Task<Completion, any Error>
    var passengers: Int
  }

  private let flights = Mutex<[String: Flight]>([:])

  /// The flight under a key, started now when there is none.
  func join(
    _ key: String, start: () -> Task<Completion, any Error>
  ) -> Task<Completion, any Error> {
    flights.withLock { flights in
      if var flight = flights[key] {
        flight.passengers += 1
        flights[key] = flight
        return flight.task
      }
      let task = start()
      flights[key] = Flight(task: task, passengers: 1)
      return task
    }
  }

  /// One passenger is gone; without any the flight is called off.
  func leave(_ key: String) {
    let task = flights.withLock { flights -> Task<Completion, any Error>? in
      guard var flight = flights[key] else { return nil }
      flight.passengers -= 1
      flights[key] = flight.passengers > 0 ? flight : nil
      return flight.passengers > 0 ? nil : flight.task
    }
    task?.cancel()
  }

  /// The flight is over.
  func land(_ key: String) {
    flights.withLock { $0[key] = nil }
  }
}
