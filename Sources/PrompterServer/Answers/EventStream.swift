import Hummingbird
import PrompterKit

/// Events that are sent as they happen, as browsers and clients of OpenAI read them.
struct EventStream: Sendable {
  /// The media type.
  static let type = "text/event-stream"
  /// How often a comment keeps the connection alive while nothing happens.
  private static let heartbeat = Duration.seconds(15)

  private let buffers: AsyncStream<ByteBuffer>
  private let sink: AsyncStream<ByteBuffer>.Continuation
  private let clock: any MonotonicClock

  init(_ clock: any MonotonicClock) {
    (buffers, sink) = AsyncStream<ByteBuffer>.makeStream()
    self.clock = clock
  }

  /// Sends an event; without a name it is a plain message.
  func send(_ name: String? = nil, _ data: String) {
    sink.yield(ByteBuffer(string: (name.map { "event: \($0)\n" } ?? "") + "data: \(data)\n\n"))
  }

  /// The response whose events the body sends; it ends when the body does.
  func response(_ body: @escaping @Sendable (EventStream) async -> Void) -> Response {
    Response(
      status: .ok, headers: [.contentType: Self.type, .cacheControl: "no-store"],
      body: ResponseBody { [self] writer in
        let work = Task {
          await body(self)
          sink.finish()
        }
        let pulse = Task {
          while !Task.isCancelled {
            try await clock.sleep(until: clock.now + Self.heartbeat)
            sink.yield(ByteBuffer(string: ": still at it\n\n"))
          }
        }
        defer {
          work.cancel()
          pulse.cancel()
        }
        for await buffer in buffers { try await writer.write(buffer) }
        try await writer.finish(nil)
      })
  }
}
