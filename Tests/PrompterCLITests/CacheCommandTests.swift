import Foundation
import PrompterTesting
import Testing

@Suite("prompter cache, and the cache of runs", .timeLimit(.minutes(5)))
struct CacheCommandTests {
  private func stats(_ shell: Shell, _ more: String...) async throws -> [String: Any] {
    let outcome = try await shell.prompter("cache", "stats", "--json", adding: more)
    #expect(outcome.status == 0 && outcome.err.isEmpty, "\(outcome.err)")
    return try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any] ?? [:]
  }

  private func extract(
    _ shell: Shell, _ server: ScriptedServer, _ output: String, _ more: String...
  ) async throws -> Shell.Outcome {
    try await shell.prompter(
      "extract", "p.json", "data.jsonl", "--base-url", server.baseURL, "--quiet", "-o", output,
      adding: more)
  }

  @Test("processes that run at a time share a cache, and the next one asks nothing")
  func processes() async throws {
    let (processes, rows) = (4, 40)
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(rows)
    try await withThrowingTaskGroup(of: Shell.Outcome.self) { group in
      for number in 0..<processes {
        group.addTask { try await extract(shell, server, "out\(number).jsonl") }
      }
      for try await outcome in group {
        #expect(outcome.status == 0 && outcome.err.isEmpty, "\(outcome.err)")
      }
    }
    for number in 0..<processes { #expect(try shell.records("out\(number).jsonl").count == rows) }
    let asked = server.requests.count
    #expect((rows...rows * processes).contains(asked))
    #expect(try await extract(shell, server, "last.jsonl").status == 0)
    #expect(server.requests.count == asked)
    let stats = try await stats(shell)
    #expect(stats["entries"] as? Int == rows)
    #expect(stats["path"] as? String == shell.folder.path(".cache/prompter/completions.sqlite"))
    let models = try #require(stats["models"] as? [[String: Any]])
    #expect(models.count == 1 && models[0]["model"] as? String == "openai/x")
    #expect((stats["oldest"] as? String)?.hasSuffix("Z") == true)
  }

  @Test("an answer is kept although the process ends right after it")
  func ends() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(30)
    #expect(try await extract(shell, server, "a.jsonl", "--first", "30").status == 0)
    #expect(try await stats(shell)["entries"] as? Int == 30)
    let predict = ["predict", "p.json", "The number is 77 today.", "--base-url", server.baseURL]
    for _ in 0..<2 { #expect(try await shell.start(predict).outcome().status == 0) }
    #expect(server.requests.count == 31)
  }

  @Test("clear empties the cache; one that does not exist is a normal end")
  func clear() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(5)
    let place = ["--cache", "x/c.sqlite"]
    let none = try await shell.prompter("cache", "clear", adding: place)
    #expect(none.status == 0 && none.out.isEmpty)
    #expect(try await shell.prompter("cache", "stats", adding: place).out.contains("no cache yet"))
    #expect(try await stats(shell, "--cache", "x/c.sqlite")["exists"] as? Bool == false)
    #expect(!shell.files.contains { $0.hasPrefix("x") })
    #expect(try await extract(shell, server, "a.jsonl", "--cache", "x/c.sqlite").status == 0)
    let table = try await shell.prompter("cache", "stats", adding: place).out
    #expect(table.contains("openai/x") && table.contains("all"))
    let kept = try await shell.prompter(
      "cache", "clear", "--older-than", "1h", "--json", adding: place)
    #expect(kept.status == 0 && kept.out.contains(#""removed":0"#))
    let cleared = try await shell.prompter("cache", "clear", adding: place)
    #expect(cleared.status == 0 && cleared.err.contains("5 answers removed"))
    #expect(try await stats(shell, "--cache", "x/c.sqlite")["entries"] as? Int == 0)
  }

  @Test("settings come from the environment and the configuration file, and bad ones are named")
  func settings() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    var shell = try await Shell.withNumbers(3)
    try shell.folder.write("cache: y.sqlite\ncache-size: 5M\ncache-ttl: 1d\n", to: "c.yaml")
    #expect(try await extract(shell, server, "a.jsonl", "--config", "c.yaml").status == 0)
    #expect(try await stats(shell, "--config", "c.yaml")["entries"] as? Int == 3)
    shell.environment["PROMPTER_CACHE"] = "z.sqlite"
    #expect(try await extract(shell, server, "b.jsonl").status == 0)
    #expect(try await stats(shell)["path"] as? String == shell.folder.path("z.sqlite"))
    for bad in [["--cache-size", "5"], ["--cache-size", "many"], ["--cache-ttl", "7"]] {
      let outcome = try await shell.prompter(
        "predict", "p.json", "The number is 1 today.", adding: bad)
      expectError(outcome, 64, bad[0])
    }
    expectError(
      try await shell.prompter("cache", "clear", "--older-than", "soon"), 64, "--older-than")
  }

  @Test("a damaged cache is a warning, not a failure; clear leaves what is no cache alone")
  func damaged() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(3)
    let text = String(repeating: "precious ", count: 100)
    try shell.folder.write(text, to: "c.sqlite")
    expectError(
      try await shell.prompter("cache", "clear", "--cache", "c.sqlite"), 1, "c.sqlite")
    let outcome = try await extract(shell, server, "a.jsonl", "--cache", "c.sqlite")
    #expect(outcome.status == 0)
    #expect(outcome.err.split(separator: "\n").count == 1, "\(outcome.err)")
    #expect(outcome.err.hasPrefix("prompter: warning: ") && outcome.err.contains("damaged-1"))
    #expect(try shell.folder.read("c.sqlite.damaged-1") == text)
    #expect(try await stats(shell, "--cache", "c.sqlite")["entries"] as? Int == 3)
  }
}
