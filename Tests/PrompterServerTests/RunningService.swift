import Foundation
import Hummingbird
import Logging
import PrompterKit
import ServiceLifecycle

@testable import PrompterServer

/// A service that listens on a free port of 127.0.0.1 while a body runs.
struct RunningService {
  /// The address, without a slash at the end.
  let address: String
  private let transport = CurlTransport(configuration: CurlConfiguration(environment: [:]))

  /// Starts the service, runs the body and stops the service gracefully.
  static func run<Result: Sendable>(
    _ service: PrompterService, _ body: @Sendable (RunningService) async throws -> Result
  ) async throws -> Result {
    let (ports, port) = AsyncStream<Int>.makeStream()
    let application = Application(
      responder: service,
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { port.yield($0.localAddress?.port ?? 0) },
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let group = ServiceGroup(services: [application], logger: application.logger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      var iterator = ports.makeAsyncIterator()
      let port = await iterator.next() ?? 0
      do {
        let result = try await body(RunningService(address: "http://127.0.0.1:\(port)"))
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return result
      } catch {
        tasks.cancelAll()
        throw error
      }
    }
  }

  /// Sends a request by the project's own transport.
  func send(
    _ method: String, _ path: String, headers: [(name: String, value: String)] = [],
    body: String? = nil
  ) async throws -> PrompterKit.HTTPResponse {
    try await transport.send(
      PrompterKit.HTTPRequest(
        method: method, url: address + path, headers: headers, body: body.map { Array($0.utf8) }))
  }

  /// Gets a path.
  func get(_ path: String) async throws -> PrompterKit.HTTPResponse { try await send("GET", path) }
}

extension PrompterKit.HTTPResponse {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }
}
