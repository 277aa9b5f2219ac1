import CCurl
import Glibc

@testable import PrompterKit

/// An HTTP/1.1 server on 127.0.0.1 for tests: one thread, plain sockets, answers from a closure.
///
/// It records every request. An answer can be held back and sent later with `send`, so a test
/// decides what happens when, without sleeping. It stops when the last reference goes.
final class LoopbackServer: Sendable {
  /// A request as it came over the wire.
  struct Request: Sendable {
    /// The number of the connection, counted from zero.
    var connection: Int
    /// The first line, such as `POST /v1/chat HTTP/1.1`.
    var line: String
    /// The header fields in order.
    var headers: [(name: String, value: String)]
    /// The body.
    var body: [UInt8]

    /// The value of the first header field with this name, whatever its case.
    func header(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
  }

  /// What the server does with a request.
  struct Reply: Sendable {
    /// Written as it is.
    var bytes: [UInt8] = []
    /// Whether the server closes the connection after writing.
    var closes = false

    /// A complete answer with its length.
    static func answer(
      _ status: Int = 200, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) -> Reply {
      var text = "HTTP/1.1 \(status) Status\r\ncontent-length: \(body.count)\r\n"
      for (name, value) in headers { text += "\(name): \(value)\r\n" }
      return Reply(bytes: Array((text + "\r\n").utf8) + body)
    }

    /// A complete answer with a text as body.
    static func text(_ body: String, status: Int = 200) -> Reply {
      answer(status, body: Array(body.utf8))
    }

    /// Nothing: the connection stays open without an answer.
    static let hold = Reply()
    /// Nothing, and the connection is closed.
    static let hangUp = Reply(closes: true)
  }

  /// What a test waited for did not happen in time.
  struct TookTooLong: Error {}

  fileprivate struct Outgoing: Sendable {
    var connection: Int
    var reply: Reply
  }

  fileprivate struct Waiter: Sendable {
    var isReached: @Sendable (borrowing Log) -> Bool
    var deadline: ContinuousClock.Instant
    var continuation: CheckedContinuation<Void, any Error>
  }

  /// What has happened so far.
  struct Log: Sendable {
    /// All requests in the order they arrived complete.
    fileprivate(set) var requests: [Request] = []
    /// How many connections were accepted.
    fileprivate(set) var accepted = 0
    /// The connections that the client closed.
    fileprivate(set) var closedByClient: Set<Int> = []
    fileprivate var outgoing: [Outgoing] = []
    fileprivate var waiters: [Waiter] = []
    fileprivate var isStopping = false
  }

  /// Shared by the server and its thread, so that the thread does not keep the server alive.
  private final class Shared: Sendable {
    let log = Locked(Log())
    let listener: Int32
    let wake: Int32
    let answer: @Sendable (Request) -> Reply

    init(listener: Int32, answer: @escaping @Sendable (Request) -> Reply) {
      self.listener = listener
      self.answer = answer
      wake = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    }

    deinit {
      Glibc.close(listener)
      Glibc.close(wake)
    }

    func resumeWaiters() {
      let now = ContinuousClock.now
      let (done, late) = log.withLock { log in
        let done = log.waiters.filter { $0.isReached(log) }
        let late = log.waiters.filter { !$0.isReached(log) && $0.deadline < now }
        log.waiters = log.waiters.filter { !$0.isReached(log) && $0.deadline >= now }
        return (done, late)
      }
      for waiter in done { waiter.continuation.resume() }
      for waiter in late { waiter.continuation.resume(throwing: TookTooLong()) }
    }
  }

  /// The port that it listens on.
  let port: Int
  private let shared: Shared

  /// Starts the server; the closure runs on its thread.
  init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
    let (listener, port) = try Self.listen()
    self.port = port
    shared = Shared(listener: listener, answer: answer)
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { context in
        if let context {
          Worker(Unmanaged<Shared>.fromOpaque(context).takeRetainedValue()).run()
        }
        return nil
      }, Unmanaged.passRetained(shared).toOpaque())
    pthread_detach(thread)
  }

  deinit {
    shared.log.withLock { $0.isStopping = true }
    eventfd_write(shared.wake, 1)
  }

  /// The address of a path on this server.
  func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

  /// All requests so far.
  var requests: [Request] { shared.log.withLock { $0.requests } }

  /// How many connections were accepted so far.
  var connections: Int { shared.log.withLock { $0.accepted } }

  /// Writes to a connection whose request was answered with `hold` or in part.
  func send(_ reply: Reply, on connection: Int) {
    shared.log.withLock { $0.outgoing.append(Outgoing(connection: connection, reply: reply)) }
    eventfd_write(shared.wake, 1)
  }

  /// Waits until that many requests have arrived and returns them.
  func requests(atLeast count: Int) async throws -> [Request] {
    try await wait { $0.requests.count >= count }
    return requests
  }

  /// Waits until that many connections were accepted.
  func connections(atLeast count: Int) async throws {
    try await wait { $0.accepted >= count }
  }

  /// Waits until the client has closed that many connections.
  func closedByClient(atLeast count: Int) async throws {
    try await wait { $0.closedByClient.count >= count }
  }

  private func wait(until isReached: @escaping @Sendable (borrowing Log) -> Bool) async throws {
    try await withCheckedThrowingContinuation { continuation in
      let waiter = Waiter(
        isReached: isReached, deadline: .now + .seconds(20), continuation: continuation)
      shared.log.withLock { $0.waiters.append(waiter) }
      eventfd_write(shared.wake, 1)
    }
  }

  private static func listen() throws -> (descriptor: Int32, port: Int) {
    let listener = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && Glibc.listen(listener, 4_096) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound else { throw TookTooLong() }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// The thread's own state.
  private final class Worker {
    private struct Connection {
      var number: Int
      var input: [UInt8] = []
    }

    private let shared: Shared
    private var connections: [Int32: Connection] = [:]

    init(_ shared: Shared) { self.shared = shared }

    func run() {
      while !shared.log.withLock({ $0.isStopping }) {
        var polled = [shared.wake, shared.listener].map {
          pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        polled += connections.keys.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        poll(&polled, nfds_t(polled.count), 100)
        var counter: eventfd_t = 0
        eventfd_read(shared.wake, &counter)
        if polled[1].revents != 0 { acceptOne() }
        for ready in polled.dropFirst(2) where ready.revents != 0 { readSome(ready.fd) }
        writeOutgoing()
        shared.resumeWaiters()
      }
      for descriptor in connections.keys { close(descriptor) }
    }

    private func acceptOne() {
      let descriptor = accept(shared.listener, nil, nil)
      guard descriptor >= 0 else { return }
      var yes: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
      let number = shared.log.withLock { log in
        defer { log.accepted += 1 }
        return log.accepted
      }
      connections[descriptor] = Connection(number: number)
    }

    private func readSome(_ descriptor: Int32) {
      guard var connection = connections[descriptor] else { return }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = recv(descriptor, &bytes, bytes.count, 0)
      guard count > 0 else {
        shared.log.withLock { _ = $0.closedByClient.insert(connection.number) }
        close(descriptor)
        connections[descriptor] = nil
        return
      }
      connection.input += bytes[..<count]
      var replies: [Reply] = []
      while let request = Self.takeRequest(&connection) {
        shared.log.withLock { $0.requests.append(request) }
        replies.append(shared.answer(request))
      }
      connections[descriptor] = connection
      for reply in replies { write(reply, to: descriptor) }
    }

    private func writeOutgoing() {
      let outgoing = shared.log.withLock { log in
        defer { log.outgoing = [] }
        return log.outgoing
      }
      for item in outgoing {
        if let found = connections.first(where: { $0.value.number == item.connection }) {
          write(item.reply, to: found.key)
        }
      }
    }

    private func write(_ reply: Reply, to descriptor: Int32) {
      var rest = reply.bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { break }
        rest = rest.dropFirst(count)
      }
      if reply.closes {
        close(descriptor)
        connections[descriptor] = nil
      }
    }

    /// Cuts one complete request off the front of what has come in.
    private static func takeRequest(_ connection: inout Connection) -> Request? {
      let input = connection.input
      guard let end = input.indices.first(where: { input[$0...].starts(with: "\r\n\r\n".utf8) })
      else { return nil }
      let head = String(decoding: input[..<end], as: UTF8.self).split(separator: "\r\n")
      let headers = head.dropFirst().map { field in
        let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return (name: String(parts[0]), value: String((parts.last ?? "").drop { $0 == " " }))
      }
      let length =
        headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
      let body = input[(end + 4)...]
      guard body.count >= length, let line = head.first else { return nil }
      connection.input = Array(body.dropFirst(length))
      return Request(
        connection: connection.number, line: String(line), headers: headers,
        body: Array(body.prefix(length)))
    }
  }
}
