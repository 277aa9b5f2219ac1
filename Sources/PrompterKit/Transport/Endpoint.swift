/// The parts of a URL that may be shown to people: host, port and path, without user or query.
struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  let isEncrypted: Bool
  /// The host as written, in brackets when it is an IPv6 address.
  let host: String
  let port: Int
  /// The path, `/` when the URL has none.
  let path: String

  /// Host and port, such as `127.0.0.1:8080`.
  var description: String { "\(host):\(port)" }

  /// Whether the host is this machine; `localhost` and the loopback addresses are.
  var isLoopback: Bool {
    host.lowercased() == "localhost" || host == "[::1]" || host.hasPrefix("127.")
  }

  init?(url: String) {
    guard Self.isPlausible(url) else { return nil }
    isEncrypted = Self.isEncrypted(url)
    let rest = url.utf8.dropFirst(isEncrypted ? 8 : 7)
    let end = rest.firstIndex { Self.endsAuthority($0) } ?? rest.endIndex
    var authority = rest[..<end]
    if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
      authority = authority[authority.index(after: at)...]
    }
    var digits = Substring().utf8
    let bracket = authority.lastIndex(of: UInt8(ascii: "]")) ?? authority.startIndex
    if let colon = authority[bracket...].lastIndex(of: UInt8(ascii: ":")) {
      digits = authority[authority.index(after: colon)...]
      authority = authority[..<colon]
    }
    guard !authority.isEmpty else { return nil }
    if digits.isEmpty {
      port = isEncrypted ? 443 : 80
    } else {
      guard let number = Int(Substring(digits)), (1...65_535).contains(number) else { return nil }
      port = number
    }
    host = String(Substring(authority).prefix(253))
    let tail = rest[end...].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    path = tail.isEmpty ? "/" : String(Substring(tail).prefix(200))
  }

  /// Whether the URL has the right scheme and no control character or space; one pass, no copies.
  static func isPlausible(_ url: String) -> Bool {
    let bytes = url.utf8
    guard let first = bytes.dropFirst(isEncrypted(url) ? 8 : 7).first, !endsAuthority(first) else {
      return false
    }
    return (hasScheme(url, "http://") || isEncrypted(url))
      && !bytes.contains { $0 <= 0x20 || $0 == 0x7F }
  }

  /// Whether the URL's scheme is `https`.
  static func isEncrypted(_ url: String) -> Bool { hasScheme(url, "https://") }

  private static func hasScheme(_ url: String, _ scheme: StaticString) -> Bool {
    scheme.withUTF8Buffer { expected in
      url.utf8.count > expected.count
        && zip(url.utf8, expected).allSatisfy { ($0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0) == $1 }
    }
  }

  private static func endsAuthority(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
  }
}
