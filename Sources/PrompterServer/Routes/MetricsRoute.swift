import Hummingbird

/// `GET /metrics`: what was measured, as Prometheus reads it.
struct MetricsRoute: Sendable {
  let state: ServiceState

  var route: Route {
    Route(.get, "/metrics", scope: .metrics, isMeasured: false) { [state] _ in
      .text(state.configuration.metrics.exposition(), type: PrometheusRegistry.mediaType)
    }
  }
}
