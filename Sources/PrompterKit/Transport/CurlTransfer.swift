import CCurl

/// One request on its way and what has come back of it.
///
/// Unchecked, because the task that makes it never touches it after posting it to a `CurlLoop`,
/// whose lock orders that hand-over; from then on only the loop's thread does.
final class CurlTransfer: @unchecked Sendable {
  /// Where the answer goes.
  enum Sink {
    case whole(CheckedContinuation<HTTPResponse, any Error>)
    case stream(StreamBuffer)
  }

  /// What became of bytes that libcurl offered.
  enum Acceptance {
    case accepted, full, refused
  }

  /// Which part of the answer was larger than allowed.
  enum Excess {
    case head, body
  }

  /// Below libcurl's own limit, which differs from version to version.
  static let maximumHeaderBytes = 256 << 10

  let request: HTTPRequest
  /// The handle while the transfer runs.
  var easy: CurlEasy?
  /// Cancelled before it was started.
  var isCancelled = false
  private(set) var sentAt: ContinuousClock.Instant?
  private(set) var excess: Excess?
  private var sink: Sink?
  private var headers = HTTPHeaders()
  /// Zero until the head is complete.
  private(set) var status = 0
  private var body: [UInt8] = []
  private var received = 0

  init(_ request: HTTPRequest) { self.request = request }

  /// Says where the answer goes; to be called once, before the transfer is posted.
  func deliver(to sink: Sink) { self.sink = sink }

  /// Takes one line of the head; the empty line ends it.
  func receive(header line: UnsafeBufferPointer<UInt8>) -> Bool {
    noteSent()
    if line.starts(with: "HTTP/".utf8) {
      headers.removeAll()
      status = 0
      return true
    }
    guard line.first == 0x0D || line.first == 0x0A else {
      headers.append(line: line)
      if headers.count > Self.maximumHeaderBytes { excess = .head }
      return excess == nil
    }
    if status == 0, let code = easy?.long(CURLINFO_RESPONSE_CODE), code >= 200 {
      status = code
      if case .stream(let buffer) = sink { buffer.put(status: code, headers: headers) }
    }
    return true
  }

  /// Takes bytes of the body.
  func receive(body bytes: UnsafeBufferPointer<UInt8>) -> Acceptance {
    guard bytes.count <= request.maximumResponseBytes - received else {
      excess = .body
      return .refused
    }
    if case .stream(let buffer) = sink {
      guard bytes.isEmpty || buffer.put(bytes) else { return .full }
    } else {
      if body.isEmpty { reserve(bytes.count) }
      body.append(contentsOf: bytes)
    }
    received += bytes.count
    return .accepted
  }

  /// Learns how many bytes of the body libcurl has written to the socket.
  func noteProgress(uploaded: Int64) {
    guard sentAt == nil else { return }
    if let count = request.body?.count, count > 0 {
      if uploaded >= count { noteSent() }
    } else if let easy, easy.long(CURLINFO_REQUEST_SIZE) > 0 {
      noteSent()
    }
  }

  /// Ends the transfer; only the first call counts.
  func finish(_ result: Result<Void, any Error>, timings: HTTPResponse.Timings? = nil) {
    guard let sink = sink.take() else { return }
    switch sink {
    case .stream(let buffer): buffer.finish(result)
    case .whole(let continuation):
      let response = HTTPResponse(
        status: status, headers: headers, body: body, sentAt: sentAt ?? .now,
        timings: timings ?? HTTPResponse.Timings())
      continuation.resume(with: result.map { response })
    }
  }

  private func noteSent() {
    guard sentAt == nil else { return }
    sentAt = .now
    request.onSent?()
  }

  /// Makes room once for the body that the head announces, within reason.
  private func reserve(_ first: Int) {
    let announced = headers["content-length"].flatMap { Int($0) } ?? 0
    body.reserveCapacity(max(first, min(announced, request.maximumResponseBytes, 1 << 20)))
  }
}
