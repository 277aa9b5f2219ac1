import Foundation
import GRDB
import PrompterCore

/// The SQLite file of a review queue, and its tables.
enum ReviewFile {
  /// The shape of the tables, in `user_version`.
  private static let version = 1

  /// Opens a file.
  ///
  /// - Parameter makes: whether a file that is not there is made.
  /// Throws `FileError`, `isMissing` when it is not there.
  static func open(_ path: String, makes: Bool) throws -> DatabaseQueue {
    guard makes || FileManager.default.fileExists(atPath: path) else {
      throw FileError(
        path, "no such review queue; 'prompter extract … --review-under' makes one",
        isMissing: true)
    }
    if makes { try AtomicFile.checkWritable(URL(filePath: path)) }
    return try SharedDatabase.open(path) { database in
      let found = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      if found.isEmpty { try make(database) }
      guard found.isEmpty || found.contains("review") else {
        throw FileError(path, "is the database of something else")
      }
      guard try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0 <= version else {
        throw FileError(path, "was written by a newer prompter")
      }
    }
  }

  private static func make(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE schema(sha256 TEXT PRIMARY KEY, source TEXT NOT NULL);
        CREATE TABLE review(
          number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, content TEXT NOT NULL,
          status TEXT NOT NULL, confidence REAL, reasons TEXT NOT NULL, line TEXT NOT NULL,
          decision TEXT, is_applied BOOLEAN NOT NULL DEFAULT 0,
          schema TEXT NOT NULL REFERENCES schema(sha256), added TIMESTAMP NOT NULL,
          decided TIMESTAMP, document TEXT NOT NULL);
        CREATE INDEX review_status ON review(status, confidence, number);
        PRAGMA user_version = \(version)
        """)
  }
}
