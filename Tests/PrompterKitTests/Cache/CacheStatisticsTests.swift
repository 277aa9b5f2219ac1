import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("what a cache holds, and emptying it", .timeLimit(.minutes(5)))
struct CacheStatisticsTests {
  let setting: CacheCase

  init() throws { setting = try CacheCase() }

  private func fill(_ cache: SQLiteCache) async {
    for number in 0..<40 {
      setting.time.update { $0 += 1 }
      let model = number < 30 ? "openai/a" : number < 39 ? "local/b" : ""
      cache.store(answer("\(number)", bytes: 4_000), for: "k\(number)", of: model)
    }
    await cache.flush()
  }

  @Test("counts by model, and the moments of the oldest and the newest answer")
  func counts() async throws {
    let start = setting.time.value
    await fill(setting.cache())
    let statistics = try CacheStatistics(of: setting.url())
    #expect(statistics.entries == 40)
    #expect((160_000...165_000).contains(statistics.bytes))
    #expect(statistics.fileBytes > statistics.bytes)
    #expect(statistics.oldest == Date(timeIntervalSince1970: start + 1))
    #expect(statistics.newest == Date(timeIntervalSince1970: start + 40))
    #expect(statistics.models.map(\.name) == ["openai/a", "local/b", nil])
    #expect(statistics.models.map(\.entries) == [30, 9, 1])
  }

  @Test("a missing cache is told from one that cannot be read")
  func missing() throws {
    for action in [
      { _ = try CacheStatistics(of: $0) }, { _ = try SQLiteCache.clear($0) },
    ] as [(URL) throws -> Void] {
      let error = #expect(throws: FileError.self) { try action(setting.url("none.sqlite")) }
      #expect(error?.isMissing == true)
      try setting.folder.write(String(repeating: "text ", count: 50), to: "text")
      let other = #expect(throws: FileError.self) { try action(setting.url("text")) }
      #expect(other?.isMissing == false)
    }
    #expect(try setting.files() == ["text"])
  }

  @Test("clear gives the space back, while another one uses the cache")
  func clear() async throws {
    let cache = setting.cache()
    await fill(cache)
    let before = try CacheStatistics(of: setting.url()).fileBytes
    #expect(try SQLiteCache.clear(setting.url()) == 40)
    #expect(await cache.completion(for: "k1") == nil)
    let after = try CacheStatistics(of: setting.url())
    #expect(after.entries == 0 && after.oldest == nil && after.fileBytes < before / 2)
    cache.store(.sample, for: "k1")
    await cache.flush()
    #expect(await setting.cache().completion(for: "k1") == .sample)
    #expect(setting.warnings.value.isEmpty)
  }

  @Test("clear by age takes out what is older, and nothing else")
  func olderThan() async throws {
    let now = Date().timeIntervalSince1970
    setting.time.update { $0 = now - 1_000 - 40 }
    let cache = setting.cache()
    await fill(cache)
    setting.time.update { $0 = now }
    cache.store(answer("new"), for: "new")
    await cache.flush()
    #expect(try SQLiteCache.clear(setting.url(), olderThan: .seconds(2_000)) == 0)
    #expect(try SQLiteCache.clear(setting.url(), olderThan: .seconds(500)) == 40)
    #expect(await cache.completion(for: "new")?.text == "new")
  }
}
