import HTTPTypes
public import Hummingbird

extension PrompterService {
  /// The service as a part of another app: requests below a path are answered by it, all others go
  /// on.
  ///
  /// - Parameter prefix: such as `/extraction`; empty for the root, where paths that the service does
  ///   not know go on too.
  public func middleware<Outer: RequestContext>(
    below prefix: String = "", context: Outer.Type = BasicRequestContext.self
  ) -> some RouterMiddleware<Outer> {
    MountedService<Outer>(service: self, prefix: prefix)
  }

  /// Whether it answers a path.
  func knows(_ request: Request) -> Bool {
    if case .nothing = match(request) { false } else { true }
  }
}

/// Hands requests on to a service.
private struct MountedService<Context: RequestContext>: RouterMiddleware {
  let service: PrompterService
  let prefix: String

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard let path = request.head.path, path.hasPrefix(prefix) else {
      return try await next(request, context)
    }
    var rest = String(path.dropFirst(prefix.count))
    guard prefix.isEmpty || rest.isEmpty || rest.hasPrefix("/") || rest.hasPrefix("?") else {
      return try await next(request, context)
    }
    if !rest.hasPrefix("/") { rest = "/" + rest }
    var head = request.head
    head.path = rest
    let inner = Request(head: head, body: request.body)
    guard !prefix.isEmpty || service.knows(inner) else { return try await next(request, context) }
    return await service.respond(to: inner, context: ServiceContext(mounted: context))
  }
}
