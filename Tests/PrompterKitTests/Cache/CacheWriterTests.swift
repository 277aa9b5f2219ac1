import Foundation
import GRDB
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("grouped commits of the cache", .timeLimit(.minutes(5)))
struct CacheWriterTests {
  let setting: CacheCase

  init() throws { setting = try CacheCase() }

  @Test("the first answer is written at once, those that follow together a moment later")
  func groups() async throws {
    let (cache, other) = (setting.cache(), setting.cache())
    cache.store(answer("0"), for: "k0")
    #expect(await setting.wait(for: "k0", in: other).text == "0")
    for number in 1...20 { cache.store(answer("\(number)"), for: "k\(number)") }
    // One alarm for the answers, one for the disk.
    await setting.clock.waitForSleepers(2)
    #expect(await other.completion(for: "k7") == nil)
    #expect(await cache.completion(for: "k7")?.text == "7")
    setting.clock.advance(by: CacheWriter.spacing)
    #expect(await setting.wait(for: "k7", in: other).text == "7")
    #expect(try setting.number("SELECT count(*) FROM completion") == 21)
  }

  @Test("a large group does not wait")
  func largeGroup() async throws {
    let (cache, other) = (setting.cache(), setting.cache())
    cache.store(answer("first"), for: "first")
    _ = await setting.wait(for: "first", in: other)
    for number in 0..<CacheWriter.groupSize { cache.store(answer("\(number)"), for: "\(number)") }
    #expect(await setting.wait(for: "255", in: other).text == "255")
  }

  @Test("flush writes what waits, and so does the end of the cache")
  func flush() async throws {
    let other = setting.cache()
    do {
      let cache = setting.cache()
      cache.store(answer("first"), for: "first")
      _ = await setting.wait(for: "first", in: other)
      cache.store(answer("a"), for: "a")
      await cache.flush()
      #expect(await other.completion(for: "a")?.text == "a")
      cache.store(answer("b"), for: "b")
      #expect(await other.completion(for: "b") == nil)
    }
    #expect(await other.completion(for: "b")?.text == "b")
  }

  @Test("a full disk is said once; answers are found all the same, and written when there is room")
  func diskFull() async throws {
    let cache = setting.cache()
    let file = try #require(cache.file)
    await cache.flush()
    let pages = try await file.writer.writeWithoutTransaction { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      try database.execute(sql: "PRAGMA max_page_count = \(pages)")
      return pages
    }
    #expect(pages > 0)
    for round in 0..<3 {
      cache.store(answer("big", bytes: 20_000), for: "k\(round)")
      await cache.flush()
    }
    #expect(setting.warnings.value.count == 1)
    #expect(setting.warnings.value.first?.contains("full") == true, "\(setting.warnings.value)")
    #expect(await cache.completion(for: "k1")?.text.hasPrefix("big") == true)
    try await file.writer.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA max_page_count = 100000")
    }
    await cache.flush()
    #expect(try setting.number("SELECT count(*) FROM completion") == 3)
    #expect(try setting.files("c.sqlite.damaged").isEmpty)
  }

  @Test("memory stays bounded while nothing can be written")
  func bounded() async throws {
    let cache = setting.cache()
    let file = try #require(cache.file)
    try await file.writer.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA max_page_count = 4")
    }
    let large = answer("x", bytes: 8 << 20)
    for number in 0..<12 {
      cache.store(large, for: "k\(number)")
      await cache.flush()
    }
    #expect(await cache.completion(for: "k0") != nil)
    #expect(await cache.completion(for: "k11") == nil)
    #expect(setting.warnings.value.count == 2)
  }

  @Test("an answer that takes too long to be worth a row is left out")
  func tooLarge() async throws {
    let cache = setting.cache()
    cache.store(answer("x", bytes: CompletionCoding.maximumBytes + 1), for: "large")
    cache.store(answer("y"), for: "small")
    await cache.flush()
    #expect(try setting.number("SELECT count(*) FROM completion") == 1)
    #expect(setting.warnings.value.isEmpty)
  }
}
