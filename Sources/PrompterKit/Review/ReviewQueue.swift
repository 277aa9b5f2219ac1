public import Foundation
import GRDB
public import PrompterCore

/// Records that wait for a person, and what the person said, in an SQLite file.
///
/// It holds the documents' texts. A document is in it once; one that was decided is not asked again
/// as long as its content is the same. Several processes may use it at a time.
public final class ReviewQueue: Sendable {
  /// The file, as the user named it.
  public let path: String
  let queue: DatabaseQueue
  private let now: @Sendable () -> Date

  /// Opens a queue.
  ///
  /// - Parameters:
  ///   - makes: whether a file that is not there is made.
  ///   - now: the time of day.
  /// Throws `FileError`, `isMissing` when it is not there.
  public init(
    _ path: String, makes: Bool = true, now: @escaping @Sendable () -> Date = { Date() }
  ) throws {
    queue = try ReviewFile.open(path, makes: makes)
    (self.path, self.now) = (path, now)
  }

  /// Puts a record into the queue, in place of an undecided one of the same document.
  ///
  /// - Parameter line: what `predict` prints of it.
  /// - Returns: the item as it then stands: the decided one when its document is the same.
  /// Throws `FileError` when it cannot be written.
  @discardableResult
  public func put(
    _ line: JSONValue, of document: Document, because reasons: JSONValue, schema: Schema
  ) throws -> ReviewItem {
    let source = schema.source.text()
    let (id, hash) = (SharedDatabase.storable(document.id), ContentHash.sha256(source))
    let row: [(any DatabaseValueConvertible)?] = [
      id, document.contentHash, ReviewItem.Status.open.rawValue,
      line[key: "confidence"]?.double, reasons.text(), line.text(), hash, time,
      Self.json(document).text(),
    ]
    return try write { database in
      if let known = try Self.item(id, in: database), known.status != .open,
        known.document.contentHash == document.contentHash
      {
        return known
      }
      // What was decided of an earlier text stays an example, under a name of its own.
      try database.execute(
        sql: """
          UPDATE OR REPLACE review SET id = id || '@' || substr(content, 1, 8), is_applied = 1
          WHERE id = ? AND status <> 'open'
          """, arguments: [id])
      try database.execute(
        sql: "INSERT OR IGNORE INTO schema(sha256, source) VALUES (?, ?)",
        arguments: [hash, source])
      try database.execute(
        sql: """
          INSERT INTO review(id, content, status, confidence, reasons, line, schema, added,
            document)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET content = excluded.content, status = excluded.status,
            confidence = excluded.confidence, reasons = excluded.reasons, line = excluded.line,
            schema = excluded.schema, document = excluded.document, decision = NULL, decided = NULL, is_applied = 0
          """, arguments: StatementArguments(row))
      guard let item = try Self.item(id, in: database) else {
        throw FileError(path, "cannot be written")
      }
      return item
    }
  }

  /// What a person has decided of a document with this content; nil while nobody has.
  public func decided(_ document: Document) throws -> ReviewItem? {
    let id = SharedDatabase.storable(document.id)
    return try read { database in
      let content = try String.fetchOne(
        database, sql: "SELECT content FROM review WHERE id = ? AND status <> 'open'",
        arguments: [id])
      guard content == document.contentHash else { return nil }
      return try Self.item(id, in: database)
    }
  }

  /// Whether a decision has reached the outputs of the run that asked for it.
  public func isApplied(_ id: String) throws -> Bool {
    try read { database in
      try Bool.fetchOne(
        database, sql: "SELECT is_applied FROM review WHERE id = ?",
        arguments: [SharedDatabase.storable(id)]) ?? false
    }
  }

  /// Takes down that a decision has reached the outputs.
  public func markApplied(_ id: String) throws {
    try write { database in
      try database.execute(
        sql: "UPDATE review SET is_applied = 1 WHERE id = ? AND status <> 'open'",
        arguments: [SharedDatabase.storable(id)])
    }
  }

  /// Takes down that a person found a record right.
  ///
  /// Throws `DataError` when there is no such item, or its record breaks the schema.
  @discardableResult
  public func accept(_ id: String) throws -> ReviewItem {
    let item = try item(id)
    return try decide(item, item.extracted, .accepted)
  }

  /// Takes down the right record; the same as was extracted counts as accepted.
  ///
  /// Throws `DataError` when there is no such item, or the record breaks the schema.
  @discardableResult
  public func correct(_ id: String, to record: JSONValue) throws -> ReviewItem {
    let item = try item(id)
    return try decide(item, record, record == item.extracted ? .accepted : .corrected)
  }

  private func decide(
    _ item: ReviewItem, _ record: JSONValue, _ status: ReviewItem.Status
  ) throws -> ReviewItem {
    if let violation = item.schema.violations(of: record).first {
      throw DataError(file: path, message: "the record of '\(item.id)': \(violation)")
    }
    return try write { database in
      // What was decided of another content than the one that was looked at counts for nothing.
      try database.execute(
        sql: """
          UPDATE review SET status = ?, decision = ?, decided = ?, is_applied = 0
          WHERE id = ? AND content = ?
          """,
        arguments: [
          status.rawValue, record.text(), time, item.id, item.document.contentHash,
        ])
      guard database.changesCount > 0, let decided = try Self.item(item.id, in: database) else {
        throw DataError(
          file: path, message: "the document '\(item.id)' has changed meanwhile; look again")
      }
      return decided
    }
  }

  var time: String { now().formatted(.iso8601) }

  func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try SharedDatabase.told(path) { try queue.write(body) }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try SharedDatabase.told(path) { try queue.read(body) }
  }
}
