/// One piece of a streamed answer: the head first, then the body as it arrives.
public enum HTTPStreamEvent: Sendable {
  /// The status and header fields; comes once, before any bytes.
  case head(status: Int, headers: HTTPHeaders)
  /// The next bytes of the body, decompressed, never empty.
  case bytes([UInt8])
}

/// Something that sends HTTP requests.
public protocol HTTPTransport: Sendable {
  /// Sends the request and returns the whole answer.
  ///
  /// Throws `HTTPError` when no complete answer came, and `CancellationError` when the task was
  /// cancelled, in which case the connection is closed at once.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse

  /// Sends the request and hands out the answer as it arrives.
  ///
  /// The stream throws what `send` throws. Dropping it cancels the request. It is for one reader.
  func stream(_ request: HTTPRequest) -> AsyncThrowingStream<HTTPStreamEvent, any Error>
}
