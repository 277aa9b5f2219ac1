import Foundation
import PrompterKit
import PrompterServer
import PrompterTesting
import Testing

@Suite("the server of the review page", .timeLimit(.minutes(5)))
struct ReviewServerTests {
  private let folder: TemporaryFolder
  private let queue: ReviewQueue
  private let transport = CurlTransport(configuration: CurlConfiguration(environment: [:]))

  init() throws {
    folder = try TemporaryFolder()
    queue = try ReviewQueue(folder.path("queue.sqlite"))
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#)
    try queue.put(
      ["id": "a b", "ok": true, "data": ["n": 1]],
      of: Document(id: "a b", text: "The number is 2."),
      because: [["code": "uncalibrated", "fields": []]], schema: schema)
  }

  /// Runs a body while the server listens.
  private func run(_ body: @Sendable (Int) async throws -> Void) async throws {
    let (ports, port) = AsyncStream<Int>.makeStream()
    let server = ReviewServer(queue)
    let running = Task { try await server.run(port: 0) { port.yield($0) } }
    var iterator = ports.makeAsyncIterator()
    let found = try #require(await iterator.next())
    do { try await body(found) } catch {
      running.cancel()
      throw error
    }
    running.cancel()
    try await running.value
  }

  private func send(
    _ port: Int, _ method: String, _ path: String, _ body: String? = nil,
    _ headers: [(name: String, value: String)] = []
  ) async throws -> HTTPResponse {
    try await transport.send(
      HTTPRequest(
        method: method, url: "http://127.0.0.1:\(port)\(path)", headers: headers,
        body: body.map { Array($0.utf8) }))
  }

  private func text(_ response: HTTPResponse) -> String {
    String(decoding: response.body, as: UTF8.self)
  }

  @Test("the page comes over a socket, a decision goes to the queue, other sites are refused")
  func socket() async throws {
    try await run { port in
      let page = try await send(port, "GET", "/")
      #expect(page.status == 200 && text(page).contains("<h1>Review</h1>"))
      #expect(page.header("content-security-policy")?.contains("default-src 'none'") == true)
      #expect(page.header("cache-control") == "no-store")
      let item = try await send(port, "GET", "/api/review?id=a%20b")
      #expect(item.status == 200 && text(item).contains("The number is 2."))
      let json = (name: "Content-Type", value: "application/json")
      let body = #"{"id": "a b", "changes": {"n": "2"}}"#
      let foreign = try await send(
        port, "POST", "/api/correct", body, [json, (name: "Origin", value: "http://evil.example")])
      #expect(foreign.status == 403)
      let named = try await send(
        port, "GET", "/", nil, [(name: "Host", value: "evil.example:\(port)")])
      #expect(named.status == 403)
      #expect(try queue.counts() == [.open: 1])
      let origin = (name: "Origin", value: "http://127.0.0.1:\(port)")
      let own = try await send(port, "POST", "/api/correct", body, [json, origin])
      #expect(own.status == 200, "\(text(own))")
      #expect(try queue.item("a b").decision == ["n": 2])
    }
  }
}
