public import Foundation
import PrompterKit

/// A file of tokens, one a line: `NAME SECRET [SCOPE,…] [calls=N/TIME]`.
///
/// Instead of the secret the line may hold `sha256:` and its hash, as
/// `printf %s SECRET | sha256sum` prints it. Empty lines and those that begin with `#` do not count.
public enum TokenFile {
  /// Reads a file.
  ///
  /// Throws `FileError` when it is missing, `DataError` that names the line when one is malformed; no
  /// message holds a secret.
  public static func read(_ file: URL) throws -> [Token] {
    try parse(TextFile.read(file), file: file.relativePath)
  }

  static func parse(_ text: String, file: String) throws(DataError) -> [Token] {
    var tokens: [Token] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      let token: Token
      do { token = try Self.token(words) } catch {
        throw DataError(file: file, line: index + 1, message: error.message)
      }
      guard !tokens.contains(where: { $0.name == token.name }) else {
        throw DataError(
          file: file, line: index + 1, message: "there is a token '\(token.name)' already")
      }
      tokens.append(token)
    }
    guard !tokens.isEmpty else { throw DataError(file: file, message: "holds no token") }
    return tokens
  }

  private struct Fault: Error { let message: String }

  private static func token(_ words: [Substring]) throws(Fault) -> Token {
    guard words.count >= 2 else {
      throw Fault(message: "a name and a secret are needed: NAME SECRET [SCOPE,…] [calls=N/TIME]")
    }
    var scopes = Set(Scope.allCases)
    var limit: RateLimit?
    for word in words.dropFirst(2) {
      if word.contains("=") {
        guard let read = RateLimit(String(word)), read.resource == .calls, read.model == nil else {
          throw Fault(message: "'\(word)' is no limit; write it as calls=100/60s")
        }
        limit = read
      } else {
        let names = word.split(separator: ",").map { Scope(rawValue: String($0)) }
        guard !names.contains(nil) else {
          let known = Scope.allCases.map(\.rawValue).joined(separator: ", ")
          throw Fault(message: "'\(word)' names an unknown scope; there are \(known)")
        }
        scopes = Set(names.compactMap(\.self))
      }
    }
    let name = String(words[0])
    if words[1].hasPrefix("sha256:") {
      let hash = words[1].dropFirst(7).lowercased()
      guard hash.count == 64, hash.allSatisfy(\.isHexDigit) else {
        throw Fault(message: "after 'sha256:' 64 hexadecimal digits are needed")
      }
      return Token(name: name, hash: hash, scopes: scopes, limit: limit)
    }
    guard words[1].count >= Token.shortest else {
      throw Fault(message: "the secret has fewer than \(Token.shortest) characters")
    }
    return Token(name: name, secret: String(words[1]), scopes: scopes, limit: limit)
  }
}
