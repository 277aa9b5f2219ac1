import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("the completion cache", .timeLimit(.minutes(1)))
struct SQLiteCacheTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func cache(_ name: String = "deep/c.sqlite") throws -> SQLiteCache {
    try SQLiteCache(URL(filePath: folder.path(name)))
  }

  static let completion = Completion(
    text: "{\"a\": \"é🎬\u{0}\n\"}", finish: .length,
    tokens: [
      Token(
        range: 0..<6, logProbability: -0.125,
        alternatives: [
          .init(text: "{", logProbability: -0.125), .init(text: "\n", logProbability: -9),
        ]),
      Token(range: 6..<6, logProbability: 0), Token(range: 6..<16, logProbability: -1e-12),
    ], usage: Usage(input: 12, output: 3), latency: .milliseconds(250))

  @Test("an answer comes back with its tokens, also through another handle and another process's")
  func roundTrip() async throws {
    let first = try cache()
    let second = try cache()
    #expect(try await first.completion(for: "k") == nil)
    try await first.store(Self.completion, for: "k")
    #expect(try await first.completion(for: "k") == Self.completion)
    #expect(try await second.completion(for: "k") == Self.completion)
    #expect(try await cache().completion(for: "k") == Self.completion)
    #expect(try await cache("other.sqlite").completion(for: "k") == nil)
  }

  @Test("a newer answer replaces an older one")
  func replaces() async throws {
    let cache = try cache()
    try await cache.store(Completion(text: "old"), for: "k")
    try await cache.store(Completion(text: "new"), for: "k")
    #expect(try await cache.completion(for: "k")?.text == "new")
  }

  @Test("several handles write and read at a time")
  func concurrent() async throws {
    let handles = try (0..<3).map { _ in try cache() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<90 {
        group.addTask {
          let handle = handles[number % 3]
          try await handle.store(Completion(text: "t\(number % 45)"), for: "k\(number % 45)")
          _ = try await handle.completion(for: "k\((number * 7) % 45)")
        }
      }
      try await group.waitForAll()
    }
    for number in 0..<45 {
      #expect(try await handles[0].completion(for: "k\(number)")?.text == "t\(number)")
    }
  }

  @Test(
    "an entry that is damaged counts as none",
    arguments: [
      "{}", "[]", #"{"text": 1, "finish": "stop", "tokens": []}"#,
      #"{"text": "a", "finish": "never", "tokens": []}"#, #"{"text": "a", "finish": "stop"}"#,
    ])
  func damaged(json: String) throws {
    #expect(CompletionCoding.completion(try parsed(json)) == nil)
  }

  @Test(
    "a token that is damaged is left out",
    arguments: ["[]", "[1]", "[3, 1, -1, []]", #"["a", 2, -1, []]"#, "[0, 1, null, []]", "null"])
  func damagedToken(token: String) throws {
    let json = try parsed(
      #"{"text": "ab", "finish": "stop", "tokens": [\#(token), [0, 1, -1, [3]]]}"#)
    #expect(
      CompletionCoding.completion(json)?.tokens == [Token(range: 0..<1, logProbability: -1)])
  }

  @Test("a file that is no database is named")
  func noDatabase() throws {
    let path = try folder.write(String(repeating: "not a database ", count: 100), to: "c.sqlite")
    let error = #expect(throws: FileError.self) { try SQLiteCache(URL(filePath: path)) }
    #expect(error?.path == path)
    #expect(throws: FileError.self) { try SQLiteCache(URL(filePath: "\(path)/below.sqlite")) }
  }

  @Test("an engine asks once for a question that the file knows, in the next run too")
  func engine() async throws {
    let call = Sample.call()
    for run in 0..<2 {
      let model = ScriptedModel(answers: ["{}"])
      let engine = Engine(model, EngineConfiguration(cache: try cache()))
      let answers = [try await engine.model.complete(call), try await engine.model.complete(call)]
      #expect(answers.map(\.isCached) == [run == 1, true])
      #expect(model.calls.count == 1 - run)
      #expect(engine.meter.current.cachedCalls == 1 + run)
    }
  }

  @Test("D32: failures are never kept")
  func failures() async throws {
    let server = try LoopbackServer { _ in .text("{}", status: 404) }
    let engine = Engine(
      try loopbackModel("openai/x", at: server), EngineConfiguration(cache: try cache()))
    for _ in 0..<2 {
      await #expect(throws: ModelError.self) { try await engine.model.complete(Sample.call()) }
    }
    #expect(server.requests.count == 2)
  }
}
