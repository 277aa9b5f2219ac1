import PrompterKit
import Synchronization

/// The measures of a service's requests.
final class RequestMetrics: Sendable {
  private struct Key: Hashable {
    let route: String
    let status: Int
  }

  private let registry: PrometheusRegistry
  private let counters = Mutex<[Key: CounterSeries]>([:])
  private let durations = Mutex<[String: HistogramSeries]>([:])

  init(_ registry: PrometheusRegistry, _ admission: Admission) {
    self.registry = registry
    registry.show("prompter_inflight") { [weak admission] in Double(admission?.counts.inside ?? 0) }
    registry.show("prompter_queue_depth") { [weak admission] in
      Double(admission?.counts.waiting ?? 0)
    }
  }

  /// A request was answered.
  ///
  /// - Parameter route: the path as the service declares it, never as it was asked for.
  func answered(_ route: String, _ status: Int, after time: Duration) {
    let counter = counters.withLock { counters in
      let key = Key(route: route, status: status)
      if let known = counters[key] { return known }
      let new = registry.counter(
        "prompter_requests_total", [("route", route), ("status", "\(status)")])
      counters[key] = new
      return new
    }
    let duration = durations.withLock { durations in
      if let known = durations[route] { return known }
      let new = registry.histogram("prompter_request_duration_seconds", [("route", route)])
      durations[route] = new
      return new
    }
    counter.increment(by: 1.0)
    duration.record(time.seconds)
  }
}
