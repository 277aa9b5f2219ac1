import Glibc
import Testing

@testable import PrompterKit

@Suite("requests and answers", .timeLimit(.minutes(5)))
struct CurlTransportTests {
  let transport = directTransport()

  @Test("a POST arrives byte for byte, and its answer comes back so")
  func post() async throws {
    let everyByte = (0...255).map { UInt8($0) }
    let server = try LoopbackServer { _ in
      .answer(201, headers: [("X-Model", " seed ")], body: everyByte.reversed())
    }
    let response = try await transport.send(
      HTTPRequest(
        method: "POST", url: server.url("/v1/chat?a=1&b=%20c"),
        headers: [
          ("Authorization", "Bearer k"), ("Content-Type", "application/json"), ("X-E", ""),
        ],
        body: everyByte))
    #expect(response.status == 201)
    #expect(response.body == everyByte.reversed())
    #expect(response.header("x-model") == "seed")
    let request = try #require(server.requests.first)
    #expect(request.line == "POST /v1/chat?a=1&b=%20c HTTP/1.1")
    #expect(request.header("authorization") == "Bearer k")
    #expect(request.header("content-type") == "application/json")
    #expect(request.header("x-e") == "")
    #expect(request.header("content-length") == "256")
    #expect(request.header("expect") == nil)
    #expect(request.header("host") == "127.0.0.1:\(server.port)")
    #expect(request.body == everyByte)
  }

  @Test("a large POST is not held back by Expect: 100-continue")
  func largePost() async throws {
    let server = try LoopbackServer { .text("\($0.body.count)") }
    let body = [UInt8](repeating: 7, count: 3_000_000)
    let response = try await transport.send(
      HTTPRequest(method: "POST", url: server.url(), body: body))
    #expect(response.text == "3000000")
    #expect(server.requests.first?.header("expect") == nil)
    #expect(server.requests.first?.body == body)
  }

  @Test(
    "methods with and without a body",
    arguments: [
      ("GET", nil), ("GET", "q"), ("POST", nil), ("POST", ""), ("PUT", "put"), ("DELETE", nil),
      ("PATCH", "patch"),
    ] as [(String, String?)])
  func methods(method: String, body: String?) async throws {
    let server = try LoopbackServer { .text($0.line) }
    // The handle has served another kind of request before.
    _ = try await transport.send(HTTPRequest(method: "PUT", url: server.url(), body: [1, 2, 3]))
    let response = try await transport.send(
      HTTPRequest(method: method, url: server.url("/m"), body: body.map { Array($0.utf8) }))
    #expect(response.text == "\(method) /m HTTP/1.1")
    let request = server.requests[1]
    #expect(request.body == Array((body ?? "").utf8))
    let hasBody = body != nil || method == "POST"
    #expect(request.header("content-length") == (hasBody ? "\(body?.utf8.count ?? 0)" : nil))
    #expect(request.header("content-type") == nil)
  }

  @Test("HEAD expects no body, and the handle then serves a GET")
  func head() async throws {
    let server = try LoopbackServer { request in
      request.line.hasPrefix("HEAD")
        ? LoopbackServer.Reply(bytes: Array("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n".utf8))
        : .text("body")
    }
    let head = try await transport.send(HTTPRequest(method: "HEAD", url: server.url()))
    #expect(head.header("content-length") == "99")
    #expect(head.body.isEmpty)
    #expect(try await transport.send(HTTPRequest(url: server.url())).text == "body")
  }

  @Test("two requests in a row share one connection")
  func keepAlive() async throws {
    let server = try LoopbackServer { .text($0.line) }
    let first = try await transport.send(HTTPRequest(url: server.url("/1")))
    let second = try await transport.send(HTTPRequest(url: server.url("/2")))
    #expect(server.connections == 1)
    #expect(first.timings.connect > .zero)
    #expect(second.timings.connect == .zero)
    #expect(second.timings.firstByte > .zero)
    #expect(second.timings.total >= second.timings.firstByte)
    #expect(second.sentAt > first.sentAt)
  }

  @Test("a connection that the server closed after its answer is not an error")
  func closedAfterAnswer() async throws {
    let server = try LoopbackServer { _ in
      var reply = LoopbackServer.Reply.text("once")
      reply.closes = true
      return reply
    }
    for _ in 0..<3 {
      #expect(try await transport.send(HTTPRequest(url: server.url())).text == "once")
    }
    #expect(server.connections == 3)
  }

  @Test("200 requests are in flight at once, on one thread, and none gets another's answer")
  func concurrent() async throws {
    let server = try LoopbackServer { _ in .hold }
    let threads = Recorder<UInt>()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<200 {
        group.addTask {
          let request = HTTPRequest(url: server.url("/\(index)")) {
            threads.add(UInt(pthread_self()))
          }
          return try await transport.send(request).text == "GET /\(index) HTTP/1.1"
        }
      }
      for request in try await server.requests(atLeast: 200) {
        server.send(.text(request.line), on: request.connection)
      }
      for try await isOwn in group { #expect(isOwn) }
    }
    #expect(server.connections == 200)
    #expect(threads.values.count == 200)
    #expect(Set(threads.values).count == 1)
  }

  @Test("a gzip body is decompressed, and asked for")
  func gzip() async throws {
    let server = try LoopbackServer { _ in
      .answer(headers: [("Content-Encoding", "gzip")], body: gzippedAnswer)
    }
    #expect(try await transport.send(HTTPRequest(url: server.url())).text == plainAnswer)
    #expect(server.requests.first?.header("accept-encoding")?.contains("gzip") == true)
  }

  @Test("a 429 is an answer, with its Retry-After")
  func tooManyRequests() async throws {
    let server = try LoopbackServer { _ in
      .answer(429, headers: [("Retry-After", "17")], body: Array("slow down".utf8))
    }
    let response = try await transport.send(HTTPRequest(url: server.url()))
    #expect(response.status == 429)
    #expect(response.header("retry-after") == "17")
    #expect(response.header("RETRY-AFTER") == "17")
    #expect(response.header("retry") == nil)
    #expect(response.text == "slow down")
  }

  @Test("chunks are joined and an interim head is passed over")
  func chunked() async throws {
    let server = try LoopbackServer { _ in
      LoopbackServer.Reply(
        bytes: Array(
          ("HTTP/1.1 103 Early Hints\r\nlink: early\r\n\r\n"
            + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
            + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").utf8))
    }
    let response = try await transport.send(HTTPRequest(url: server.url()))
    #expect(response.status == 200)
    #expect(response.text == "abcde")
    #expect(response.header("link") == nil)
  }

  @Test("a redirect is handed back, not followed")
  func redirect() async throws {
    let server = try LoopbackServer { _ in .answer(302, headers: [("Location", "/elsewhere")]) }
    #expect(try await transport.send(HTTPRequest(url: server.url())).status == 302)
    #expect(server.requests.count == 1)
  }

  @Test(
    "onSent fires once, before the answer, whatever the size of the body",
    arguments: [nil, 0, 1, 70_000, 2_000_000])
  func sent(size: Int?) async throws {
    let server = try LoopbackServer { _ in .hold }
    let (fired, signal) = AsyncStream.makeStream(of: Void.self)
    let request = HTTPRequest(
      method: size == nil ? "GET" : "POST", url: server.url(),
      body: size.map { [UInt8](repeating: 1, count: $0) }, onSent: { signal.yield() })
    async let response = transport.send(request)
    var firings = fired.makeAsyncIterator()
    await firings.next()
    let connection = try await server.requests(atLeast: 1)[0].connection
    server.send(.text("late"), on: connection)
    #expect(try await response.text == "late")
    signal.finish()
    #expect(await firings.next() == nil)
  }

  @Test("a proxy serves other hosts but never this machine")
  func proxy() async throws {
    let proxy = try LoopbackServer { .text("proxied \($0.line)") }
    let server = try LoopbackServer { _ in .text("direct") }
    var configuration = CurlConfiguration(environment: [:])
    configuration.proxy = "http://127.0.0.1:\(proxy.port)"
    let transport = CurlTransport(configuration: configuration)
    #expect(try await transport.send(HTTPRequest(url: server.url())).text == "direct")
    let local = "http://localhost:\(server.port)/"
    #expect(try await transport.send(HTTPRequest(url: local)).text == "direct")
    #expect(
      try await transport.send(HTTPRequest(url: "http://elsewhere.invalid/x")).text
        == "proxied GET http://elsewhere.invalid/x HTTP/1.1")
  }
}
