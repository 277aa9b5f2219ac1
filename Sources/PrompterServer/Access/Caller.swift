import HTTPTypes
public import PrompterKit

/// Who asks.
public struct Caller: Hashable, Sendable {
  /// The name of the token, or `anyone` when the service has no tokens.
  public let name: String
  /// What is allowed.
  public let scopes: Set<Scope>
  /// How many documents may be sent; nil for what holds for all.
  public let limit: RateLimit?

  /// Whoever asks a service without tokens.
  static let anyone = Caller(name: "anyone", scopes: Set(Scope.allCases), limit: nil)
}

extension TokenSet {
  /// Who a header says is asking.
  ///
  /// Throws a problem, 401 or 403, when that is not somebody who may.
  func caller(_ authorization: String?, needs scope: Scope) throws(Problem) -> Caller {
    if isOpen { return .anyone }
    guard let authorization else { throw .unauthorized("a bearer token is needed") }
    let words = authorization.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "bearer", let token = token(words[1]) else {
      throw .unauthorized("the bearer token is not known")
    }
    guard token.scopes.contains(scope) else {
      throw Problem(
        .forbidden, "forbidden", "Not allowed",
        "the token does not allow '\(scope.rawValue)'")
    }
    return Caller(name: token.name, scopes: token.scopes, limit: token.limit)
  }
}
