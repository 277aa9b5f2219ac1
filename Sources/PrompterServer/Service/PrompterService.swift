import HTTPTypes
public import Hummingbird
import Logging
import PrompterKit

/// Trained prompters behind HTTP.
///
/// It answers on a port of its own, as `run` does, or mounted in another app, as a middleware.
///
/// ```swift
/// let prompter = try Prompter<Invoice>.load("invoices")
/// let service = try PrompterService([ServedPrompter(prompter)])
/// router.add(middleware: service.middleware(below: "/extraction"))
/// ```
public final class PrompterService: HTTPResponder, Sendable {
  /// What Hummingbird keeps of a request.
  public typealias Context = ServiceContext

  let state: ServiceState
  let jobs: JobRunner?
  private let routes: RouteTable
  private let metrics: RequestMetrics

  /// Makes a service.
  ///
  /// - Parameters:
  ///   - prompters: the first is asked when a request names none.
  ///   - routes: routes beside its own.
  /// Throws `ReferenceError` when there is no prompter or two have one name.
  public convenience init(
    _ prompters: [ServedPrompter], _ configuration: ServiceConfiguration = ServiceConfiguration(),
    routes: [Route] = []
  ) throws {
    self.init(try PrompterShelf(prompters), configuration, routes: routes)
  }

  /// Makes a service of prompters that may be replaced while it runs.
  public init(
    _ shelf: PrompterShelf, _ configuration: ServiceConfiguration = ServiceConfiguration(),
    routes: [Route] = []
  ) {
    let state = ServiceState(shelf, configuration)
    self.state = state
    jobs = configuration.jobs.map { JobRunner($0, state) }
    self.routes = RouteTable(Self.routes(state, jobs) + routes)
    metrics = RequestMetrics(configuration.metrics, state.admission)
  }

  /// The route of a request.
  func match(_ request: Request) -> RouteTable.Match {
    routes.match(request.method, request.uri.path)
  }

  /// Answers a request; whatever goes wrong is a problem, never an error.
  public func respond(to request: Request, context: ServiceContext) async -> Response {
    let start = state.clock.now
    let id = RequestName.name(request.headers[.requestID])
    let match = match(request)
    var response: Response
    var caller: Caller?
    do {
      try state.callingSite.check(request)
      switch match {
      case .route(let route, let parameters):
        if let scope = route.scope {
          caller = try state.tokens.caller(request.headers[.authorization], needs: scope)
        }
        response = try await route.handler(
          ServiceRequest(
            request: request, parameters: parameters, id: id, caller: caller ?? .anyone,
            channel: context.channel, start: start))
      case .otherMethods(let allowed):
        if request.method == .options, let preflight = preflight(request, allowed) {
          response = preflight
          break
        }
        var problem = Problem(
          .methodNotAllowed, "method-not-allowed", "Method not allowed",
          "there is only \(allowed.joined(separator: ", "))")
        problem.headers[.allow] = allowed.joined(separator: ", ")
        throw problem
      case .nothing: throw Problem.notFound("there is nothing at this path")
      }
    } catch {
      response = .problem(Problem(catching: error), path: request.uri.path, requestID: id)
    }
    if request.method == .head { response = response.createHeadResponse() }
    addHeaders(to: &response, request, id)
    note(request, match, response.status, caller, id, start)
    return response
  }

  private func addHeaders(to response: inout Response, _ request: Request, _ id: String) {
    response.headers[.requestID] = id
    response.headers[.xContentTypeOptions] = "nosniff"
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    if state.isDraining { response.headers[.connection] = "close" }
    if let origin = allowedOrigin(request) {
      response.headers[.accessControlAllowOrigin] = origin
      response.headers[.vary] = "Origin"
    }
  }

  private func allowedOrigin(_ request: Request) -> String? {
    request.headers[.origin].flatMap { state.configuration.origins.contains($0) ? $0 : nil }
  }

  /// The answer to a browser that asks whether a page may ask.
  private func preflight(_ request: Request, _ allowed: [String]) -> Response? {
    guard allowedOrigin(request) != nil else { return nil }
    return Response(
      status: .noContent,
      headers: [
        .accessControlAllowMethods: allowed.joined(separator: ", "),
        .accessControlAllowHeaders: "Authorization, Content-Type, Idempotency-Key, X-Request-Id",
        .accessControlMaxAge: "600",
      ])
  }

  private func note(
    _ request: Request, _ match: RouteTable.Match, _ status: HTTPResponse.Status, _ caller: Caller?,
    _ id: String, _ start: Duration
  ) {
    var name = "other"
    if case .route(let route, _) = match {
      guard route.isMeasured else { return }
      name = route.path
    }
    let time = state.clock.now - start
    metrics.answered(name, status.code, after: time)
    guard state.logger.logLevel <= .info else { return }
    var metadata: Logger.Metadata = [
      "method": "\(request.method.rawValue)", "route": "\(name)",
      "status": .stringConvertible(status.code),
      "ms": .stringConvertible(Int(time.milliseconds.rounded())), "request_id": "\(id)",
    ]
    if let caller { metadata["caller"] = "\(caller.name)" }
    if let trace = request.headers[.traceparent].flatMap({ TraceContext($0) }) {
      metadata["trace_id"] = "\(trace.traceID)"
    }
    state.logger.info("request", metadata: metadata)
  }
}

extension Problem {
  /// What the caller is told of an error.
  init(catching error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case is CancellationError: self = .stopped(.shutdown)
    default: self.init(.internalServerError, "internal", "Internal error", "the request failed")
    }
  }
}

// The names are well-formed, so that what follows `??` is never used.
extension HTTPField.Name {
  /// Names a request in answers and logs.
  static let requestID = Self("X-Request-Id") ?? .from
  /// Which trace a request belongs to.
  static let traceparent = Self("traceparent") ?? .from
  /// Names an attempt, so that it counts once however often it is sent.
  static let idempotencyKey = Self("Idempotency-Key") ?? .from
}
