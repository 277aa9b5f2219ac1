/// Why no complete answer came, in words that say what to do next.
///
/// An answer with an error status is not an `HTTPError`. The message names host and port, never
/// the query, a header or a key.
public struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  public struct Kind: Hashable, Sendable, CustomStringConvertible {
    private enum Value: Hashable {
      case connectionRefused, unreachable, unknownHost, tls, timedOut, tooLarge, closed, shutDown
      case malformedURL, malformedRequest, fileLimit
      case other(Int)
    }

    private let value: Value

    /// Nothing listens at the address.
    public static let connectionRefused = Kind(value: .connectionRefused)
    /// The address exists but cannot be reached.
    public static let unreachable = Kind(value: .unreachable)
    /// No address is known for the host's name.
    public static let unknownHost = Kind(value: .unknownHost)
    /// The encrypted connection could not be made, or its certificate cannot be trusted.
    public static let tls = Kind(value: .tls)
    /// The time allowed ran out.
    public static let timedOut = Kind(value: .timedOut)
    /// The answer is larger than the request allows.
    public static let tooLarge = Kind(value: .tooLarge)
    /// The other side ended the connection before the answer was complete.
    public static let closed = Kind(value: .closed)
    /// The transport itself was closed.
    public static let shutDown = Kind(value: .shutDown)
    /// The URL cannot be used.
    public static let malformedURL = Kind(value: .malformedURL)
    /// The method or a header cannot be used.
    public static let malformedRequest = Kind(value: .malformedRequest)
    /// The process may not open another file or socket.
    public static let fileLimit = Kind(value: .fileLimit)
    /// Anything else, with libcurl's number for it.
    public static func other(_ code: Int) -> Kind { Kind(value: .other(code)) }

    /// The name of the kind, for logs and counters.
    public var description: String {
      if case .other(let code) = value { "curl_\(code)" } else { "\(value)" }
    }

    fileprivate var isUsuallyRetryable: Bool {
      switch value {
      case .connectionRefused, .unreachable, .unknownHost, .timedOut, .closed, .fileLimit: true
      case .tls, .tooLarge, .shutDown, .malformedURL, .malformedRequest, .other: false
      }
    }
  }

  /// What went wrong.
  public let kind: Kind
  /// What went wrong and what to do about it, for people.
  public let message: String
  /// Whether the same request may succeed a little later.
  public let isRetryable: Bool

  /// Makes an error; whether it is worth a retry follows from the kind unless said otherwise.
  public init(_ kind: Kind, _ message: String, isRetryable: Bool? = nil) {
    self.kind = kind
    self.message = message
    self.isRetryable = isRetryable ?? kind.isUsuallyRetryable
  }

  /// The message.
  public var description: String { message }
}
