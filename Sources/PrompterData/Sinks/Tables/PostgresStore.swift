import Foundation
import PrompterKit

/// A table of a Postgres server.
///
/// When the connection is lost, a new one is made, and what was not known to be written is written
/// again: rows are told apart by their ids, so that twice is once.
actor PostgresStore: TableStore {
  /// So long it is tried to reach a server that has gone away.
  private static let patience = Duration.seconds(60)
  /// The protocol counts the values of a statement with 16 bits.
  private static let maximumValues = 60_000

  /// Waiting for a lock or a server blocks.
  private let thread = BlockingThread()
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private let address: PostgresAddress
  private let table: String
  private var connection: PostgresConnection?
  private var columns: [TableColumn] = []
  /// Whether the server was there and the table fits.
  private var isPrepared = false

  init(_ address: PostgresAddress, table: String) {
    self.address = address
    self.table = table
  }

  /// The table's name for SQL: a dot stands between the schema's and its own.
  private var quoted: String {
    table.split(separator: ".").map { SQLiteStore.quoted(String($0)) }.joined(separator: ".")
  }

  static func type(_ column: TableColumn) -> String {
    switch column.kind {
    case .text: "text"
    case .integer: "bigint"
    case .number: "double precision"
    case .boolean: "boolean"
    case .date: "date"
    case .time: "timestamp with time zone"
    case .json: "jsonb"
    }
  }

  func prepare(_ layout: TableLayout, migrates: Bool, isFresh: Bool) async throws {
    columns = layout.columns
    let (table, quoted, place) = (table, quoted, address.shown)
    try await transaction { connection in
      // Two processes that begin at once make one table.
      try connection.run("SELECT pg_advisory_xact_lock(hashtext($1))", ["prompter " + quoted])
      let found = try connection.run(
        """
        SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
        WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
        """, [quoted]
      ).map { (name: $0[0] ?? "", type: $0[1] ?? "") }
      guard !found.isEmpty else {
        let definitions = layout.columns.map { column in
          "\(SQLiteStore.quoted(column.name)) \(Self.type(column))"
            + (column.name == TableLayout.key ? " PRIMARY KEY" : "")
        }
        try connection.run("CREATE TABLE \(quoted) (\(definitions.joined(separator: ", ")))")
        return
      }
      let differences = layout.differences(from: found, type: Self.type)
      try differences.refuse(table, in: place, migrates: migrates)
      for column in differences.missing {
        try connection.run(
          "ALTER TABLE \(quoted) ADD COLUMN \(SQLiteStore.quoted(column.name)) \(Self.type(column))"
        )
      }
      if isFresh { try connection.run("DELETE FROM \(quoted)") }
    }
    isPrepared = true
  }

  func done(run: String) async throws -> [(id: String, content: String)] {
    let sql = "SELECT _id, _content FROM \(quoted) WHERE _run = $1 AND \(RowStatus.isDone)"
    return try await transaction { connection in
      try connection.run(sql, [run]).map { (id: $0[0] ?? "", content: $0[1] ?? "") }
    }
  }

  func failed(run: String) async throws -> [String] {
    let sql = "SELECT _id FROM \(quoted) WHERE _run = $1 AND _status = 'failed'"
    return try await transaction { connection in
      try connection.run(sql, [run]).map { $0[0] ?? "" }
    }
  }

  func ids(of known: IDSet) async throws -> IDSet {
    let sql = "SELECT _id FROM \(quoted)"
    return try await transaction { connection in
      var ids: IDSet = []
      for row in try connection.run(sql) {
        if let id = row[0], known.contains(id) { ids.insert(id) }
      }
      return ids
    }
  }

  func upsert(_ rows: [[JSONValue]]) async throws {
    guard let key = columns.firstIndex(where: { $0.name == TableLayout.key }) else { return }
    // One statement may write a row once: the last one of an id counts.
    var last: [JSONValue: Int] = [:]
    for (index, row) in rows.enumerated() { last[row[key]] = index }
    // All writers lock rows in the same order, so that none waits for one that waits for it.
    let kept = rows.enumerated().filter { last[$0.element[key]] == $0.offset }.map(\.element)
      .sorted { ($0[key].string ?? "") < ($1[key].string ?? "") }
    let size = max(1, Self.maximumValues / columns.count)
    let columns = columns
    let insert = insert
    try await transaction { connection in
      for start in stride(from: 0, to: kept.count, by: size) {
        let part = kept[start..<min(start + size, kept.count)]
        let values = part.flatMap { row in
          zip(row, columns).map { PostgresValue.text($0, as: $1.kind) }
        }
        try connection.run(insert(part.count), values)
      }
    }
  }

  /// The statement that writes so many rows.
  private var insert: (Int) -> String {
    let names = columns.map { SQLiteStore.quoted($0.name) }
    let types = columns.map(Self.type)
    let quoted = quoted
    return { count in
      let rows = (0..<count).map { row in
        let values = types.indices.map { "$\(row * types.count + $0 + 1)::\(types[$0])" }
        return "(\(values.joined(separator: ", ")))"
      }
      return "INSERT INTO \(quoted) AS held (\(names.joined(separator: ", "))) VALUES "
        + rows.joined(separator: ", ")
        + " ON CONFLICT (\(SQLiteStore.quoted(TableLayout.key))) DO UPDATE SET "
        + names.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        + " WHERE \(RowStatus.isNewer(same: "IS NOT DISTINCT FROM"))"
    }
  }

  func close() { connection = nil }

  /// Runs a body in a transaction; when the connection is lost, again on a new one.
  private func transaction<Result>(
    _ body: (PostgresConnection) throws -> Result
  ) async throws -> Result {
    let deadline = ContinuousClock.now + Self.patience
    var delay = Duration.milliseconds(100)
    while true {
      do {
        let connection = try self.connection ?? PostgresConnection(address)
        self.connection = connection
        return try Self.transaction(connection, body)
      } catch let failure as PostgresConnection.Failure {
        if failure.isLost { connection = nil }
        // A server that was never there is told at once.
        guard failure.isConflict || failure.isLost && isPrepared, ContinuousClock.now < deadline
        else {
          throw FileError(address.shown, address.redacted(failure.message))
        }
      }
      // In a task that is cancelled nothing sleeps, and the last rows are still to be written.
      await Task.detached { [delay] in try? await Task.sleep(for: delay) }.value
      delay = min(delay * 2, .seconds(2))
    }
  }

  private static func transaction<Result>(
    _ connection: PostgresConnection, _ body: (PostgresConnection) throws -> Result
  ) throws -> Result {
    try connection.run("BEGIN")
    do {
      let result = try body(connection)
      try connection.run("COMMIT")
      return result
    } catch {
      _ = try? connection.run("ROLLBACK")
      throw error
    }
  }
}
