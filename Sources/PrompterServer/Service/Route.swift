public import Hummingbird

/// One address of the service and who may ask it.
///
/// What it answers is decided by its handler; identity, limits, errors and measures are the
/// service's business.
public struct Route: Sendable {
  /// Turns a request into a response; what it throws becomes a problem.
  public typealias Handler = @Sendable (ServiceRequest) async throws -> Response

  /// The method; a GET route answers HEAD too.
  public let method: HTTPRequest.Method
  /// The path; a part in braces, such as `{id}`, stands for any one part.
  public let path: String
  /// What a token must allow; nil for a route that anybody may ask.
  public let scope: Scope?
  /// Whether requests are counted, limited and logged; probes are not.
  public let isMeasured: Bool
  let handler: Handler

  /// Makes a route.
  ///
  /// - Parameters:
  ///   - method: such as `.get`.
  ///   - path: begins with a slash; names in braces stand for one part each.
  ///   - scope: what a token must allow; nil when anybody may ask.
  ///   - isMeasured: whether requests are counted, limited and logged.
  ///   - handler: answers.
  public init(
    _ method: HTTPRequest.Method, _ path: String, scope: Scope?, isMeasured: Bool = true,
    handler: @escaping Handler
  ) {
    self.method = method
    self.path = path
    self.scope = scope
    self.isMeasured = isMeasured
    self.handler = handler
  }
}
