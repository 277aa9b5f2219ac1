import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("the completion cache", .timeLimit(.minutes(5)))
struct SQLiteCacheTests {
  let setting: CacheCase

  init() throws { setting = try CacheCase() }

  private func real(_ name: String = "deep/c.sqlite") -> SQLiteCache {
    SQLiteCache(URL(filePath: setting.folder.path(name)))
  }

  @Test("an answer comes back with its tokens, also through another handle and another process's")
  func roundTrip() async throws {
    let first = real()
    let second = real()
    #expect(await first.completion(for: "k") == nil)
    first.store(.sample, for: "k")
    #expect(await first.completion(for: "k") == .sample)
    await first.flush()
    #expect(await first.completion(for: "k") == .sample)
    #expect(await second.completion(for: "k") == .sample)
    #expect(await real().completion(for: "k") == .sample)
    #expect(await real("other.sqlite").completion(for: "k") == nil)
  }

  @Test("a newer answer replaces an older one, whether that is written or waits")
  func replaces() async throws {
    let cache = real()
    for text in ["1", "2", "3"] {
      cache.store(Completion(text: text), for: "k")
      cache.store(Completion(text: text + "!"), for: "k")
      #expect(await cache.completion(for: "k")?.text == text + "!")
      await cache.flush()
      #expect(await cache.completion(for: "k")?.text == text + "!")
    }
    #expect(try setting.number("SELECT count(*) FROM completion", "deep/c.sqlite") == 1)
  }

  @Test("several handles write and read at a time, and nothing is lost")
  func concurrent() async throws {
    let handles = (0..<4).map { _ in real() }
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<2_000 {
        group.addTask {
          let handle = handles[number % 4]
          handle.store(Completion(text: "t\(number % 900)"), for: "k\(number % 900)")
          if number % 50 == 0 { await handle.flush() }
          _ = await handle.completion(for: "k\((number * 7) % 900)")
        }
      }
    }
    for handle in handles { await handle.flush() }
    for number in 0..<900 {
      #expect(await handles[0].completion(for: "k\(number)")?.text == "t\(number)")
    }
  }

  @Test("within a process a file is opened once, and handed to all who want it alike")
  func shared() async throws {
    let url = setting.url()
    let first = SQLiteCache.shared(url, setting.options())
    #expect(SQLiteCache.shared(setting.url("x/../c.sqlite"), setting.options()) === first)
    #expect(SQLiteCache.shared(url, setting.options(1 << 21)) !== first)
    first.store(.sample, for: "k")
    #expect(await SQLiteCache.shared(url, setting.options()).completion(for: "k") == .sample)
    SQLiteCache.flushShared()
    #expect(try setting.number("SELECT count(*) FROM completion") == 1)
  }

  @Test("an engine asks once for a question that the file knows, in the next run too")
  func engine() async throws {
    let call = Sample.call()
    for run in 0..<2 {
      let model = ScriptedModel(answers: ["{}"])
      let engine = Engine(model, EngineConfiguration(cache: real()))
      let answers = [try await engine.model.complete(call), try await engine.model.complete(call)]
      await engine.finish()
      #expect(answers.map(\.isCached) == [run == 1, true])
      #expect(model.calls.count == 1 - run)
      #expect(engine.meter.current.cachedCalls == 1 + run)
    }
  }

  @Test("D32: failures are never kept")
  func failures() async throws {
    let server = try LoopbackServer { _ in .text("{}", status: 404) }
    let engine = Engine(
      try loopbackModel("openai/x", at: server), EngineConfiguration(cache: real()))
    for _ in 0..<2 {
      await #expect(throws: ModelError.self) { try await engine.model.complete(Sample.call()) }
    }
    #expect(server.requests.count == 2)
    await engine.finish()
    #expect(try setting.number("SELECT count(*) FROM completion", "deep/c.sqlite") == 0)
  }
}
