public import PrompterKit

/// Somebody who may ask the service, known by a secret of which only a hash is kept.
public struct Token: Hashable, Sendable {
  /// How logs call its holder.
  public let name: String
  /// SHA-256 of the secret as 64 hexadecimal digits.
  let hash: String
  /// What it allows.
  public let scopes: Set<Scope>
  /// How many documents it may send in each window; nil for what holds for all.
  public let limit: RateLimit?

  /// The shortest secret that is accepted.
  static let shortest = 16

  /// Makes a token from its secret, which is not kept.
  public init(
    name: String, secret: String, scopes: Set<Scope> = Set(Scope.allCases), limit: RateLimit? = nil
  ) {
    self.init(
      name: name, hash: ContentHash.sha256(bytes: Array(secret.utf8)), scopes: scopes, limit: limit)
  }

  init(name: String, hash: String, scopes: Set<Scope>, limit: RateLimit?) {
    self.name = name
    self.hash = hash
    self.scopes = scopes
    self.limit = limit
  }
}

/// The tokens of a service.
struct TokenSet: Sendable {
  let tokens: [Token]

  /// Whether anybody may ask.
  var isOpen: Bool { tokens.isEmpty }

  /// The token of a secret; nil when there is none.
  ///
  /// All tokens are compared to their ends, so that the time taken tells nothing.
  func token(_ secret: some StringProtocol) -> Token? {
    let hash = Array(ContentHash.sha256(bytes: Array(secret.utf8)).utf8)
    var found: Token?
    for token in tokens {
      var difference: UInt8 = 0
      for (a, b) in zip(token.hash.utf8, hash) { difference |= a ^ b }
      if difference == 0, token.hash.utf8.count == hash.count { found = token }
    }
    return found
  }
}
