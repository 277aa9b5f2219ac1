import HTTPTypes
import Hummingbird
import Logging
public import PrompterKit
import ServiceLifecycle

/// The page on which a person looks at a review queue, on this machine alone.
///
/// It listens on 127.0.0.1, and ``ReviewRoutes`` turns away what came by another name or from
/// another site.
public struct ReviewServer: Sendable {
  private let routes: ReviewRoutes

  /// Makes the server of a queue.
  public init(_ queue: ReviewQueue) {
    routes = ReviewRoutes(queue)
  }

  /// Listens until the task is cancelled.
  ///
  /// - Parameters:
  ///   - port: where it listens; 0 for any that is free.
  ///   - listening: is told the port.
  /// Throws what keeps it from listening, such as a port that is taken.
  public func run(port: Int, listening: @escaping @Sendable (Int) -> Void) async throws {
    let (routes, bound) = (routes, BoundPort())
    let responder = CallbackResponder<BasicRequestContext> { request, _ in
      Self.response(routes.respond(to: try await Self.request(request), port: await bound.value))
    }
    let application = Application(
      responder: responder,
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? port
        await bound.set(port)
        listening(port)
      },
      // What is asked holds ids of documents: nothing of it is logged.
      logger: Logger(label: "review") { _ in SwiftLogNoOpLogHandler() })
    do {
      try await ServiceGroup(services: [application], logger: application.logger).run()
    } catch  where Task.isCancelled {
      return
    }
  }

  private static func request(_ request: Request) async throws -> ReviewRoutes.Request {
    var request = request
    let body = try await request.collectBody(upTo: ReviewRoutes.maximumBody)
    var headers: [String: String] = [:]
    for field in request.headers { headers[field.name.canonicalName] = field.value }
    headers["host"] = request.head.authority
    var query: [String: String] = [:]
    for (name, value) in request.uri.queryParameters { query[String(name)] = String(value) }
    return ReviewRoutes.Request(
      request.method.rawValue, request.uri.path, query: query, headers: headers,
      body: Array(body.readableBytesView))
  }

  private static func response(_ answer: ReviewRoutes.Response) -> Response {
    var headers: HTTPFields = [.contentType: answer.type]
    for (name, value) in ReviewRoutes.Response.headers {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    return Response(
      status: .init(code: answer.status), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}

/// The port that the server got, once it has one.
private actor BoundPort {
  private(set) var value = 0

  func set(_ port: Int) { value = port }
}
