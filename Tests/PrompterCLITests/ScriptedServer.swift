import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 that answers like OpenAI's chat completions, from a script.
///
/// Each connection has a thread, so a script may block to hold an answer back.
final class ScriptedServer: Sendable {
  /// What is answered.
  enum Answer: Sendable {
    /// A model's answer with this text.
    case text(String)
    /// An error with this status.
    case status(Int)
  }

  /// The port that it listens on.
  let port: Int
  /// The texts of the last messages, as they came in.
  var requests: [String] { log.withLock { $0 } }
  /// Yields the number of requests so far at each request, before it is answered.
  let arrivals: AsyncStream<Int>

  private let listener: Int32
  private let log = Mutex<[String]>([])
  private let arrival: AsyncStream<Int>.Continuation
  private let script: @Sendable (_ all: String, _ text: String, _ number: Int) -> Answer

  /// Starts a server; the script gets the text of the last message and the request's number.
  convenience init(_ script: @escaping @Sendable (_ text: String, _ number: Int) -> Answer) throws {
    try self.init(all: { _, text, number in script(text, number) })
  }

  /// Starts a server; the script gets the text of all messages first.
  init(
    all script: @escaping @Sendable (_ all: String, _ text: String, _ number: Int) -> Answer
  ) throws {
    self.script = script
    (arrivals, arrival) = AsyncStream<Int>.makeStream()
    (listener, port) = try Self.listen()
    let listener = listener
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        Thread.detachNewThread { [weak self] in
          var input: [UInt8] = []
          while let body = Self.readBody(connection, &input), let self {
            guard Self.write(self.reply(to: body), to: connection) else { break }
          }
          close(connection)
        }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    arrival.finish()
  }

  /// What `--base-url` takes.
  var baseURL: String { "http://127.0.0.1:\(port)/v1" }

  /// Waits until so many requests have come.
  func requests(atLeast count: Int) async {
    for await number in arrivals where number >= count { return }
  }

  private func reply(to body: [UInt8]) -> String {
    let json = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
    let messages = json?["messages"] as? [[String: Any]] ?? []
    let text = Self.text(of: messages.last?["content"])
    let number = log.withLock { log in
      log.append(text)
      return log.count
    }
    arrival.yield(number)
    let all = messages.compactMap { $0["content"] as? String }.joined(separator: "\n")
    switch script(all, text, number) {
    case .text(let text):
      let message: [String: Any] = ["role": "assistant", "content": text]
      return Self.response(
        200,
        [
          "choices": [["index": 0, "message": message, "finish_reason": "stop"]],
          "usage": ["prompt_tokens": 20, "completion_tokens": 5],
        ])
    case .status(let status):
      return Self.response(status, ["error": ["message": "scripted", "type": "scripted"]])
    }
  }

  /// The text of a message; of one with parts, such as pictures, the parts as JSON.
  private static func text(of content: Any?) -> String {
    if let text = content as? String { return text }
    guard let content,
      let data = try? JSONSerialization.data(
        withJSONObject: content, options: [.withoutEscapingSlashes, .sortedKeys])
    else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  private static func response(_ status: Int, _ json: [String: Any]) -> String {
    let data = (try? JSONSerialization.data(withJSONObject: json)) ?? Data()
    let body = String(decoding: data, as: UTF8.self)
    return "HTTP/1.1 \(status) Status\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private static func listen() throws -> (descriptor: Int32, port: Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && Glibc.listen(listener, 128) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound else { throw CocoaError(.fileReadUnknown) }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Reads one request and returns its body; nil when the client has gone.
  private static func readBody(_ connection: Int32, _ input: inout [UInt8]) -> [UInt8]? {
    while true {
      let text = String(decoding: input, as: UTF8.self)
      if let head = text.range(of: "\r\n\r\n") {
        let start = text[..<head.upperBound].utf8.count
        let length = text[..<head.lowerBound].split(separator: "\r\n").compactMap { line -> Int? in
          let parts = line.split(separator: ":", maxSplits: 1)
          guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
          return Int(parts[1].trimmingCharacters(in: .whitespaces))
        }.first
        if let length, input.count >= start + length {
          let body = Array(input[start..<(start + length)])
          input.removeFirst(start + length)
          return body
        }
      }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = recv(connection, &bytes, bytes.count, 0)
      guard count > 0 else { return nil }
      input += bytes[..<count]
    }
  }

  private static func write(_ text: String, to connection: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
