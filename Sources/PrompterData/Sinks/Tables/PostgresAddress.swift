import Foundation

/// Where a Postgres database is, as `postgres://user@host:port/database?option=value`.
///
/// What is not said comes from the `PG…` variables and the password file, as with Postgres' own
/// programs.
struct PostgresAddress: Sendable {
  /// For libpq: what the user wrote, without our options.
  let connection: String
  /// For people: without user, password and options.
  let shown: String
  private let secrets: [String]

  /// Takes our options out of an address.
  init(_ address: String, without ours: Set<String>) {
    let parts = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let options = parts.count > 1 ? parts[1].split(separator: "&") : []
    let theirs = options.filter { option in
      !ours.contains(String(option.split(separator: "=").first ?? ""))
    }
    connection = parts[0] + (theirs.isEmpty ? "" : "?" + theirs.joined(separator: "&"))
    let body = parts[0].drop { $0 != "/" }.drop { $0 == "/" }
    let host = body.lastIndex(of: "@").map { body[body.index(after: $0)...] } ?? body
    shown = "postgres://\(host)"
    var secrets: [String] = []
    if let at = body.lastIndex(of: "@"), let colon = body[..<at].firstIndex(of: ":") {
      secrets.append(String(body[body.index(after: colon)..<at]))
    }
    for option in theirs where option.hasPrefix("password=") {
      secrets.append(String(option.dropFirst("password=".count)))
    }
    self.secrets = (secrets + secrets.compactMap(\.removingPercentEncoding)).filter { !$0.isEmpty }
  }

  /// Words of the server or of libpq without the password, in one line.
  func redacted(_ words: String) -> String {
    var words = words
    for secret in secrets { words = words.replacing(secret, with: "***") }
    return words.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
  }
}
