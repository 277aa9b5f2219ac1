/// One HTTP request: everything the transport needs to send it.
///
/// Descriptions show the method, host and path only: never the query, a header or the body, any
/// of which may hold a key.
public struct HTTPRequest: Sendable {
  /// The method, such as `GET` or `POST`.
  public var method: String
  /// The absolute URL; its scheme is `http` or `https`.
  public var url: String
  /// The header fields in the order they are sent.
  public var headers: [(name: String, value: String)]
  /// The body; nil sends none.
  public var body: [UInt8]?
  /// The most time the whole request may take, from the call to the last byte of the answer.
  public var timeout: Duration
  /// The most time that finding the host, connecting and the TLS handshake may take.
  public var connectTimeout: Duration
  /// The most bytes of body (after decompression) that are accepted.
  public var maximumResponseBytes: Int
  /// Whether `https` may speak HTTP/2, many requests over one connection; `http` never does.
  public var prefersHTTP2: Bool
  /// Called at most once, when the last byte of the request has been handed to the socket.
  ///
  /// It runs on the transport's thread: it must be quick and must not block.
  public var onSent: (@Sendable () -> Void)?

  /// Makes a request.
  public init(
    method: String = "GET", url: String, headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil, timeout: Duration = .seconds(120),
    connectTimeout: Duration = .seconds(10), maximumResponseBytes: Int = 64 << 20,
    prefersHTTP2: Bool = true, onSent: (@Sendable () -> Void)? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.connectTimeout = connectTimeout
    self.maximumResponseBytes = maximumResponseBytes
    self.prefersHTTP2 = prefersHTTP2
    self.onSent = onSent
  }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The method, host and path.
  public var description: String {
    guard let endpoint = Endpoint(url: url) else { return "\(method) (malformed URL)" }
    return "\(method) \(endpoint)\(endpoint.path)"
  }

  /// The same as `description`, so that no debugger output shows a key.
  public var debugDescription: String { description }

  /// A mirror without the secrets, so that `dump` does not show them either.
  public var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

extension HTTPRequest {
  /// What is wrong with the request before anything is sent, or nil.
  ///
  /// A line break inside a header or URL would let a value smuggle in further headers, and a zero
  /// byte would silently cut it off.
  var fault: HTTPError? {
    guard Endpoint.isPlausible(url) else {
      return HTTPError(
        .malformedURL,
        "the URL is not usable; it must start with http:// or https:// and name a host")
    }
    guard Self.isToken(method) else {
      return HTTPError(.malformedRequest, "the HTTP method holds characters that are not allowed")
    }
    for (name, value) in headers {
      guard Self.isToken(name) else {
        return HTTPError(.malformedRequest, "a header's name holds characters that are not allowed")
      }
      guard !value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
        return HTTPError(
          .malformedRequest,
          "the value of the header \(name) holds a line break or control character")
      }
    }
    return nil
  }

  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "!"),
          UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
          UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "^"),
          UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
          true
        default: false
        }
      }
  }
}
