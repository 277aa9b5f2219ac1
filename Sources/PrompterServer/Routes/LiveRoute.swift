import Hummingbird

/// `GET /health/live`: the process is up; depends on nothing else.
enum LiveRoute {
  static let route = Route(.get, "/health/live", scope: nil, isMeasured: false) { _ in
    .text("live\n")
  }
}
