import Foundation
import GRDB
import PrompterCore

/// The table of a cache, and what is done with it.
enum CacheTable {
  /// The shape of the table, in `user_version`.
  ///
  /// Files of 0 have a table of key, body (JSON) and made only.
  static let version = 2

  /// An answer that is to be kept.
  struct Entry: Sendable {
    let completion: Completion
    let model: String
    /// When it was made, in seconds since 1970.
    let made: Double
  }

  /// What is known under a key.
  struct Hit: Sendable {
    let completion: Completion
    /// Whether it is long ago that somebody asked for it.
    let isStale: Bool
  }

  /// Makes the table, or brings an older one to the present shape.
  ///
  /// Throws `CacheFault` when the database belongs to someone else; it is then as it was.
  static func prepare(_ database: Database) throws {
    if try shape(of: database) != .present {
      try database.inTransaction(.immediate) {
        // Another process may have been faster.
        switch try shape(of: database) {
        case .present: return .commit
        case .empty: try make(database)
        case .old:
          try database.execute(sql: "ALTER TABLE completion RENAME TO completion_old")
          try make(database)
          try database.execute(
            sql: """
              INSERT INTO completion(key, made, used, bytes, body)
              SELECT key, CAST(made AS REAL), CAST(made AS REAL), length(body), body
              FROM completion_old WHERE typeof(body) = 'blob' AND length(body) <= ?
              """, arguments: [CompletionCoding.maximumBytes])
          try database.execute(sql: "DROP TABLE completion_old")
        }
        return .commit
      }
    }
    // Commits that wait for the disk are grouped by the writer, see `CacheFile.synchronize`.
    try database.execute(
      sql: """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        PRAGMA journal_size_limit = 16777216
        """)
  }

  private enum Shape { case present, old, empty }

  private static func shape(of database: Database) throws -> Shape {
    let isEmpty = try Bool.fetchOne(
      database, sql: "SELECT NOT EXISTS(SELECT 1 FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%')"
    )
    if isEmpty == true { return .empty }
    let columns = Set(
      try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info('completion')"))
    guard columns.isSuperset(of: ["key", "body", "made"]) else {
      throw CacheFault(.unusable, "it is the database of something else")
    }
    guard try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0 <= version else {
      throw CacheFault(.unusable, "it was written by a newer prompter")
    }
    return columns.isSuperset(of: ["id", "model", "used", "bytes"]) ? .present : .old
  }

  private static func make(_ database: Database) throws {
    // The body comes last: what stands before it is read and changed without it. The defaults let
    // an older prompter write here too.
    try database.execute(
      sql: """
        CREATE TABLE completion(
          id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, model TEXT, made REAL NOT NULL,
          used REAL NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL);
        PRAGMA user_version = \(version)
        """)
  }

  /// Looks a key up.
  ///
  /// - Parameters:
  ///   - oldest: the earliest moment at which an answer may have been made.
  ///   - stale: the moment before which somebody must have asked last for it to be stale.
  static func hit(
    _ key: String, in database: Database, oldest: Double, stale: Double
  ) throws -> Hit? {
    let statement = try database.cachedStatement(
      sql: """
        SELECT body, coalesce(used < ?, 1) FROM completion
        WHERE key = ? AND made >= ? AND length(body) <= ?
        """)
    let rows = try Row.fetchCursor(
      statement, arguments: [stale, key, oldest, CompletionCoding.maximumBytes])
    guard let row = try rows.next() else { return nil }
    let completion = try row.withUnsafeData(atIndex: 0) { body in
      body?.withUnsafeBytes { bytes in
        bytes.withMemoryRebound(to: UInt8.self) { CompletionCoding.completion($0) }
      }
    }
    return completion.map { Hit(completion: $0, isStale: row[1]) }
  }

  /// Keeps answers, and notes when others were asked for, in one transaction.
  static func write(
    _ entries: [String: Entry], used: [String: Double], in database: Database
  ) throws {
    try database.inTransaction(.immediate) {
      let insert = try database.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO completion(key, model, made, used, bytes, body)
          VALUES (?, ?, ?, ?, ?, ?)
          """)
      for (key, entry) in entries {
        let body = CompletionCoding.bytes(entry.completion)
        guard body.count <= CompletionCoding.maximumBytes else { continue }
        try insert.execute(arguments: [
          key, entry.model.isEmpty ? nil : entry.model, entry.made, entry.made, body.count,
          Data(body),
        ])
      }
      guard !used.isEmpty else { return .commit }
      let touch = try database.cachedStatement(
        sql: "UPDATE completion SET used = ? WHERE key = ? AND used < ?")
      for (key, moment) in used { try touch.execute(arguments: [moment, key, moment]) }
      return .commit
    }
  }
}
