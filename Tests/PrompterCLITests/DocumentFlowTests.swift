import Foundation
import PrompterTesting
import Testing

@Suite("prompter extract: which documents, and when", .timeLimit(.minutes(5)))
struct DocumentFlowTests {
  private func extract(
    _ shell: Shell, _ server: ScriptedServer, _ words: String..., status: Int32 = 0
  ) async throws -> Shell.Outcome {
    let outcome = try await shell.start(
      ["extract", "p.json"] + words + [
        "--base-url", server.baseURL, "--no-cache", "--retries", "0",
      ]
    ).outcome()
    #expect(outcome.status == status, "\(outcome.err)")
    return outcome
  }

  /// What the last line of each document says.
  private func states(_ shell: Shell, _ file: String) throws -> [String: Bool] {
    var states: [String: Bool] = [:]
    for record in try shell.records(file) {
      states[record["id"] as? String ?? ""] = record["ok"] as? Bool
    }
    return states
  }

  @Test(
    "--retry-failed asks about what failed, and nothing else",
    arguments: ["out.jsonl", "out.csv", "dir:out", "sqlite:out.db"])
  func retry(output: String) async throws {
    let isMended = Shared(false)
    let server = try ScriptedServer { text, _ in
      let n = Numbers.number(in: text) ?? 0
      return n % 4 == 0 && !isMended.value ? .status(404) : Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(12)
    _ = try await extract(
      shell, server, "data.jsonl", "-o", output, "--first", "10", status: 1)
    #expect(server.requests.count == 10)
    // Still broken: the two that failed are asked for, and still are failures.
    let again = try await extract(
      shell, server, "data.jsonl", "-o", output, "--retry-failed", "--summary", "s.json", status: 1)
    #expect(server.requests.count == 12)
    #expect(again.err.contains("plan: 2 documents"))
    #expect(again.err.contains("0 extracted, 2 failed"))
    isMended.update { $0 = true }
    _ = try await extract(
      shell, server, "data.jsonl", "-o", output, "--retry-failed", "--summary", "s.json")
    #expect(server.requests.suffix(2).compactMap(Numbers.number).sorted() == [4, 8])
    #expect(server.requests.count == 14)
    let summary = try shell.object("s.json")
    #expect(summary["total"] as? Int == 2 && summary["ok"] as? Int == 2)
    // Nothing failed any more; the others were never tried, and still are not.
    _ = try await extract(shell, server, "data.jsonl", "-o", output, "--retry-failed")
    #expect(server.requests.count == 14)
    _ = try await extract(shell, server, "data.jsonl", "-o", output)
    #expect(server.requests.suffix(2).compactMap(Numbers.number).sorted() == [11, 12])
    #expect(server.requests.count == 16)
    if output == "out.jsonl" {
      let lines = try shell.records("out.jsonl")
      #expect(lines.count == 12 && lines.allSatisfy { $0["ok"] as? Bool == true })
    }
  }

  @Test("a retry that is killed leaves what it did not come to as failed")
  func killedRetry() async throws {
    let gate = DispatchSemaphore(value: 0)
    let state = Shared(0)
    let server = try ScriptedServer { text, _ in
      if state.value == 0 { return .status(404) }
      if state.value == 1, Numbers.number(in: text) == 2 { gate.wait() }
      return Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(4)
    _ = try await extract(shell, server, "data.jsonl", "-o", "out.jsonl", status: 1)
    state.update { $0 = 1 }
    let running = try shell.start([
      "extract", "p.json", "data.jsonl", "-o", "out.jsonl", "--retry-failed", "--concurrency", "1",
      "--base-url", server.baseURL, "--no-cache", "--quiet",
    ])
    await server.requests(atLeast: 6)
    running.signal(SIGKILL)
    _ = try await running.outcome()
    state.update { $0 = 2 }
    gate.signal()
    let count = server.requests.count
    _ = try await extract(shell, server, "data.jsonl", "-o", "out.jsonl", "--retry-failed")
    #expect(server.requests[count...].compactMap(Numbers.number).sorted() == [2, 3, 4])
    #expect(try states(shell, "out.jsonl") == ["d1": true, "d2": true, "d3": true, "d4": true])
    #expect(try shell.records("out.jsonl").count == 4)
  }

  @Test(
    "what does not go together is wrong usage",
    arguments: [
      ["data.jsonl", "--retry-failed"], ["data.jsonl", "--retry-failed", "-o", "-"],
      ["data.jsonl", "-o", "o.jsonl", "--retry-failed", "--no-resume"],
      ["data.jsonl", "-o", "o.jsonl", "--retry-failed", "--dry-run"],
      ["data.jsonl", "--watch", "in"], ["--watch", "in", "--first", "2"],
      ["--watch", "in", "--dry-run"], [],
    ])
  func usage(words: [String]) async throws {
    let shell = try await Shell.withNumbers(1)
    let outcome = try await shell.start(["extract", "p.json"] + words).outcome()
    #expect(outcome.status == 64, "\(outcome.err)")
  }

  @Test("--watch: what is there and what comes, each once, also when it is started again")
  func watch() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(1)
    for n in 1...3 { try shell.folder.write("The number is \(n)", to: "in/\(n).txt") }
    let command = [
      "extract", "p.json", "--watch", "in", "-o", "sqlite:out.db", "-o", "out.jsonl",
      "--base-url", server.baseURL, "--no-cache", "--summary", "s.json",
    ]
    let first = try shell.start(command)
    await server.requests(atLeast: 3)
    try shell.folder.write("The number is 4", to: "in/sub/4.txt")
    await server.requests(atLeast: 4)
    await Shell.until { (try? states(shell, "out.jsonl").count) == 4 }
    first.signal(SIGTERM)
    let outcome = try await first.outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(outcome.err.contains("4 extracted, 0 failed"))
    try shell.folder.write("The number is 5", to: "in/5.txt")
    let second = try shell.start(command)
    await server.requests(atLeast: 5)
    // Written again with another number, while it is watched.
    await Shell.until { (try? states(shell, "out.jsonl").count) == 5 }
    try shell.folder.write("The number is 11", to: "in/1.txt")
    await server.requests(atLeast: 6)
    await Shell.until { (try? shell.records("out.jsonl").count) == 6 }
    second.signal(SIGINT)
    #expect(try await second.outcome().status == 0)
    #expect(server.requests.compactMap(Numbers.number).sorted() == [1, 2, 3, 4, 5, 11])
    #expect(try shell.object("s.json")["resumed"] as? Int == 4)
    let lines = try shell.records("out.jsonl")
    #expect(lines.count == 5)
    let changed = lines.first { $0["id"] as? String == "1.txt" }?["data"] as? [String: Any]
    #expect(changed?["n"] as? Int == 11)
  }

  @Test("a record is written as soon as it is there, although the stream of documents stays open")
  func stream() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(1)
    let fifo = shell.folder.path("pipe")
    #expect(mkfifo(fifo, 0o600) == 0)
    // Opened for both, it has no end before it is closed.
    let pipe = try #require(FileHandle(forUpdatingAtPath: fifo))
    try pipe.write(contentsOf: Data(Numbers.lines(1...2).utf8))
    let running = try shell.start(
      [
        "-c",
        "exec prompter extract p.json - -o out.jsonl --base-url \(server.baseURL) --no-cache < pipe",
      ], program: URL(filePath: "/bin/bash"))
    await Shell.until { (try? shell.records("out.jsonl").count) == 2 }
    try pipe.write(contentsOf: Data(Numbers.lines(3...3).utf8))
    await Shell.until { (try? shell.records("out.jsonl").count) == 3 }
    #expect(try shell.records("out.jsonl").count == 3)
    running.signal(SIGINT)
    #expect(try await running.outcome().status == 130)
    try pipe.close()
  }

  @Test("pictures go to models that see, as data URLs, and to others not at all")
  func pictures() async throws {
    let server = try ScriptedServer { _, _ in .text(#"{"n": 7, "even": false}"#) }
    let shell = try await Shell.withNumbers(1)
    let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 9])
    try shell.folder.write("", to: "in/a.png")
    try png.write(to: shell.folder.url.appending(path: "in/a.png"))
    try shell.folder.write(#"{"id": "row", "image": "in/a.png"}"#, to: "rows.jsonl")
    for input in ["in", "rows.jsonl"] {
      _ = try await extract(shell, server, input, "-o", "out-\(input).jsonl")
      let url = "data:image/png;base64,\(png.base64EncodedString())"
      #expect(server.requests.last?.contains(#""url":"\#(url)""#) == true)
      let line = try #require(try shell.records("out-\(input).jsonl").first)
      let fields = line["fields"] as? [String: [String: Any]]
      #expect(fields?["n"]?["evidence"] is NSNull)
    }
    #expect(server.requests.count == 2)
    // Other bytes are another document.
    try (png + [1]).write(to: shell.folder.url.appending(path: "in/a.png"))
    _ = try await extract(shell, server, "in", "-o", "out-in.jsonl")
    #expect(server.requests.count == 3)
    let blind = try await extract(
      shell, server, "rows.jsonl", "-o", "b.jsonl", "--model", "vllm/x", status: 0)
    #expect(blind.status == 0 && server.requests.count == 4)
    let refused = try await shell.start([
      "extract", "p.json", "rows.jsonl", "-o", "c.jsonl", "--model", "local/smollm2-135m",
    ]).outcome()
    #expect(refused.status == 1)
    #expect(refused.err.contains("local/smollm2-135m does not look at pictures"), "\(refused.err)")
  }

  @Test("a document that is longer than the window is read in parts")
  func parts() async throws {
    let server = try ScriptedServer { text, _ in
      Numbers.number(in: text).map { .text(#"{"n": \#($0), "even": true}"#) }
        ?? .text(#"{"n": 0, "even": false}"#)
    }
    let shell = try await Shell.withNumbers(1)
    let words = String(repeating: "Nothing of interest is said here. ", count: 600)
    try shell.folder.write(words + "The number is 42. " + words, to: "long.txt")
    _ = try await extract(
      shell, server, "long.txt", "-o", "out.jsonl", "--context-length", "2048",
      "--max-output-tokens", "100")
    let line = try #require(try shell.records("out.jsonl").first)
    #expect((line["data"] as? [String: Any])?["n"] as? Int == 42)
    #expect((line["parts"] as? [String: Any])?["n"] as? Int == server.requests.count)
    #expect(server.requests.count > 3)
    let place = (line["fields"] as? [String: [String: Any]])?["n"]?["evidence"] as? [Int]
    #expect(place == [words.count + 14, words.count + 16])
    let dry = try await extract(
      shell, server, "long.txt", "--context-length", "2048", "--max-output-tokens", "100",
      "--dry-run", "--json")
    #expect(dry.out.contains("\"documents\":1"), "\(dry.out)")
  }
}
