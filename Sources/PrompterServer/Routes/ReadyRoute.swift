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
    var json: JSONObject = ["status": .string(word), "upstream": .string(upstream)]
    // Who has no token is told no names where tokens are asked for.
    if state.tokens.isOpen { json["prompters"] = .array(state.shelf.all.map { .string($0.name) }) }
    return .json(.object(json), status: word == "ready" ? .ok : .serviceUnavailable)
  }
}
