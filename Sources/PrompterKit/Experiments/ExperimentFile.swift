import Foundation
import GRDB
import PrompterCore

/// The SQLite file of an experiment, and its tables.
enum ExperimentFile {
  /// The shape of the tables, in `user_version`.
  private static let version = 1

  /// Opens a file.
  ///
  /// - Parameter makes: whether a file that is not there is made.
  /// Throws `FileError`, `isMissing` when it is not there.
  static func open(_ path: String, makes: Bool) throws -> DatabaseQueue {
    let exists = FileManager.default.fileExists(atPath: path)
    guard exists || makes else {
      throw FileError(path, "no such experiment; 'prompter ab run' begins one", isMissing: true)
    }
    if makes { try AtomicFile.checkWritable(URL(filePath: path)) }
    return try SharedDatabase.open(path) { database in
      let found = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      if found.isEmpty { try make(database) }
      guard found.isEmpty || found.contains("experiment") else {
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
        CREATE TABLE experiment(
          name TEXT NOT NULL, key TEXT, schema TEXT NOT NULL, sha256 TEXT NOT NULL);
        CREATE TABLE variant(
          place INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, reference TEXT NOT NULL,
          weight REAL, prompter_sha256 TEXT NOT NULL, model TEXT NOT NULL);
        CREATE TABLE answer(
          document TEXT NOT NULL, variant INTEGER NOT NULL, unit TEXT NOT NULL,
          served BOOLEAN NOT NULL, content TEXT NOT NULL, status TEXT NOT NULL, data TEXT,
          confidence REAL, error_type TEXT, time TIMESTAMP NOT NULL,
          PRIMARY KEY(document, variant));
        CREATE TABLE outcome(
          number INTEGER PRIMARY KEY, document TEXT NOT NULL, variant INTEGER NOT NULL,
          correct BOOLEAN, score REAL, time TIMESTAMP NOT NULL, UNIQUE(document, variant));
        PRAGMA user_version = \(version)
        """)
  }
}
