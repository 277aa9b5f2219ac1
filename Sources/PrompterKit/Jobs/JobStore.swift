public import Foundation
import GRDB
import PrompterCore

/// Jobs in an SQLite file: what was taken stays taken, whatever happens to the process.
///
/// A document's text is deleted as soon as its record is there.
public final class JobStore: Sendable {
  private static let version = 1

  /// The file, as the user named it.
  public let path: String
  private let queue: DatabaseQueue
  private let now: @Sendable () -> Date

  /// Opens the file, or makes it.
  ///
  /// - Parameter now: the time of day.
  /// Throws `FileError` when it cannot be written, or is the database of something else.
  public init(_ path: String, now: @escaping @Sendable () -> Date = { Date() }) throws {
    self.path = path
    self.now = now
    queue = try SharedDatabase.open(path) { database in
      let tables = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      guard tables.isEmpty || tables.contains("job") else {
        throw FileError(path, "is the database of something else")
      }
      guard try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0 <= Self.version else {
        throw FileError(path, "was written by a newer prompter")
      }
      guard tables.isEmpty else { return }
      try database.execute(
        sql: """
          CREATE TABLE job(
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, caller TEXT NOT NULL,
            key TEXT, content TEXT NOT NULL, total INTEGER NOT NULL,
            is_cancelled BOOLEAN NOT NULL DEFAULT 0, added TIMESTAMP NOT NULL,
            UNIQUE(caller, key));
          CREATE TABLE item(
            job INTEGER NOT NULL REFERENCES job ON DELETE CASCADE, place INTEGER NOT NULL,
            input TEXT, line TEXT, is_ok BOOLEAN, PRIMARY KEY(job, place));
          CREATE INDEX waiting ON item(job, place) WHERE line IS NULL;
          PRAGMA user_version = \(Self.version)
          """)
    }
  }

  /// Why a job is not taken.
  public struct KeyReused: Error {}

  /// Takes a job; when this returns it is kept.
  ///
  /// - Parameters:
  ///   - id: a new one, which nobody can guess.
  ///   - key: names the attempt: the same key and inputs give the same job again; nil for none.
  /// Throws `KeyReused` when the key came with other inputs, `FileError` when it cannot be written.
  public func add(
    _ inputs: [String], id: String, caller: String, key: String?
  ) throws -> Job {
    let content = ContentHash.sha256(
      inputs.map { "\($0.utf8.count) \($0)" }.joined(separator: "\n"))
    let found = try write { database -> String? in
      if let key,
        let row = try Row.fetchOne(
          database, sql: "SELECT id, content FROM job WHERE caller = ? AND key = ?",
          arguments: [caller, key])
      {
        return row["content"] as String == content ? row["id"] : nil
      }
      try database.execute(
        sql: "INSERT INTO job(id, caller, key, content, total, added) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [id, caller, key, content, inputs.count, now().formatted(.iso8601)])
      let number = database.lastInsertedRowID
      let statement = try database.cachedStatement(
        sql: "INSERT INTO item(job, place, input) VALUES (?, ?, ?)")
      for (place, input) in inputs.enumerated() {
        try statement.execute(arguments: [number, place, SharedDatabase.storable(input)])
      }
      return id
    }
    guard let found, let job = try job(found, of: caller) else { throw KeyReused() }
    return job
  }

  /// A job of a caller; nil when there is none.
  public func job(_ id: String, of caller: String) throws -> Job? {
    try read { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT job.*, count(line) AS done, ifnull(sum(NOT is_ok), 0) AS failed
          FROM job JOIN item ON item.job = job.number
          WHERE job.id = ? AND job.caller = ? GROUP BY job.number
          """, arguments: [id, caller]
      ).map { row in
        let (total, done): (Int, Int) = (row["total"], row["done"])
        let state: Job.State =
          done == total ? .done : row["is_cancelled"] ? .cancelled : done == 0 ? .queued : .running
        return Job(
          id: row["id"], caller: row["caller"], state: state, total: total, done: done,
          failed: row["failed"])
      }
    }
  }

  /// The documents that are not done, the oldest jobs first.
  ///
  /// - Parameter skipped: those that are under way.
  public func waiting(_ most: Int, but skipped: Set<Job.Item>) throws -> [Job.Item] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT job.id, job.caller, item.place, item.input FROM item
          JOIN job ON job.number = item.job
          WHERE item.line IS NULL AND NOT job.is_cancelled ORDER BY item.job, item.place
          """)
      var items: [Job.Item] = []
      while items.count < most, let row = try rows.next() {
        let item = Job.Item(
          job: row["id"], caller: row["caller"], place: row["place"], input: row["input"] ?? "")
        if !skipped.contains(item) { items.append(item) }
      }
      return items
    }
  }

  /// Keeps what became of a document, and forgets its text.
  public func put(_ line: String, isOK: Bool, of item: Job.Item) throws {
    try write { database in
      try database.execute(
        sql: """
          UPDATE item SET line = ?, is_ok = ?, input = NULL
          WHERE place = ? AND job = (SELECT number FROM job WHERE id = ?)
          """, arguments: [line, isOK, item.place, item.job])
    }
  }

  /// Calls off what is not done of a job.
  public func cancel(_ id: String) throws {
    try write { database in
      try database.execute(
        sql: "UPDATE job SET is_cancelled = 1 WHERE id = ?", arguments: [id])
    }
  }

  /// The lines of a job that are there, in the order of its documents.
  ///
  /// - Parameters:
  ///   - place: the first that is wanted.
  ///   - most: how many at most.
  public func lines(
    of id: String, from place: Int, _ most: Int
  ) throws -> [(place: Int, line: String)] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT item.place, item.line FROM item JOIN job ON job.number = item.job
          WHERE job.id = ? AND item.place >= ? AND item.line IS NOT NULL
          ORDER BY item.place LIMIT ?
          """, arguments: [id, place, most]
      ).map { ($0["place"], $0["line"]) }
    }
  }

  /// Forgets jobs that were taken before a time and have nothing left to do.
  public func forget(before date: Date) throws {
    try write { database in
      try database.execute(
        sql: """
          DELETE FROM job WHERE added < ? AND (is_cancelled OR NOT EXISTS(
            SELECT 1 FROM item WHERE item.job = job.number AND line IS NULL))
          """, arguments: [date.formatted(.iso8601)])
    }
  }

  private func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try SharedDatabase.told(path) { try queue.write(body) }
  }

  private func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try SharedDatabase.told(path) { try queue.read(body) }
  }
}
