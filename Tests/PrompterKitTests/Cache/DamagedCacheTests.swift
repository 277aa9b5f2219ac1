import Foundation
import GRDB
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("a cache that is damaged", .timeLimit(.minutes(5)))
struct DamagedCacheTests {
  let setting: CacheCase

  init() throws { setting = try CacheCase() }

  private func data(_ name: String = "c.sqlite") throws -> Data {
    try Data(contentsOf: setting.url(name))
  }

  /// A cache of 300 answers whose log is part of the file.
  private func make() async throws {
    do {
      let cache = setting.cache()
      for number in 0..<300 { cache.store(answer("\(number)", bytes: 3_000), for: "k\(number)") }
      await cache.flush()
    }
    try setting.sql("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  private func expectWorks(_ cache: SQLiteCache) async {
    cache.store(.sample, for: "fresh")
    await cache.flush()
    #expect(await SQLiteCache(setting.url()).completion(for: "fresh") == .sample)
  }

  @Test(
    "what is no database is set aside under a name that is free",
    arguments: ["not a database ", "x", "SQLite format 3\u{0}"])
  func noDatabase(text: String) async throws {
    let content = String(repeating: text, count: 60)
    try setting.folder.write(content, to: "c.sqlite")
    try setting.folder.write("log", to: "c.sqlite-wal")
    try setting.folder.write("kept", to: "c.sqlite.damaged-1")
    let cache = setting.cache()
    await expectWorks(cache)
    #expect(try setting.folder.read("c.sqlite.damaged-1") == "kept")
    #expect(try setting.folder.read("c.sqlite.damaged-2") == content)
    #expect(try setting.files("c.sqlite.damaged-2").first == "c.sqlite.damaged-2")
    #expect(setting.warnings.value.count == 1)
    #expect(setting.warnings.value.first?.contains("c.sqlite.damaged-2") == true)
    #expect(await setting.cache().completion(for: "fresh") == .sample)
    #expect(setting.warnings.value.count == 1)
  }

  @Test(
    "a file that lost its end is set aside when that shows, and the cache goes on",
    arguments: [
      4_096, 20_000, 500_000,
    ])
  func truncated(bytes: Int) async throws {
    try await make()
    try data().prefix(bytes).write(to: setting.url())
    let cache = setting.cache()
    for number in 0..<300 { _ = await cache.completion(for: "k\(number)") }
    await eventually { cache.file != nil && !setting.warnings.value.isEmpty }
    await expectWorks(cache)
    #expect(setting.warnings.value.count == 1, "\(setting.warnings.value)")
    #expect(try data("c.sqlite.damaged-1").count >= min(bytes, 4_096))
  }

  @Test("a page that holds nonsense is found while reading or writing; no answer fails")
  func malformedPages() async throws {
    try await make()
    var bytes = try data()
    // All but the first page: the tables' shape is still readable.
    for index in 4_096..<bytes.count { bytes[index] = 0xA5 }
    try bytes.write(to: setting.url())
    let cache = setting.cache()
    let model = ScriptedModel(answers: ["{}"])
    let engine = Engine(model, EngineConfiguration(cache: cache))
    #expect(try await engine.model.complete(Sample.call()).text == "{}")
    await engine.finish()
    await eventually { cache.file != nil && !setting.warnings.value.isEmpty }
    await expectWorks(cache)
    #expect(try setting.files("c.sqlite.damaged-1").contains("c.sqlite.damaged-1"))
    #expect(setting.warnings.value.count == 1, "\(setting.warnings.value)")
  }

  @Test("bytes that changed inside an answer are a question not asked yet")
  func damagedBody() async throws {
    try await make()
    try setting.sql("UPDATE completion SET body = x'01' || randomblob(40) WHERE key = 'k5'")
    try setting.sql("UPDATE completion SET body = 'text' WHERE key = 'k6'")
    let cache = setting.cache()
    #expect(await cache.completion(for: "k5") == nil)
    #expect(await cache.completion(for: "k6") == nil)
    #expect(await cache.completion(for: "k7") != nil)
    #expect(setting.warnings.value.isEmpty)
  }

  @Test("two who find the same damage set it aside once")
  func twoFinders() async throws {
    try await make()
    var bytes = try data()
    for index in 4_096..<bytes.count { bytes[index] = 0xA5 }
    try bytes.write(to: setting.url())
    let caches = [setting.cache(), setting.cache()]
    for cache in caches { #expect(await cache.completion(for: "k1") == nil) }
    await eventually { caches.allSatisfy { $0.file != nil } && !setting.warnings.value.isEmpty }
    caches[0].store(.sample, for: "k")
    await caches[0].flush()
    #expect(await caches[1].completion(for: "k") == .sample)
    #expect(try setting.files("c.sqlite.damaged-2").isEmpty)
    #expect(setting.warnings.value.count == 1)
  }

  @Test("the database of something else stays as it is, and nothing is kept")
  func foreign() async throws {
    try setting.sql("CREATE TABLE people(name TEXT); INSERT INTO people VALUES ('Ada')")
    let before = try data()
    let cache = setting.cache()
    cache.store(.sample, for: "k")
    await cache.flush()
    #expect(await cache.completion(for: "k") == nil)
    #expect(try data() == before)
    #expect(setting.warnings.value.count == 1)
    #expect(throws: FileError.self) { try SQLiteCache.clear(setting.url()) }
    #expect(throws: FileError.self) { try CacheStatistics(of: setting.url()) }
  }

  @Test("the cache of a newer prompter stays as it is")
  func newer() async throws {
    await expectWorks(setting.cache())
    try setting.sql("PRAGMA user_version = 99")
    #expect(await setting.cache().completion(for: "fresh") == nil)
    #expect(setting.warnings.value.count == 1)
    #expect(setting.warnings.value.first?.contains("newer") == true)
    #expect(try setting.number("SELECT count(*) FROM completion") == 1)
  }

  @Test(
    "where no file can be made, the run goes on without a cache",
    arguments: ["folder.sqlite", "file/c.sqlite", "/proc/none/c.sqlite"])
  func noPlace(name: String) async throws {
    try FileManager.default.createDirectory(
      at: setting.url("folder.sqlite"), withIntermediateDirectories: true)
    try setting.folder.write("x", to: "file")
    let url = name.hasPrefix("/") ? URL(filePath: name) : setting.url(name)
    let cache = SQLiteCache(url, setting.options())
    let engine = Engine(ScriptedModel(answers: ["{}"]), EngineConfiguration(cache: cache))
    for _ in 0..<2 { #expect(try await engine.model.complete(Sample.call()).text == "{}") }
    await engine.finish()
    #expect(cache.file == nil)
    #expect(setting.warnings.value.count == 1)
    #expect(try setting.files() == ["file", "folder.sqlite"])
  }

  @Test(
    "a file that may not be read makes room; where nothing may be written there is no cache",
    .enabled(if: geteuid() != 0, "root may do everything"))
  func permissions() async throws {
    try await make()
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o000], ofItemAtPath: setting.url().path)
    await expectWorks(setting.cache())
    #expect(try setting.files("c.sqlite.damaged-1").first == "c.sqlite.damaged-1")
    try manager.setAttributes([.posixPermissions: 0o400], ofItemAtPath: setting.url().path)
    try manager.setAttributes([.posixPermissions: 0o500], ofItemAtPath: setting.folder.path)
    let cache = setting.cache()
    cache.store(.sample, for: "k")
    await cache.flush()
    #expect(cache.file == nil)
    #expect(setting.warnings.value.count == 2)
    try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: setting.folder.path)
  }
}
