import Foundation
public import Hummingbird
import Logging

/// Trained prompters behind HTTP.
///
/// It answers on a port of its own, as `application` does, or mounted in another app, as a
/// middleware.
public final class PrompterService: HTTPResponder, Sendable {
  /// What Hummingbird keeps of a request.
  public typealias Context = ServiceContext

  private let routes: RouteTable

  /// Makes a service.
  ///
  /// - Parameter routes: routes beside its own.
  public init(routes: [Route] = []) {
    self.routes = RouteTable([LiveRoute.route] + routes)
  }

  /// Answers a request.
  public func respond(to request: Request, context: ServiceContext) async throws -> Response {
    switch routes.match(request.method, request.uri.path) {
    case .route(let route, let parameters):
      return try await route.handler(
        ServiceRequest(
          request: request, parameters: parameters, id: UUID().uuidString,
          channel: context.channel))
    case .otherMethods: return Response(status: .methodNotAllowed)
    case .nothing: return Response(status: .notFound)
    }
  }
}
