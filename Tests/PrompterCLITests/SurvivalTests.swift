import Foundation
import PrompterTesting
import Testing

@Suite("runs survive", .timeLimit(.minutes(5)))
struct SurvivalTests {
  /// Answers every fourth document wrongly.
  private static func mostlyRight(_ text: String) -> ScriptedServer.Answer {
    let n = Numbers.number(in: text) ?? 0
    return n % 4 == 0 ? .text(#"{"n": 0, "even": true}"#) : Numbers.answer(text)
  }

  private func ids(_ shell: Shell) throws -> [String] {
    try shell.records("out.jsonl").compactMap { $0["id"] as? String }
  }

  @Test(
    "evaluate: after a kill -9 only what was in flight is paid for again, without the cache too")
  func killedEvaluation() async throws {
    let (rows, answered, inFlight) = (20, 9, 4)
    let gate = DispatchSemaphore(value: 0)
    let server = try ScriptedServer { text, number in
      if (answered + 1...answered + inFlight).contains(number) { gate.wait() }
      return Self.mostlyRight(text)
    }
    let shell = try await Shell.withNumbers(rows)
    let command = [
      "evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, "--no-cache",
      "--concurrency", "\(inFlight)", "-o", "r.json", "--price", "1/2",
    ]
    let running = try shell.start(command)
    await server.requests(atLeast: answered + inFlight)
    running.signal(SIGKILL)
    #expect(try await running.outcome().status == 128 + SIGKILL)
    for _ in 0..<inFlight { gate.signal() }
    // What a crash may leave behind: a line that is cut off.
    try shell.folder.write(
      shell.folder.read("r.json.run") + #"{"answer": "x", "completi"#, to: "r.json.run")
    let outcome = try await shell.start(command).outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(outcome.err.contains("\(answered) answers are in r.json.run"))
    #expect(server.requests.count == rows + inFlight)
    let record = try shell.object("r.json")
    #expect(record["n"] as? Int == rows && record["score"] as? Double == 0.875)
    #expect(record["calls"] as? Int == rows - answered)
    #expect(record["cached_calls"] as? Int == answered)
    #expect(record["input_tokens"] as? Int == (rows - answered) * 20, "not paid again")
    // A run that is done asks nothing again, one that starts anew everything.
    #expect(try await shell.start(command).outcome().status == 0)
    #expect(server.requests.count == rows + inFlight)
    #expect(try await shell.start(command + ["--no-resume"]).outcome().status == 0)
    #expect(server.requests.count == 2 * rows + inFlight)
    // What another model answered does not count.
    #expect(try await shell.start(command + ["--model", "openai/y"]).outcome().status == 0)
    #expect(server.requests.count == 3 * rows + inFlight)
  }

  @Test(
    "optimize: after a kill -9 only what was in flight is paid for again; the result is the same")
  func killedOptimization() async throws {
    let inFlight = 4
    let gate = DispatchSemaphore(value: 0)
    let held = Shared(Int.max - inFlight)
    let server = try ScriptedServer { text, number in
      if (held.value + 1...held.value + inFlight).contains(number) { gate.wait() }
      return Self.mostlyRight(text)
    }
    let shell = try await Shell.withNumbers(24)
    let command = [
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--max-calls",
      "60", "--base-url", server.baseURL, "--no-cache", "--concurrency", "\(inFlight)", "--quiet",
      "--json", "--out", "o.json",
    ]
    #expect(try await shell.start(command).outcome().status == 0)
    let total = server.requests.count
    let whole = try shell.folder.read("o.json")
    for name in ["o.json", "o.json.run"] {
      try FileManager.default.removeItem(atPath: shell.folder.path(name))
    }
    // Within the first evaluation, where as many are in flight as may be.
    held.update { $0 = total + 6 }
    let running = try shell.start(command)
    await server.requests(atLeast: total + 6 + inFlight)
    running.signal(SIGKILL)
    #expect(try await running.outcome().status == 128 + SIGKILL)
    for _ in 0..<inFlight { gate.signal() }
    let outcome = try await shell.start(command).outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(try shell.folder.read("o.json") == whole)
    #expect(server.requests.count == 2 * total + inFlight)
    let summary = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    #expect(summary?["task_calls"] as? Int == total - 6)
    #expect(summary?["cached_calls"] as? Int == 6)
    let events = try shell.records("o.json.run").compactMap { $0["event"] as? String }
    #expect(events.contains("evaluated"))
    #expect(try await shell.start(command + ["--no-resume"]).outcome().status == 0)
    #expect(server.requests.count == 3 * total + inFlight)
  }

  @Test("extract: a disk that is full is an error; what was done is whole, and the run goes on")
  func fullDisk() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(120)
    let command =
      "prompter extract p.json data.jsonl -o out.jsonl -o out.csv --base-url \(server.baseURL) "
      + "--no-cache --concurrency 4 --quiet"
    let full = try await shell.bash("ulimit -f 8; \(command)")
    #expect(full.status == 1)
    #expect(full.err.split(separator: "\n").count == 1 && full.errors.count == 1, "\(full.err)")
    #expect(
      full.err.contains("out.jsonl: cannot be written: File too large; what was done is kept"))
    let done = try ids(shell).count
    #expect((10..<100).contains(done))
    let text = try shell.folder.read("out.jsonl")
    #expect(text.hasSuffix("}\n"), "no half line")
    #expect(try await shell.bash(command).status == 0)
    #expect(try Set(ids(shell)).count == 120 && ids(shell).count == 120)
    #expect(server.requests.count <= 120 + 4 + 1)
  }

  @Test("extract: the state of the run is an output, too")
  func fullStateDisk() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(120)
    let command =
      "prompter extract p.json data.jsonl -o dir:out --base-url \(server.baseURL) --no-cache --quiet"
    let full = try await shell.bash("ulimit -f 8; \(command)")
    #expect(full.status == 1)
    #expect(full.err.contains("out.run: cannot be written: File too large; what was done is kept"))
    #expect(try await shell.bash(command).status == 0)
    #expect(shell.files.filter { $0.hasPrefix("out/") }.count == 120)
  }

  @Test("a cache or a journal that cannot grow is a warning, and the run goes on")
  func fullCache() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(150)
    let cache = try await shell.bash(
      """
      ulimit -f 40
      prompter extract p.json data.jsonl --base-url \(server.baseURL) --quiet | wc -l
      exit ${PIPESTATUS[0]}
      """)
    #expect(cache.out == "150\n")
    #expect(cache.status == 0, "\(cache.err)")
    #expect(cache.err.contains("warning: the completion cache"), "\(cache.err)")
    let journal = try await shell.bash(
      """
      ulimit -f 8
      prompter evaluate p.json --data data.jsonl --base-url \(server.baseURL) --no-cache \
        -o r.md --json --quiet
      """)
    #expect(journal.status == 0, "\(journal.err)")
    #expect(journal.err.contains("warning: r.md.run: cannot be written: File too large"))
    #expect(journal.out.contains(#""n":150"#))
  }

  @Test("few files allowed means fewer calls at once, never lost rows")
  func fewFiles() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(300)
    let outcome = try await shell.bash(
      """
      ulimit -n 64
      prompter extract p.json data.jsonl -o out.jsonl --base-url \(server.baseURL) \
        --concurrency 500 --summary s.json
      """)
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(outcome.err.contains("the limit on open files allows 32 calls at once, not 500"))
    #expect(try Set(ids(shell)).count == 300)
    #expect(try shell.object("s.json")["retries"] as? Int == 0)
  }

  @Test("a reader of stdout that leaves is told, and costs nobody the rest")
  func closedPipe() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(200)
    let command =
      "prompter extract p.json data.jsonl --base-url \(server.baseURL) --no-cache --quiet"
    let outcome = try await shell.bash(
      "\(command) -o out.jsonl -o - | head -n 1 > first; exit ${PIPESTATUS[0]}")
    #expect(outcome.status == 1)
    #expect(outcome.err.contains("stdout: was closed by its reader; what was done is kept"))
    #expect(server.requests.count < 200, "it stops when nobody reads")
    #expect(try await shell.bash("\(command) -o out.jsonl").status == 0)
    #expect(try Set(ids(shell)).count == 200)
    #expect(server.requests.count <= 200 + 16 + 1)
  }
}
