import Foundation
import GRDB
import PrompterTesting
import Synchronization

@testable import PrompterKit

/// What tests of the cache share: a folder, a clock that stands still, a time of day that is set.
struct CacheCase: Sendable {
  let folder: TemporaryFolder
  let clock = ManualClock()
  let time = Shared(1_800_000_000.5)
  let warnings = Shared<[String]>([])

  init() throws { folder = try TemporaryFolder() }

  func url(_ name: String = "c.sqlite") -> URL { URL(filePath: folder.path(name)) }

  func options(_ maximumBytes: Int = 1 << 30, timeToLive: Duration? = nil) -> CacheOptions {
    var options = CacheOptions(maximumBytes: maximumBytes, timeToLive: timeToLive) { warning in
      warnings.update { $0.append(warning) }
    }
    options.wallClock = { [time] in time.value }
    options.clock = clock
    return options
  }

  func cache(
    _ name: String = "c.sqlite", _ maximumBytes: Int = 1 << 30, timeToLive: Duration? = nil
  ) -> SQLiteCache {
    SQLiteCache(url(name), options(maximumBytes, timeToLive: timeToLive))
  }

  /// Files whose names start so.
  func files(_ prefix: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix(prefix) }.sorted()
  }

  /// Runs SQL on a file, on a connection of its own.
  func sql(_ text: String, _ name: String = "c.sqlite") throws {
    let queue = try DatabaseQueue(path: folder.path(name))
    defer { try? queue.close() }
    try queue.writeWithoutTransaction { try $0.execute(sql: text) }
  }

  /// A number that SQL finds in a file.
  func number(_ text: String, _ name: String = "c.sqlite") throws -> Int? {
    let queue = try DatabaseQueue(path: folder.path(name))
    defer { try? queue.close() }
    return try queue.writeWithoutTransaction { try Int.fetchOne($0, sql: text) }
  }

  /// A cache as the first versions made it.
  func makeOld(_ name: String = "c.sqlite", _ rows: [(key: String, body: String, made: Double)])
    throws
  {
    let queue = try DatabaseQueue(path: folder.path(name))
    defer { try? queue.close() }
    try queue.writeWithoutTransaction { database in
      try database.execute(
        sql: """
          PRAGMA journal_mode = WAL;
          CREATE TABLE completion(
            key TEXT PRIMARY KEY, body BLOB NOT NULL, made REAL NOT NULL) WITHOUT ROWID
          """)
      for row in rows {
        try database.execute(
          sql: "INSERT INTO completion VALUES (?, ?, ?)",
          arguments: [row.key, Data(row.body.utf8), row.made])
      }
    }
  }

  /// Waits, without sleeping, until an answer can be found by a cache.
  func wait(for key: String, in cache: SQLiteCache) async -> Completion {
    while true {
      if let completion = await cache.completion(for: key) { return completion }
      await Task.yield()
    }
  }
}

/// An answer whose text takes so many bytes.
func answer(_ text: String, bytes: Int = 0) -> Completion {
  Completion(text: text + String(repeating: ".", count: max(0, bytes - text.utf8.count)))
}

extension Completion {
  /// One with everything in it.
  static let sample = Completion(
    text: "{\"a\": \"é🎬\u{0}\n\"}", finish: .length,
    tokens: [
      Token(
        range: 0..<6, logProbability: -0.125,
        alternatives: [
          .init(text: "{", logProbability: -0.125), .init(text: "\n", logProbability: -9.1),
        ]),
      Token(range: 6..<6, logProbability: 0), Token(range: 6..<16, logProbability: -1e-12),
    ], usage: Usage(input: 12, output: 3), latency: .milliseconds(250))
}
