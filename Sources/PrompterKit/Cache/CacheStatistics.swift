public import Foundation
import GRDB
import PrompterCore

/// What a completion cache holds.
public struct CacheStatistics: Hashable, Sendable {
  /// What it holds of one model.
  public struct Model: Hashable, Sendable {
    /// As users name it; nil when it was not recorded.
    public let name: String?
    /// How many answers.
    public let entries: Int
    /// The bytes of these answers.
    public let bytes: Int
  }

  /// How many answers there are.
  public let entries: Int
  /// The bytes of the answers.
  public let bytes: Int
  /// The bytes that the file takes on the disk, its log included.
  public let fileBytes: Int
  /// When the oldest and the newest answer were made; nil when there is none.
  public let oldest, newest: Date?
  /// The models, the one with most answers first.
  public let models: [Model]

  /// Counts what a cache holds.
  ///
  /// Throws `FileError` when it cannot be read, with `isMissing` when there is none.
  public init(of file: URL) throws {
    let cache = try CacheFile.existing(file)
    defer { cache.close() }
    do {
      (models, oldest, newest) = try cache.writer.inDatabase { database in
        let rows = try Row.fetchAll(
          database,
          sql: """
            SELECT CAST(model AS TEXT), count(*), CAST(sum(bytes) AS INTEGER),
              CAST(min(made) AS REAL), CAST(max(made) AS REAL)
            FROM completion GROUP BY 1 ORDER BY 2 DESC, 1
            """)
        let models = rows.map { row in
          Model(name: row[0], entries: row[1], bytes: row[2] as Int? ?? 0)
        }
        return (
          models,
          Self.date(rows.map { $0[3] as Double? }, min),
          Self.date(rows.map { $0[4] as Double? }, max)
        )
      }
    } catch {
      throw FileError(file.relativePath, CacheFault(error, file: cache.url).message)
    }
    entries = models.reduce(0) { $0 + $1.entries }
    bytes = models.reduce(0) { $0 + $1.bytes }
    fileBytes = ["", "-wal"].reduce(0) { sum, suffix in
      let attributes = try? FileManager.default.attributesOfItem(atPath: cache.url.path + suffix)
      return sum + (attributes?[.size] as? Int ?? 0)
    }
  }

  /// The earliest or latest moment, within the years that a calendar can write with four digits.
  private static func date(_ moments: [Double?], _ choose: (Double, Double) -> Double) -> Date? {
    guard let first = moments.compactMap({ $0 }).first else { return nil }
    let moment = moments.compactMap { $0 }.reduce(first, choose)
    return Date(timeIntervalSince1970: min(max(0, moment), 253_402_300_799))
  }
}

extension SQLiteCache {
  /// Takes answers out of a cache and gives the space back to the disk.
  ///
  /// Others may use the cache meanwhile.
  ///
  /// - Parameter age: only answers made longer ago than this; nil for all.
  /// - Returns: how many answers are gone.
  /// Throws `FileError` when it cannot be changed, with `isMissing` when there is none.
  @discardableResult
  public static func clear(_ file: URL, olderThan age: Duration? = nil) throws -> Int {
    let cache = try CacheFile.existing(file)
    defer { cache.close() }
    do {
      return try cache.writer.inDatabase { database in
        let count: Int
        if let age {
          count = try CacheTable.remove(
            madeBefore: Date().timeIntervalSince1970 - age.seconds, from: database)
        } else {
          count = try Int.fetchOne(database, sql: "SELECT count(*) FROM completion") ?? 0
          try database.execute(sql: "DELETE FROM completion")
        }
        // The space stays with the file when others are at work or the disk is full.
        try? database.execute(sql: "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
        return count
      }
    } catch {
      throw FileError(file.relativePath, CacheFault(error, file: cache.url).message)
    }
  }
}
