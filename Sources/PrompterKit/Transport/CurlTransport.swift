/// HTTP/1.1 and HTTP/2 over libcurl, for thousands of requests at a time.
///
/// One thread of its own drives all connections, which are kept open and used again. Certificates
/// are verified, redirects are not followed. When the last reference goes, requests that still
/// run fail, all connections close and the thread ends.
public final class CurlTransport: HTTPTransport {
  private let loop: CurlLoop
  private let drain: Drain?

  /// Starts the transport's thread.
  ///
  /// When the system has no thread or descriptor left, every request throws an `HTTPError`.
  ///
  /// - Parameter drain: while it is on, a request that was begun is finished even when its task is
  ///   cancelled; nil calls it off always.
  public convenience init(
    configuration: CurlConfiguration = CurlConfiguration(), drain: Drain? = nil
  ) {
    self.init(configuration: configuration, drain: drain, onEnd: nil)
  }

  /// Starts the thread; `onEnd` is the last thing it calls.
  init(
    configuration: CurlConfiguration, drain: Drain? = nil, onEnd: (@Sendable () -> Void)?
  ) {
    self.drain = drain
    loop = CurlLoop(configuration: configuration, onEnd: onEnd)
  }

  deinit { loop.close() }

  /// Ends the transport now: requests that run, and any sent later, throw an `HTTPError`.
  public func close() { loop.close() }

  /// Sends the request and returns the whole answer.
  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    try Task.checkCancellation()
    if let fault = request.fault { throw fault }
    let transfer = CurlTransfer(request)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        transfer.deliver(to: .whole(continuation))
        if let refusal = loop.post(.start(transfer)) { transfer.finish(.failure(refusal)) }
      }
    } onCancel: {
      if drain?.isOn != true { _ = loop.post(.cancel(transfer)) }
    }
  }

  /// Sends the request at once and hands out the answer as it arrives.
  ///
  /// When the reader falls behind by 1 MiB, the transfer waits for it.
  public func stream(_ request: HTTPRequest) -> AsyncThrowingStream<HTTPStreamEvent, any Error> {
    let reader = CurlStreamReader(loop: loop, request: request)
    return AsyncThrowingStream { try await reader.next() }
  }
}

/// The reader's end of a streamed answer; when it goes, so does the request.
private final class CurlStreamReader: Sendable {
  private let loop: CurlLoop
  private let transfer: CurlTransfer
  private let buffer = StreamBuffer()

  init(loop: CurlLoop, request: HTTPRequest) {
    self.loop = loop
    transfer = CurlTransfer(request)
    transfer.deliver(to: .stream(buffer))
    if let refusal = request.fault ?? loop.post(.start(transfer)) {
      transfer.finish(.failure(refusal))
    }
  }

  deinit { _ = loop.post(.cancel(transfer)) }

  func next() async throws -> HTTPStreamEvent? {
    try await withTaskCancellationHandler {
      try await buffer.next { _ = loop.post(.resume(transfer)) }
    } onCancel: {
      _ = loop.post(.cancel(transfer))
    }
  }
}
