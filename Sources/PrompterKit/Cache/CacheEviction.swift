import GRDB
import PrompterCore

/// Takes answers out of a cache: those that nobody asked for longest, those that are too old.
extension CacheTable {
  /// How many rows a transaction takes out: others wait for it.
  private static let rowsATransaction = 500
  /// How many rows are chosen at a time.
  private static let rowsARound = 50_000
  /// What a row takes beside its body: its columns, its place in the index, unused space.
  private static let rowBytes = 200

  /// The bytes of the pages in use; a file never gets smaller, but free pages are used again.
  static func usedBytes(_ database: Database) throws -> Int {
    func pragma(_ name: String) throws -> Int {
      try Int.fetchOne(database.cachedStatement(sql: "PRAGMA \(name)")) ?? 0
    }
    return try (pragma("page_count") - pragma("freelist_count")) * pragma("page_size")
  }

  /// Makes room when a cache uses more bytes than it may: down to nine tenths, so that it is not
  /// done again at once.
  static func evict(from database: Database, maximumBytes: Int) throws {
    var used = try usedBytes(database)
    guard used > maximumBytes else { return }
    let goal = maximumBytes / 10 * 9
    while used > goal {
      let ids = try leastUsed(in: database, bytes: used - goal)
      guard !ids.isEmpty else { return }
      try remove(ids, from: database)
      used = try usedBytes(database)
    }
  }

  /// The rows that nobody asked for longest and that take so many bytes together.
  private static func leastUsed(in database: Database, bytes: Int) throws -> [Int64] {
    let total = try Int.fetchOne(
      database, sql: "SELECT sum(max(bytes, 0)) + count(*) * \(rowBytes) FROM completion")
    // Pages are not full: a row takes more than its bytes, all about in proportion.
    var left = Double(bytes) * Double(total ?? 0) / Double(try usedBytes(database))
    var ids: [Int64] = []
    let rows = try Row.fetchCursor(
      database, sql: "SELECT id, bytes FROM completion ORDER BY used, id LIMIT \(rowsARound)")
    while left > 0, let row = try rows.next() {
      ids.append(row[0])
      left -= Double(max(0, row[1] as Int? ?? 0) + rowBytes)
    }
    return ids
  }

  /// Takes out what was made before a moment.
  ///
  /// - Returns: how many answers that were.
  @discardableResult
  static func remove(madeBefore moment: Double, from database: Database) throws -> Int {
    var count = 0
    while true {
      let ids = try Int64.fetchAll(
        database, sql: "SELECT id FROM completion WHERE made < ? LIMIT \(rowsARound)",
        arguments: [moment])
      if ids.isEmpty { return count }
      try remove(ids, from: database)
      count += ids.count
    }
  }

  private static func remove(_ ids: [Int64], from database: Database) throws {
    for start in stride(from: 0, to: ids.count, by: rowsATransaction) {
      try database.inTransaction(.immediate) {
        let delete = try database.cachedStatement(sql: "DELETE FROM completion WHERE id = ?")
        for id in ids[start..<min(start + rowsATransaction, ids.count)] {
          try delete.execute(arguments: [id])
        }
        return .commit
      }
    }
  }
}
