/// A complete answer, whatever its status: 429 and 500 are answers too.
public struct HTTPResponse: Sendable {
  /// How long the parts of a request took, each counted from its start.
  public struct Timings: Hashable, Sendable {
    /// Until the connection stood; zero when an open one was used again.
    public var connect: Duration
    /// Until the first byte of the answer.
    public var firstByte: Duration
    /// Until the last byte of the answer.
    public var total: Duration

    /// Makes timings.
    public init(connect: Duration = .zero, firstByte: Duration = .zero, total: Duration = .zero) {
      self.connect = connect
      self.firstByte = firstByte
      self.total = total
    }
  }

  /// The status code, such as 200.
  public var status: Int
  /// The header fields.
  public var headers: HTTPHeaders
  /// The body, decompressed.
  public var body: [UInt8]
  /// When the last byte of the request had been handed to the socket.
  public var sentAt: ContinuousClock.Instant
  /// How long the parts took.
  public var timings: Timings

  /// Makes an answer.
  public init(
    status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [],
    sentAt: ContinuousClock.Instant = .now, timings: Timings = Timings()
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.sentAt = sentAt
    self.timings = timings
  }

  /// The value of the first header field with this name, whatever its case, or nil.
  public func header(_ name: String) -> String? { headers[name] }
}
