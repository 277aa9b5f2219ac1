import Hummingbird
import PrompterKit

/// `GET /health/ready`, and `/health`: whether requests should be sent here.
struct ReadyRoute: Sendable {
  let state: ServiceState

  var routes: [Route] {
    ["/health/ready", "/health"].map { path in
      Route(.get, path, scope: nil, isMeasured: false) { [self] _ in answer() }
    }
  }

  private func answer() -> Response {
    let upstream = state.upstream.word
    let word = state.isDraining ? "draining" : upstream == "failing" ? "upstream failing" : "ready"
    return .json(
      [
        "status": .string(word), "upstream": .string(upstream),
        "prompters": .array(state.shelf.all.map { .string($0.name) }),
      ], status: word == "ready" ? .ok : .serviceUnavailable)
  }
}
