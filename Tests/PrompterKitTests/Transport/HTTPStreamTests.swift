import Testing

@testable import PrompterKit

@Suite("streamed answers", .timeLimit(.minutes(5)))
struct HTTPStreamTests {
  let transport = directTransport()

  @Test("events split at odd bytes are read as they arrive")
  func events() async throws {
    let server = try LoopbackServer { _ in
      LoopbackServer.Reply(
        bytes: Array("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n".utf8))
    }
    var reader = transport.stream(HTTPRequest(url: server.url())).makeAsyncIterator()
    guard case .head(200, let headers) = try await reader.next() else {
      Issue.record("the head must come first")
      return
    }
    #expect(headers["Content-Type"] == "text/event-stream")
    var parser = ServerSentEvents()
    var events: [ServerSentEvents.Event] = []
    // Each piece is sent only after the one before has been read, so none are joined.
    for piece in ["da", "ta: grü", "n\r", "\ndata: 2\r\n\r", "\n", "event: end\n", "data: x\n\n"] {
      server.send(LoopbackServer.Reply(bytes: Array(piece.utf8)), on: 0)
      guard case .bytes(let bytes) = try await reader.next() else {
        Issue.record("bytes must follow")
        return
      }
      #expect(bytes == Array(piece.utf8))
      events += try parser.append(bytes)
    }
    #expect(
      events == [
        ServerSentEvents.Event(data: "grün\n2"), ServerSentEvents.Event(event: "end", data: "x"),
      ])
    server.send(.hangUp, on: 0)
    #expect(try await reader.next() == nil)
  }

  @Test("an error status is a head like any other, and its body can be read")
  func errorStatus() async throws {
    let server = try LoopbackServer { _ in .text("overloaded", status: 529) }
    var status = 0
    var body: [UInt8] = []
    for try await event in transport.stream(HTTPRequest(url: server.url())) {
      switch event {
      case .head(let code, _): status = code
      case .bytes(let bytes): body += bytes
      }
    }
    #expect(status == 529)
    #expect(body == Array("overloaded".utf8))
  }

  @Test("a slow reader gets every byte in order, and little of it waits in memory")
  func backpressure() async throws {
    let whole = (0..<6_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    let server = try LoopbackServer { _ in .answer(body: whole) }
    let other = try LoopbackServer { .text($0.line) }
    var body: [UInt8] = []
    for try await event in transport.stream(HTTPRequest(url: server.url())) {
      guard case .bytes(let bytes) = event else { continue }
      #expect(bytes.count <= StreamBuffer.capacity + 65_536)
      body += bytes
      // Round trips on the same thread give the transfer time to run ahead of the reader.
      for _ in 0..<10 { _ = try await transport.send(HTTPRequest(url: other.url())) }
    }
    #expect(body == whole)
  }

  @Test("the cap on bytes holds for streams")
  func tooLarge() async throws {
    let server = try LoopbackServer { _ in
      LoopbackServer.Reply(bytes: Array("HTTP/1.1 200 OK\r\n\r\n0123456789".utf8), closes: true)
    }
    let error = await #expect(throws: HTTPError.self) {
      let request = HTTPRequest(url: server.url(), maximumResponseBytes: 9)
      for try await _ in transport.stream(request) {}
    }
    #expect(error?.kind == .tooLarge)
  }

  @Test("a stream cut off throws after what had arrived")
  func cutOff() async throws {
    let server = try LoopbackServer { _ in
      LoopbackServer.Reply(
        bytes: Array("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf".utf8), closes: true)
    }
    var body: [UInt8] = []
    let error = await #expect(throws: HTTPError.self) {
      for try await event in transport.stream(HTTPRequest(url: server.url())) {
        if case .bytes(let bytes) = event { body += bytes }
      }
    }
    #expect(error?.kind == .closed)
    #expect(body == Array("half".utf8))
  }

  @Test("a malformed request throws from the stream")
  func malformed() async throws {
    let error = await #expect(throws: HTTPError.self) {
      for try await _ in transport.stream(HTTPRequest(url: "gopher://x/")) {}
    }
    #expect(error?.kind == .malformedURL)
  }

  @Test("dropping the stream closes the connection")
  func dropped() async throws {
    let server = try LoopbackServer { _ in .hold }
    do {
      let stream = transport.stream(HTTPRequest(url: server.url()))
      _ = try await server.requests(atLeast: 1)
      withExtendedLifetime(stream) {}
    }
    try await server.closedByClient(atLeast: 1)
  }

  @Test("cancelling the reading task closes the connection")
  func cancelled() async throws {
    let server = try LoopbackServer { _ in .hold }
    let stream = transport.stream(HTTPRequest(url: server.url()))
    let task = Task { for try await _ in stream {} }
    _ = try await server.requests(atLeast: 1)
    task.cancel()
    _ = await task.result
    try await server.closedByClient(atLeast: 1)
  }

  @Test("a full buffer asks for a pause, and for the rest once it is read")
  func buffer() async throws {
    let buffer = StreamBuffer()
    let chunk = [UInt8](repeating: 1, count: 300_000)
    let resumes = Locked(0)
    func put() -> Bool { chunk.withUnsafeBufferPointer { buffer.put($0) } }
    #expect((0..<4).allSatisfy { _ in put() })
    #expect(!put())
    #expect(!put())
    let event = try await buffer.next { resumes.withLock { $0 += 1 } }
    guard case .bytes(let bytes) = event else {
      Issue.record("bytes must come")
      return
    }
    #expect(bytes.count == 1_200_000)
    #expect(resumes.withLock { $0 } == 1)
    #expect(put())
    buffer.finish(.success(()))
    _ = try await buffer.next {}
    #expect(try await buffer.next {} == nil)
    #expect(resumes.withLock { $0 } == 1)
  }
}
