import Foundation
import Testing

@testable import PrompterKit

@Suite("the life of a transport", .timeLimit(.minutes(5)))
struct CurlLifetimeTests {
  @Test("closing while requests run makes each throw, and later ones too")
  func close() async throws {
    let server = try LoopbackServer { _ in .hold }
    let transport = directTransport()
    let tasks = (0..<20).map { _ in
      Task { try await transport.send(HTTPRequest(url: server.url())) }
    }
    _ = try await server.requests(atLeast: 20)
    transport.close()
    for task in tasks {
      let error = await #expect(throws: HTTPError.self) { try await task.value }
      #expect(error?.kind == .shutDown)
    }
    try await server.closedByClient(atLeast: 20)
    let error = await #expect(throws: HTTPError.self) {
      try await transport.send(HTTPRequest(url: server.url()))
    }
    #expect(error?.kind == .shutDown)
  }

  @Test("releasing the last reference ends a stream, closes connections and ends the thread")
  func release() async throws {
    let server = try LoopbackServer { _ in .hold }
    let (ended, signal) = AsyncStream.makeStream(of: Void.self)
    var stream: AsyncThrowingStream<HTTPStreamEvent, any Error>
    do {
      let transport = CurlTransport(
        configuration: CurlConfiguration(environment: [:]), onEnd: { signal.yield() })
      stream = transport.stream(HTTPRequest(url: server.url()))
      _ = try await server.requests(atLeast: 1)
    }
    let error = await #expect(throws: HTTPError.self) {
      for try await _ in stream {}
    }
    #expect(error?.kind == .shutDown)
    try await server.closedByClient(atLeast: 1)
    var ends = ended.makeAsyncIterator()
    await ends.next()
  }

  @Test("releasing an idle transport closes the connections that it kept open")
  func releaseIdle() async throws {
    let server = try LoopbackServer { _ in .text("done") }
    do {
      let transport = directTransport()
      _ = try await transport.send(HTTPRequest(url: server.url()))
    }
    try await server.closedByClient(atLeast: 1)
  }

  @Test("300 transports one after another leave no descriptor behind")
  func descriptors() async throws {
    let server = try LoopbackServer { _ in .text("done") }
    let before = try openDescriptors()
    for count in 1...300 {
      let (ended, signal) = AsyncStream.makeStream(of: Void.self)
      do {
        let transport = CurlTransport(
          configuration: CurlConfiguration(environment: [:]), onEnd: { signal.yield() })
        _ = try await transport.send(HTTPRequest(url: server.url()))
      }
      var ends = ended.makeAsyncIterator()
      await ends.next()
      try await server.closedByClient(atLeast: count)
    }
    // Other tests of this process open and close descriptors meanwhile; a leak would be 300.
    #expect(try epollDescriptors(openDescriptors()) < epollDescriptors(before) + 100)
  }

  private func openDescriptors() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
  }

  private func epollDescriptors(_ all: [String]) -> Int {
    all.count { $0.contains("eventpoll") || $0.contains("eventfd") }
  }

  @Test("the soft limit on open files is raised to the hard one and stays there")
  func fileLimit() {
    let raised = FileLimit.raise()
    #expect(raised > 0)
    #expect(FileLimit.raise() == raised)
  }
}
