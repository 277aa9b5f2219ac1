public import Foundation
import GRDB
public import PrompterCore

/// A completion cache in one SQLite file that several processes may share.
public final class SQLiteCache: CompletionCache {
  private let database: DatabasePool

  /// Opens or makes the cache.
  ///
  /// Throws `FileError` when it cannot be opened.
  public init(_ file: URL) throws {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      var configuration = Configuration()
      configuration.busyMode = .timeout(30)
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
      database = try DatabasePool(path: file.path, configuration: configuration)
      try database.write { database in
        try database.execute(
          sql: """
            CREATE TABLE IF NOT EXISTS completion(
              key TEXT PRIMARY KEY, body BLOB NOT NULL, made REAL NOT NULL) WITHOUT ROWID
            """)
      }
    } catch {
      throw FileError(file.relativePath, "the cache cannot be opened: \(error)")
    }
  }

  /// The answer kept under a key, or nil.
  public func completion(for key: String) async throws -> Completion? {
    let body = try await database.read { database in
      try Data.fetchOne(
        database.cachedStatement(sql: "SELECT body FROM completion WHERE key = ?"),
        arguments: [key])
    }
    return body.flatMap { try? JSONParser.parse($0) }.flatMap(CompletionCoding.completion)
  }

  /// Keeps an answer.
  public func store(_ completion: Completion, for key: String) async throws {
    let body = Data(CompletionCoding.json(completion).text().utf8)
    try await database.write { database in
      try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO completion(key, body, made) VALUES (?, ?, ?)"
      ).execute(arguments: [key, body, Date().timeIntervalSince1970])
    }
  }
}
