import Foundation
import Hummingbird
import PrompterKit

/// `GET /v1/models`: the prompters as clients of OpenAI look for models.
struct ModelsRoute: Sendable {
  let state: ServiceState
  /// What clients are told of when a prompter was made: the start of the service.
  private let started = Int(Date().timeIntervalSince1970)

  init(state: ServiceState) {
    self.state = state
  }

  var routes: [Route] {
    [
      Route(.get, "/v1/models", scope: .extract) { [self] _ in
        .json(["object": "list", "data": .array(state.shelf.all.map(json))])
      },
      Route(.get, "/v1/models/{model}", scope: .extract) { [self] request in
        let name = request.parameters["model"] ?? ""
        guard let prompter = state.shelf.prompter(name) else {
          throw Problem.notFound("there is no such model")
        }
        return .json(json(prompter))
      },
    ]
  }

  private func json(_ prompter: ServedPrompter) -> JSONValue {
    [
      "id": .string(prompter.name), "object": "model", "created": .integer(started),
      "owned_by": "prompter",
    ]
  }
}
