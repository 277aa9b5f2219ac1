import HTTPTypes
public import Hummingbird
public import NIOCore
import PrompterKit

/// A request as routes see it.
public struct ServiceRequest: Sendable {
  /// Method, path, headers and body.
  public let request: Request
  /// What the path says in place of names in braces.
  public let parameters: [String: String]
  /// Names the request in answers and logs: the caller's own, if it gave one.
  public let id: String
  /// Who asks.
  public let caller: Caller
  /// The connection; nil when the service is mounted in another app.
  public let channel: (any Channel)?
  /// When it came, on the service's clock.
  let start: Duration

  /// Whom the work on it is for; nil when that is not known.
  var owner: WorkUnderWay.Owner? { WorkUnderWay.Owner(channel) }

  /// A header field, by its name.
  public func header(_ name: String) -> String? {
    HTTPField.Name(name).flatMap { request.headers[$0] }
  }

  /// What stands after the question mark for a name.
  public func query(_ name: String) -> String? {
    request.uri.queryParameters[Substring(name)].map { String($0) }
  }

  /// What the body is; nil when the caller does not say.
  ///
  /// Throws a problem, 415, when the header is malformed.
  func mediaType() throws(Problem) -> MediaType? {
    guard let text = request.headers[.contentType] else { return nil }
    guard let type = MediaType(text) else {
      throw Problem(
        .unsupportedMediaType, "media-type", "Media type not supported",
        "the Content-Type is malformed")
    }
    return type
  }

  /// Whether the caller takes an answer of a media type, and says so.
  func accepts(_ type: String) -> Bool {
    request.headers[.accept]?.split(separator: ",").contains { item in
      item.split(separator: ";").first.map { part in
        part.filter { !$0.isWhitespace }.lowercased() == type
      } ?? false
    } ?? false
  }
}
