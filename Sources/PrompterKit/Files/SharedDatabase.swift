import Foundation
import GRDB
import Glibc

/// Opens SQLite files that several processes may write at a time.
enum SharedDatabase {
  /// Opens a file or makes it, for its owner alone, and prepares its tables in one transaction.
  ///
  /// Throws `FileError` with the words of SQLite, which hold nothing of what is stored.
  static func open(
    _ path: String, prepare: @Sendable (Database) throws -> Void
  ) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
    // It holds documents or records. What keeps it from being made SQLite says.
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
    return try told(path) {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        try database.inTransaction(.immediate) {
          try prepare(database)
          return .commit
        }
      }
      return queue
    }
  }

  /// A text without U+0000, at which SQLite would end it; U+FFFD stands in its place.
  static func storable(_ text: String) -> String {
    text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
  }

  /// Runs a body, without awaiting: a run that is interrupted still writes what it has.
  static func told<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as DatabaseError {
      throw FileError(path, error.message ?? "\(error.resultCode)")
    }
  }
}
