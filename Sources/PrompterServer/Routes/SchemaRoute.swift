import Hummingbird
import PrompterKit

/// `GET /v1/schema`: the JSON Schema of a prompter's records.
struct SchemaRoute: Sendable {
  let state: ServiceState

  var route: Route {
    Route(.get, "/v1/schema", scope: .extract) { [state] request in
      let prompter = try ExtractionDesk(state: state).prompter(request.query("prompter"))
      return .json(prompter.schema.source, type: "application/schema+json")
    }
  }
}
