/// Why a call has no answer.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Classes of errors that are handled alike.
  public enum Kind: String, Hashable, Sendable {
    /// The connection failed or broke.
    case network
    /// One attempt took too long.
    case timeout
    /// The provider asks to slow down (429, 529, 503 with Retry-After).
    case rateLimited = "rate_limited"
    /// The provider failed (5xx).
    case server
    /// The model is down and left alone for a while; nothing was sent.
    case unavailable
    /// The account is out of quota; waiting does not help.
    case quota
    /// The key is missing or refused.
    case credentials
    /// The provider refuses the constraint on the answer, and a weaker one is left to try.
    case unsupported
    /// The provider refuses the request as it is (other 4xx).
    case invalidRequest = "invalid_request"
    /// Prompt and answer do not fit the model's window.
    case tooLong = "too_long"
    /// The provider's answer is not of its documented shape.
    case badResponse = "bad_response"
    /// The provider withheld the answer.
    case filtered
    /// The run's budget is used up.
    case budget
    /// The document's deadline has passed.
    case deadline
  }

  /// The class.
  public var kind: Kind
  /// What happened and what to do, in words; never a key or a document.
  public var message: String
  /// How long the provider wants to be left alone.
  public var retryAfter: Duration?
  /// The HTTP status, when there was one.
  public var status: Int?
  /// What was used by the attempts that failed.
  public var usage: Usage
  /// Requests sent in vain.
  public var attempts: Int
  /// Of a refused constraint: how many steps weaker the next one to try is.
  public var weakening = 0

  /// Makes an error.
  public init(
    _ kind: Kind, _ message: String, retryAfter: Duration? = nil, status: Int? = nil,
    usage: Usage = Usage(), attempts: Int = 1
  ) {
    self.kind = kind
    self.message = message
    self.retryAfter = retryAfter
    self.status = status
    self.usage = usage
    self.attempts = attempts
  }

  /// Whether the same call may succeed later.
  public var isRetryable: Bool {
    switch kind {
    case .network, .timeout, .rateLimited, .server, .badResponse, .unsupported: true
    case .unavailable, .quota, .credentials, .invalidRequest, .tooLong, .filtered, .budget,
      .deadline:
      false
    }
  }

  /// Whether the provider turned the request away before it worked on it.
  var wasRefused: Bool {
    switch kind {
    case .rateLimited, .quota, .credentials, .invalidRequest, .unsupported, .tooLong: true
    default: false
    }
  }

  /// What happened.
  public var description: String { message }
}
