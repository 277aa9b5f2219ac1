import Testing

@testable import PrompterKit

@Suite("requests that fail", .timeLimit(.minutes(5)))
struct CurlFailureTests {
  let transport = directTransport()

  private func failure(_ request: HTTPRequest) async throws -> HTTPError {
    try #require(await #expect(throws: HTTPError.self) { try await transport.send(request) })
  }

  @Test("a refused connection names host and port, and no secret")
  func refused() async throws {
    let dead = DeadPort()
    let error = try await failure(
      HTTPRequest(
        url: "http://user:pass@127.0.0.1:\(dead.port)/v1?key=secret",
        headers: [("Authorization", "Bearer secret")]))
    #expect(error.kind == .connectionRefused)
    #expect(error.isRetryable)
    #expect(
      error.message == "nothing listens at 127.0.0.1:\(dead.port); "
        + "start the server there or check host and port")
  }

  @Test("a request without an answer times out and its connection is closed")
  func timedOut() async throws {
    let server = try LoopbackServer { _ in .hold }
    let error = try await failure(HTTPRequest(url: server.url(), timeout: .milliseconds(50)))
    #expect(error.kind == .timedOut)
    #expect(error.isRetryable)
    #expect(error.message.hasPrefix("no complete answer from 127.0.0.1:\(server.port) within 0.05"))
    try await server.closedByClient(atLeast: 1)
  }

  @Test("C21: cancelling the task closes the connection at once")
  func cancelled() async throws {
    let server = try LoopbackServer { _ in .hold }
    let task = Task { try await transport.send(HTTPRequest(url: server.url())) }
    _ = try await server.requests(atLeast: 1)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    try await server.closedByClient(atLeast: 1)
  }

  @Test("a task cancelled beforehand sends nothing")
  func cancelledBefore() async throws {
    let server = try LoopbackServer { .text($0.line) }
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await transport.send(HTTPRequest(url: server.url("/never")))
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    _ = try await transport.send(HTTPRequest(url: server.url("/then")))
    #expect(server.requests.map(\.line) == ["GET /then HTTP/1.1"])
  }

  @Test("1,000 cancels at random moments lose no request and no handle")
  func cancelStorm() async throws {
    let server = try LoopbackServer { .text($0.line) }
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<1_000 {
        group.addTask {
          let task = Task { try await transport.send(HTTPRequest(url: server.url("/\(index)"))) }
          for _ in 0..<(index &* 7_919 % 13) { await Task.yield() }
          if index % 2 == 0 { task.cancel() }
          switch await task.result {
          case .success(let response): #expect(response.text == "GET /\(index) HTTP/1.1")
          case .failure(let error): #expect(error is CancellationError && index % 2 == 0)
          }
        }
      }
    }
    #expect(try await transport.send(HTTPRequest(url: server.url("/z"))).status == 200)
  }

  @Test("an answer over the cap is refused, announced or not, and when it swells on unpacking")
  func tooLarge() async throws {
    let plain = [UInt8](repeating: 0x61, count: 200)
    let unannounced = Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + plain
    let server = try LoopbackServer { request in
      switch request.line {
      case "GET /announced HTTP/1.1": .answer(body: plain)
      case "GET /gzip HTTP/1.1":
        .answer(headers: [("content-encoding", "gzip")], body: gzippedAnswer)
      default: LoopbackServer.Reply(bytes: unannounced, closes: true)
      }
    }
    for path in ["/announced", "/gzip", "/unannounced"] {
      let request = HTTPRequest(url: server.url(path), maximumResponseBytes: 199)
      let error = try await failure(request)
      #expect(error.kind == .tooLarge, "\(path)")
      #expect(!error.isRetryable)
      #expect(
        error.message == "the answer of 127.0.0.1:\(server.port) is larger than 199 bytes")
    }
    let enough = HTTPRequest(url: server.url("/unannounced"), maximumResponseBytes: 200)
    #expect(try await transport.send(enough).body == plain)
  }

  @Test("endless header lines are refused")
  func endlessHead() async throws {
    let line = "x: " + String(repeating: "y", count: 60_000) + "\r\n"
    let head = Array(("HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 40)).utf8)
    let server = try LoopbackServer { _ in LoopbackServer.Reply(bytes: head) }
    let error = try await failure(HTTPRequest(url: server.url()))
    #expect(error.kind == .tooLarge)
    #expect(error.message.hasPrefix("the headers of the answer of 127.0.0.1:\(server.port)"))
  }

  @Test(
    "an answer cut off is an error worth a retry",
    arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"])
  func cutOff(bytes: String) async throws {
    let server = try LoopbackServer { _ in
      LoopbackServer.Reply(bytes: Array(bytes.utf8), closes: true)
    }
    let error = try await failure(HTTPRequest(url: server.url()))
    #expect(error.kind == .closed)
    #expect(error.isRetryable)
    #expect(error.message.hasPrefix("127.0.0.1:\(server.port) closed the connection"))
  }

  @Test("something that is not HTTP is named as such")
  func notHTTP() async throws {
    let server = try LoopbackServer { _ in
      LoopbackServer.Reply(bytes: Array("SSH-2.0-OpenSSH\r\n".utf8), closes: true)
    }
    let error = try await failure(HTTPRequest(url: server.url()))
    #expect(error.message.hasPrefix("127.0.0.1:\(server.port) did not answer in HTTP"))
    #expect(!error.isRetryable)
  }

  @Test("https with a server that speaks http is a TLS error")
  func noTLS() async throws {
    let server = try LoopbackServer { _ in .text("plain") }
    // Under load the server may take long to speak; that is not what is tested.
    async let result = failure(
      HTTPRequest(
        url: "https://127.0.0.1:\(server.port)/?secret", connectTimeout: .seconds(60)))
    try await server.connections(atLeast: 1)
    server.send(.text("plain"), on: 0)
    let error = try await result
    #expect(error.kind == .tls)
    #expect(error.message.hasPrefix("no encrypted connection with 127.0.0.1:\(server.port) ("))
    #expect(!error.message.contains("secret"))
  }

  @Test(
    "URLs that cannot be used are refused",
    arguments: [
      "", "x", "http:", "http://", "https://", "http:///path", "http://?q", "//host/", "ftp://h/",
      "file:///etc/passwd", "http://a b/", "http://host/\r\nx: y", "http://host/\u{0}secret",
      "http://host:99999/", "http://host:x/", "http://:80/", "http://[::1/",
    ])
  func malformedURL(url: String) async throws {
    let error = try await failure(HTTPRequest(url: url))
    #expect(error.kind == .malformedURL)
    #expect(!error.isRetryable)
    #expect(!error.message.contains("secret"))
  }

  @Test(
    "methods and headers that would smuggle in others are refused",
    arguments: [
      ("GET", "X", "a\r\nB: c"), ("GET", "X", "a\u{0}"), ("GET", "X\nY", "a"), ("GET", "X:", "a"),
      ("GET", "", "a"), ("GET / HTTP/1.1\r\n", "X", "a"), ("", "X", "a"),
    ])
  func malformedRequest(method: String, name: String, value: String) async throws {
    let server = try LoopbackServer { .text($0.line) }
    let error = try await failure(
      HTTPRequest(method: method, url: server.url(), headers: [(name, value)]))
    #expect(error.kind == .malformedRequest)
    #expect(server.requests.isEmpty)
  }
}
