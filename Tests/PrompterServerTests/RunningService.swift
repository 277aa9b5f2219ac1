import Foundation
import Hummingbird
import Logging
import PrompterKit
import PrompterTesting
import ServiceLifecycle

@testable import PrompterServer

/// A service that listens on a free port of 127.0.0.1 while a body runs.
struct RunningService {
  /// The address, without a slash at the end.
  let address: String
  /// The service itself.
  let service: PrompterService
  let group: ServiceGroup
  private let transport = CurlTransport(configuration: CurlConfiguration(environment: [:]))

  /// Runs a service as one of an outer group, which can end it.
  private struct Outer: Service {
    let service: PrompterService
    let listening: @Sendable (Int) -> Void

    func run() async throws { try await service.run(port: 0, signals: [], listening: listening) }
  }

  /// Starts the service, runs the body and stops the service gracefully.
  @discardableResult
  static func run<Result: Sendable>(
    _ service: PrompterService, _ body: @Sendable (RunningService) async throws -> Result
  ) async throws -> Result {
    let (ports, port) = AsyncStream<Int>.makeStream()
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [
          .init(
            service: Outer(service: service) { port.yield($0) },
            successTerminationBehavior: .gracefullyShutdownGroup)
        ], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      var iterator = ports.makeAsyncIterator()
      let port = await iterator.next() ?? 0
      do {
        let result = try await body(
          RunningService(address: "http://127.0.0.1:\(port)", service: service, group: group))
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
    _ method: String, _ path: String, _ headers: [String: String] = [:], body: [UInt8]? = nil
  ) async throws -> PrompterKit.HTTPResponse {
    try await transport.send(
      PrompterKit.HTTPRequest(
        method: method, url: address + path, headers: headers.map { ($0.key, $0.value) }, body: body
      ))
  }

  /// Gets a path.
  func get(
    _ path: String, _ headers: [String: String] = [:]
  ) async throws -> PrompterKit.HTTPResponse { try await send("GET", path, headers) }

  /// Posts JSON.
  func post(
    _ path: String, _ json: JSONValue, _ headers: [String: String] = [:]
  ) async throws -> PrompterKit.HTTPResponse {
    try await send(
      "POST", path, headers.merging(["Content-Type": "application/json"]) { $1 }, body: json.bytes()
    )
  }

  /// Posts a text.
  func post(
    _ path: String, text: String, _ headers: [String: String] = [:]
  ) async throws -> PrompterKit.HTTPResponse {
    try await send(
      "POST", path, headers.merging(["Content-Type": "text/plain"]) { a, _ in a },
      body: Array(text.utf8))
  }
}

extension PrompterKit.HTTPResponse {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as JSON.
  var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }

  /// The last part of a problem's type.
  var problem: String? {
    header("content-type") == "application/problem+json"
      ? json[key: "type"]?.string?.split(separator: ":").last.map(String.init) : nil
  }
}
