import Foundation
import Hummingbird

/// Finds the route of a request.
struct RouteTable: Sendable {
  /// What was found.
  enum Match {
    /// The route, and what the path says in place of names in braces.
    case route(Route, parameters: [String: String])
    /// The path is known, but not with this method.
    case otherMethods([String])
    case nothing
  }

  /// Routes whose path holds no name, by path.
  private var fixed: [String: [Route]] = [:]
  /// Routes whose path holds names, by the number of parts.
  private var named: [Int: [(parts: [Substring], route: Route)]] = [:]
  /// The longest path that is looked at.
  private static let longestPath = 2_048

  init(_ routes: [Route]) {
    for route in routes {
      guard route.path.contains("{") else {
        fixed[route.path, default: []].append(route)
        continue
      }
      let parts = Self.parts(of: route.path)
      named[parts.count, default: []].append((parts, route))
    }
  }

  /// The route of a method and path.
  func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
    guard path.utf8.count <= Self.longestPath else { return .nothing }
    if let routes = fixed[path] {
      return choose(method, routes.map { ($0, [:]) })
    }
    let parts = Self.parts(of: path)
    let found = (named[parts.count] ?? []).compactMap { pattern, route in
      Self.parameters(of: parts, in: pattern).map { (route, $0) }
    }
    return found.isEmpty ? .nothing : choose(method, found)
  }

  private func choose(
    _ method: HTTPRequest.Method, _ found: [(route: Route, parameters: [String: String])]
  ) -> Match {
    let wanted = method == .head ? .get : method
    if let match = found.first(where: { $0.route.method == wanted }) {
      return .route(match.route, parameters: match.parameters)
    }
    let allowed = Set(found.map(\.route.method.rawValue))
    return .otherMethods(allowed.union(allowed.contains("GET") ? ["HEAD"] : []).sorted())
  }

  private static func parts(of path: String) -> [Substring] {
    path.split(separator: "/", omittingEmptySubsequences: false)
  }

  private static func parameters(
    of parts: [Substring], in pattern: [Substring]
  ) -> [String: String]? {
    var parameters: [String: String] = [:]
    for (part, wanted) in zip(parts, pattern) {
      if wanted.first == "{", wanted.last == "}" {
        guard !part.isEmpty, let value = part.removingPercentEncoding else { return nil }
        parameters[String(wanted.dropFirst().dropLast())] = value
      } else if part != wanted {
        return nil
      }
    }
    return parameters
  }
}
