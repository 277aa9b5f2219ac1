import HTTPTypes
public import Hummingbird
public import NIOCore

/// A request as routes see it.
public struct ServiceRequest: Sendable {
  /// Method, path, headers and body.
  public let request: Request
  /// What the path says in place of names in braces.
  public let parameters: [String: String]
  /// Names the request in answers and logs: the caller's own, if it gave one.
  public let id: String
  /// The connection; nil when the service is mounted in another app.
  public let channel: (any Channel)?

  /// A header field, by its name.
  public func header(_ name: String) -> String? {
    HTTPField.Name(name).flatMap { request.headers[$0] }
  }

  /// What stands after the question mark for a name.
  public func query(_ name: String) -> String? {
    request.uri.queryParameters[Substring(name)].map(String.init)
  }
}
