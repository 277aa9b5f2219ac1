import Hummingbird
import PrompterKit

/// `GET /v1/prompters`: which prompters there are.
struct PromptersRoute: Sendable {
  let state: ServiceState

  var route: Route {
    Route(.get, "/v1/prompters", scope: .extract) { [state] _ in
      .json(["prompters": .array(state.shelf.all.map(\.json))])
    }
  }
}

extension ServedPrompter {
  /// What is told of it.
  var json: JSONValue {
    [
      "name": .string(name), "prompter": .string(reference), "model": .string(model),
      "sha256": .string(hash), "calibrated": .bool(isCalibrated), "title": .string(schema.title),
      "description": schema.description.map(JSONValue.string) ?? .null,
    ]
  }
}
