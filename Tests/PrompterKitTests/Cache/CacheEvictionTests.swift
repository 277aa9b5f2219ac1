import Foundation
import GRDB
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("what a cache keeps", .timeLimit(.minutes(5)))
struct CacheEvictionTests {
  let setting: CacheCase

  init() throws { setting = try CacheCase() }

  @Test("beyond its size it lets go what nobody asked for longest")
  func leastRecentlyUsed() async throws {
    let limit = 400_000
    let cache = setting.cache("c.sqlite", limit)
    for number in 0..<60 {
      setting.time.update { $0 += 1 }
      cache.store(answer("\(number)", bytes: 5_000), for: "k\(number)")
      await cache.flush()
    }
    // Asked for long after it was made: it goes after those that were made with it.
    setting.time.update { $0 += 2 * CacheLookups.staleAfter }
    #expect(await cache.completion(for: "k3") != nil)
    for number in 60..<100 {
      setting.time.update { $0 += 1 }
      cache.store(answer("\(number)", bytes: 5_000), for: "k\(number)")
      await cache.flush()
    }
    let used = try await #require(cache.file).writer.writeWithoutTransaction {
      try CacheTable.usedBytes($0)
    }
    #expect(used <= limit && used > limit / 2)
    var kept: [Int] = []
    for number in 0..<100 where await cache.completion(for: "k\(number)") != nil {
      kept.append(number)
    }
    #expect(kept.first == 3)
    #expect(kept.dropFirst() == ArraySlice((100 - (kept.count - 1))..<100))
    #expect(kept.count > 40)
  }

  @Test("a cache that was larger is brought down when the next answer is stored")
  func shrinks() async throws {
    let large = setting.cache()
    for number in 0..<2_000 { large.store(answer("", bytes: 2_000), for: "k\(number)") }
    await large.flush()
    let small = setting.cache("c.sqlite", 1_000_000)
    small.store(answer("new"), for: "new")
    await small.flush()
    let count = try #require(try setting.number("SELECT count(*) FROM completion"))
    #expect((150...260).contains(count))
    #expect(await small.completion(for: "new")?.text == "new")
  }

  @Test("to be asked for costs a write only when that was long ago, and none at once")
  func lazyTouches() async throws {
    let cache = setting.cache()
    cache.store(answer("a"), for: "k")
    await cache.flush()
    let made = setting.time.value
    func used() throws -> Double? {
      try setting.number("SELECT used FROM completion").map(Double.init)
    }
    setting.time.update { $0 += CacheLookups.staleAfter / 2 }
    _ = await cache.completion(for: "k")
    await cache.flush()
    #expect(try used() == made.rounded(.down))
    setting.time.update { $0 += CacheLookups.staleAfter }
    _ = await cache.completion(for: "k")
    #expect(try used() == made.rounded(.down))
    await setting.clock.waitForSleepers()
    setting.clock.advance(by: CacheWriter.touchDelay)
    let now = setting.time.value.rounded(.down)
    while try used() != now { await Task.yield() }
  }

  @Test("an answer that is too old does not count, and is taken out when one is stored")
  func timeToLive() async throws {
    let cache = setting.cache(timeToLive: .seconds(100))
    cache.store(answer("old"), for: "old")
    await cache.flush()
    setting.time.update { $0 += 99 }
    #expect(await cache.completion(for: "old")?.text == "old")
    setting.time.update { $0 += 2 }
    #expect(await cache.completion(for: "old") == nil)
    #expect(await setting.cache().completion(for: "old")?.text == "old")
    setting.clock.advance(by: .seconds(3_601))
    cache.store(answer("new"), for: "new")
    await cache.flush()
    #expect(try setting.number("SELECT count(*) FROM completion") == 1)
    #expect(await cache.completion(for: "new")?.text == "new")
  }

  @Test("an answer that was asked for again after it grew too old counts anew")
  func renewed() async throws {
    let cache = setting.cache(timeToLive: .seconds(100))
    cache.store(answer("1"), for: "k")
    await cache.flush()
    setting.time.update { $0 += 200 }
    #expect(await cache.completion(for: "k") == nil)
    cache.store(answer("2"), for: "k")
    await cache.flush()
    #expect(await cache.completion(for: "k")?.text == "2")
  }

  @Test("a cache of the first versions is taken over with its answers")
  func migration() async throws {
    let body = #"{"text":"T","finish":"stop","tokens":[],"input":1,"output":2,"latency":3}"#
    try setting.makeOld("c.sqlite", (0..<50).map { ("k\($0)", body, 1_700_000_000.0 + Double($0)) })
    let (cache, other) = (setting.cache(), setting.cache())
    for number in [0, 49] {
      #expect(await cache.completion(for: "k\(number)")?.text == "T")
      #expect(await other.completion(for: "k\(number)")?.usage == Usage(input: 1, output: 2))
    }
    cache.store(answer("new"), for: "new")
    await cache.flush()
    #expect(await other.completion(for: "new")?.text == "new")
    #expect(setting.warnings.value.isEmpty)
    let statistics = try CacheStatistics(of: setting.url())
    #expect(statistics.entries == 51)
    #expect(statistics.oldest == Date(timeIntervalSince1970: 1_700_000_000))
    #expect(statistics.bytes > 50 * body.utf8.count)
    // A program of the first versions goes on writing into it.
    try setting.sql(
      "INSERT OR REPLACE INTO completion(key, body, made) VALUES ('late', x'7B7D', 1.5)")
    #expect(await cache.completion(for: "late") == nil)
    #expect(try setting.number("SELECT count(*) FROM sqlite_schema WHERE type = 'table'") == 1)
  }
}
