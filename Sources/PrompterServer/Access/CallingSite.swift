import HTTPTypes
import Hummingbird

/// Which web page makes a browser ask, if one does.
///
/// A browser sends some requests for the page of any stranger, and takes a stranger's name for this
/// machine when its owner says so. Other clients send no `Origin`, and are not concerned.
struct CallingSite {
  /// A host with its port.
  struct Authority: Hashable {
    let host: String
    let port: Int?

    /// Reads what a `Host` header says; nil when it is malformed.
    init?(_ text: some StringProtocol) {
      let text = text.lowercased()
      // A colon within brackets is of an address.
      let end = text.lastIndex(of: "]") ?? text.startIndex
      guard let colon = text[end...].lastIndex(of: ":") else {
        (host, port) = (text, nil)
        return
      }
      guard let number = UInt16(text[text.index(after: colon)...]) else { return nil }
      (host, port) = (String(text[..<colon]), Int(number))
    }
  }

  /// A scheme with its authority.
  struct Origin: Hashable {
    let scheme: String
    let authority: Authority

    /// Reads what an `Origin` header says; nil when that is none, such as `null`.
    init?(_ text: String) {
      guard let gap = text.firstRange(of: "://"), let authority = Authority(text[gap.upperBound...])
      else { return nil }
      scheme = text[..<gap.lowerBound].lowercased()
      self.authority = authority
    }

    /// The port that it names or means.
    func port(of authority: Authority) -> Int? {
      authority.port ?? ["http": 80, "https": 443][scheme]
    }
  }

  /// Origins that may ask besides the service's own.
  let origins: Set<String>
  /// The address that the service listens on, when nothing but that it is this machine's own keeps
  /// strangers off; nil when the name that it is asked by does not matter.
  let loopback: String?

  /// Checks who asks.
  ///
  /// Throws a problem, 403, when it is the page of a stranger.
  func check(_ request: Request) throws(Problem) {
    let host = request.head.authority.flatMap { Authority($0) }
    if let loopback, request.head.authority != nil {
      let names = ["localhost", "127.0.0.1", "[::1]", loopback, "[\(loopback)]"]
      let others = origins.compactMap { Origin($0)?.authority.host }
      guard let host, names.contains(host.host) || others.contains(host.host) else {
        throw .otherSite(
          "without tokens the service is asked as localhost only; start it with --token-file, or "
            + "with the --origin of the name that it is asked by")
      }
    }
    guard let text = request.headers[.origin], !origins.contains(text) else { return }
    guard let origin = Origin(text), let host, ["http", "https"].contains(origin.scheme),
      origin.authority.host == host.host,
      origin.port(of: origin.authority) == origin.port(of: host)
    else { throw .otherSite("pages of this origin may not ask; --origin lets them") }
  }
}

extension Problem {
  fileprivate static func otherSite(_ detail: String) -> Problem {
    Problem(.forbidden, "other-site", "Not allowed", detail)
  }
}
