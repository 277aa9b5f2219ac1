extension PrompterService {
  /// The routes of every service, one file each.
  static func routes(_ state: ServiceState) -> [Route] {
    [
      LiveRoute.route, MetricsRoute(state: state).route, ExtractRoute(state: state).route,
      BatchRoute(state: state).route, PromptersRoute(state: state).route,
      SchemaRoute(state: state).route, OpenAPIRoute(state: state).route,
      ChatRoute(state: state).route,
    ] + ReadyRoute(state: state).routes + ModelsRoute(state: state).routes
  }
}
