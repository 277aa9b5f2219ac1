import Foundation
import GRDB
import PrompterKit

/// A table in an SQLite file; several processes may write it at a time.
actor SQLiteStore: TableStore {
  /// Waiting for a lock or a server blocks.
  private let thread = BlockingThread()
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private let path: String
  private let table: String
  private var queue: DatabaseQueue?
  private var insert = ""

  init(path: String, table: String) {
    self.path = path
    self.table = table
  }

  /// A name as SQL wants it: whatever it holds, it is only a name.
  static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

  static func type(_ column: TableColumn) -> String {
    switch column.kind {
    case .text, .json: "TEXT"
    case .integer: "INTEGER"
    case .number: "REAL"
    case .boolean: "BOOLEAN"
    case .date: "DATE"
    case .time: "TIMESTAMP"
    }
  }

  private func connection() throws -> DatabaseQueue {
    if let queue { return queue }
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
    let fresh = try DatabaseQueue(path: path, configuration: configuration)
    try fresh.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
    }
    queue = fresh
    return fresh
  }

  func prepare(_ layout: TableLayout, migrates: Bool, isFresh: Bool) throws {
    try AtomicFile.checkWritable(URL(filePath: path))
    let names = layout.columns.map { Self.quoted($0.name) }
    let values = names.map { _ in "?" }.joined(separator: ", ")
    let updates = names.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    insert =
      "INSERT INTO \(Self.quoted(table)) AS held (\(names.joined(separator: ", "))) "
      + "VALUES (\(values)) ON CONFLICT (\(Self.quoted(TableLayout.key))) "
      + "DO UPDATE SET \(updates) WHERE \(RowStatus.isNewer(same: "IS"))"
    let (table, place) = (table, "sqlite:\(path)")
    try told {
      try connection().write { database in
        let quoted = Self.quoted(table)
        let found = try Row.fetchAll(database, sql: "PRAGMA table_info(\(quoted))")
          .map { (name: $0["name"] as String, type: $0["type"] as String) }
        guard !found.isEmpty else {
          let columns = layout.columns.map { column in
            "\(Self.quoted(column.name)) \(Self.type(column))"
              + (column.name == TableLayout.key ? " NOT NULL PRIMARY KEY" : "")
          }
          return try database.execute(
            sql: "CREATE TABLE \(quoted) (\(columns.joined(separator: ", ")))")
        }
        let differences = layout.differences(from: found, type: Self.type)
        try differences.refuse(table, in: place, migrates: migrates)
        for column in differences.missing {
          try database.execute(
            sql: "ALTER TABLE \(quoted) ADD COLUMN \(Self.quoted(column.name)) \(Self.type(column))"
          )
        }
        if isFresh { try database.execute(sql: "DELETE FROM \(quoted)") }
      }
    }
  }

  func done(run: String) throws -> [(id: String, content: String)] {
    guard queue != nil || FileManager.default.fileExists(atPath: path) else { return [] }
    let table = Self.quoted(table)
    return try told {
      try connection().read { database in
        try Row.fetchAll(
          database,
          sql: "SELECT _id, _content FROM \(table) WHERE _run = ? AND \(RowStatus.isDone)",
          arguments: [run]
        ).map { (id: $0["_id"] as String, content: $0["_content"] as String? ?? "") }
      }
    }
  }

  func failed(run: String) throws -> [String] {
    guard queue != nil || FileManager.default.fileExists(atPath: path) else { return [] }
    let sql = "SELECT _id FROM \(Self.quoted(table)) WHERE _run = ? AND _status = 'failed'"
    return try told {
      try connection().read { try String.fetchAll($0, sql: sql, arguments: [run]) }
    }
  }

  func ids(of known: IDSet) throws -> IDSet {
    let table = Self.quoted(table)
    return try told {
      try connection().read { database in
        var ids: IDSet = []
        let rows = try String.fetchCursor(database, sql: "SELECT _id FROM \(table)")
        while let id = try rows.next() {
          if known.contains(id) { ids.insert(id) }
        }
        return ids
      }
    }
  }

  func upsert(_ rows: [[JSONValue]]) throws {
    let insert = insert
    try told {
      try connection().write { database in
        let statement = try database.cachedStatement(sql: insert)
        for row in rows {
          try statement.execute(arguments: StatementArguments(row.map(Self.value)))
        }
      }
    }
  }

  func close() {
    try? queue?.close()
    queue = nil
  }

  /// Text stays text, whatever it holds; lists and objects are JSON.
  private static func value(_ value: JSONValue) -> DatabaseValue {
    switch value {
    case .null: .null
    case .bool(let bool): bool.databaseValue
    case .integer(let integer): Int64(integer).databaseValue
    case .number(let number): number.databaseValue
    case .string(let string): string.databaseValue
    default: value.text().databaseValue
    }
  }

  /// Runs a body, without awaiting: a run that is interrupted still writes what it has.
  private func told<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as DatabaseError {
      throw FileError("sqlite:\(path)", error.message ?? "\(error.resultCode)")
    }
  }
}
