import Hummingbird
import PrompterKit

/// `GET /openapi.json`: the service as OpenAPI 3.1 describes it, with the schemas of its prompters.
struct OpenAPIRoute: Sendable {
  let state: ServiceState

  var route: Route {
    Route(.get, "/openapi.json", scope: .extract) { [state] _ in
      .json(
        try OpenAPIDocument(
          state.shelf.all, hasTokens: !state.tokens.isOpen,
          hasJobs: state.configuration.jobs != nil
        ).json)
    }
  }
}
