extension PrompterService {
  /// The routes of a service, one file each.
  ///
  /// - Parameter jobs: works on jobs; nil when there are none.
  static func routes(_ state: ServiceState, _ jobs: JobRunner?) -> [Route] {
    let configuration = state.configuration
    var routes = [
      LiveRoute.route, MetricsRoute(state: state).route, ExtractRoute(state: state).route,
      BatchRoute(state: state).route, PromptersRoute(state: state).route,
      SchemaRoute(state: state).route, OpenAPIRoute(state: state).route,
      ChatRoute(state: state).route,
      FeedbackRoute(
        state: state, experiment: configuration.experiment, review: configuration.review
      ).route,
    ]
    routes += ReadyRoute(state: state).routes + ModelsRoute(state: state).routes
    if let jobs, let store = configuration.jobs {
      routes += JobRoutes(state: state, store: store, runner: jobs).routes
    }
    return routes + PageRoutes.routes
  }
}
