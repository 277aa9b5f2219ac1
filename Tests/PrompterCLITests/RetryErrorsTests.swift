import Foundation
import PrompterTesting
import Testing

@Suite("evaluate --retry-errors and --repeat", .timeLimit(.minutes(5)))
struct RetryErrorsTests {
  /// A server of which some documents fail until it is mended.
  private struct Faulty {
    let server: ScriptedServer
    private let isMended = Shared(false)

    init(_ numbers: Set<Int>) throws {
      server = try ScriptedServer { [isMended] text, _ in
        let number = Numbers.number(in: text) ?? 0
        return numbers.contains(number) && !isMended.value ? .status(404) : Numbers.answer(text)
      }
    }

    func mend() { isMended.update { $0 = true } }
  }

  private func evaluate(
    _ shell: Shell, _ server: ScriptedServer, _ more: String...
  ) async throws -> Shell.Outcome {
    try await shell.prompter(
      "evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, "--no-cache",
      "-o", "r.json", adding: more)
  }

  private func rows(_ shell: Shell) throws -> [[String: Any]] {
    try shell.object("r.json")["rows"] as? [[String: Any]] ?? []
  }

  @Test("only the errors of the record are asked again, even when the run's state is gone")
  func retried() async throws {
    let faulty = try Faulty([3, 5])
    let shell = try await Shell.withNumbers(8)
    #expect(try await evaluate(shell, faulty.server, "--first", "6").status == 1)
    let before = try rows(shell)
    #expect(before.count { $0["score"] is NSNull } == 2)
    try FileManager.default.removeItem(atPath: shell.folder.path("r.json.run"))

    // Nothing has changed yet: the record keeps its errors.
    #expect(try await evaluate(shell, faulty.server, "--retry-errors").status == 1)
    #expect(faulty.server.requests.count == 8)
    #expect(try rows(shell).count { $0["score"] is NSNull } == 2)

    faulty.mend()
    let outcome = try await evaluate(shell, faulty.server, "--retry-errors", "-o", "r.html")
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(faulty.server.requests.count == 10)
    let record = try shell.object("r.json")
    #expect(record["n"] as? Int == 6 && record["errors"] as? Int == 0)
    #expect(record["calls"] as? Int == 10, "what all attempts have sent is added up")
    let after = try rows(shell)
    #expect(after.map { $0["id"] as? String } == (1...6).map { "d\($0)" })
    for (old, new) in zip(before, after) where !(old["score"] is NSNull) {
      #expect(old["latency_ms"] as? Double == new["latency_ms"] as? Double, "kept as it was")
    }
    #expect(shell.files.contains("r.html"))

    // Without an error there is nothing to ask.
    #expect(try await evaluate(shell, faulty.server, "--retry-errors").status == 0)
    #expect(faulty.server.requests.count == 10)
  }

  @Test("a dry run plans the errors alone")
  func planned() async throws {
    let faulty = try Faulty([3, 5])
    let shell = try await Shell.withNumbers(6)
    #expect(try await evaluate(shell, faulty.server).status == 1)
    let outcome = try await evaluate(
      shell, faulty.server, "--retry-errors", "--dry-run", "--json")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    #expect(json?["documents"] as? Int == 2)
  }

  @Test("a record of another prompter or of other examples, or none, is refused")
  func refused() async throws {
    let faulty = try Faulty([3])
    let shell = try await Shell.withNumbers(4)
    expectError(try await evaluate(shell, faulty.server, "--retry-errors"), 64, "r.json")
    expectError(
      try await shell.prompter(
        "evaluate", "p.json", "--data", "data.jsonl", "-o", "r.md", "--retry-errors"), 64,
      "-o FILE.json")
    #expect(try await evaluate(shell, faulty.server, "--quiet").status == 1)
    let record = try shell.folder.read("r.json")
    expectError(
      try await evaluate(shell, faulty.server, "--retry-errors", "--model", "openai/y"), 1,
      "another prompter or model")
    try shell.folder.write(Numbers.lines(1...3), to: "data.jsonl")
    expectError(
      try await evaluate(shell, faulty.server, "--retry-errors"), 1, "other examples")
    #expect(try shell.folder.read("r.json") == record)
  }

  @Test("repeats are separate answers, and their errors are retried one by one")
  func repeats() async throws {
    // The third answer to each document is wrong.
    let counts = Shared<[Int: Int]>([:])
    let server = try ScriptedServer { text, _ in
      let number = Numbers.number(in: text) ?? 0
      let count = counts.update { counts in
        counts[number, default: 0] += 1
        return counts[number]
      }
      return count == 3 ? .text(#"{"n": 0, "even": true}"#) : Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(4)
    let command = [
      "evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, "--repeat", "3",
      "-o", "r.json", "-o", "r.csv", "-o", "r.junit.xml", "--quiet", "--concurrency", "1",
    ]
    let outcome = try await shell.start(command).outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    let record = try shell.object("r.json")
    #expect(record["n"] as? Int == 12 && record["examples"] as? Int == 4)
    #expect(record["repeats"] as? Int == 3)
    #expect(server.requests.count == 12)
    let rows = try rows(shell)
    #expect(rows.map { $0["repeat"] as? Int } == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
    #expect(
      rows.filter { $0["score"] as? Double != 1 }.map { $0["repeat"] as? Int } == [3, 3, 3, 3])
    #expect(try shell.folder.read("r.junit.xml").contains("name=\"d2 (repeat 3)\""))
    #expect(outcome.out.contains("4 examples, each asked up to 3 times"))
    // The cache knows each repeat: nothing is asked again.
    try FileManager.default.removeItem(atPath: shell.folder.path("r.json.run"))
    #expect(try await shell.start(command).outcome().status == 0)
    #expect(server.requests.count == 12)
    let compared = try await shell.prompter("compare", "r.json", "r.json", "--json")
    let json = try JSONSerialization.jsonObject(with: Data(compared.out.utf8)) as? [String: Any]
    #expect(json?["n"] as? Int == 4, "an example counts once, however often it was asked")
  }

  @Test("a gate about a field that is not there is wrong usage, not a failed gate")
  func unknownField() async throws {
    let faulty = try Faulty([])
    let shell = try await Shell.withNumbers(3)
    expectError(
      try await evaluate(shell, faulty.server, "--fail-under-field", "size=0.5"), 64, "'size'",
      "n, even")
    #expect(faulty.server.requests.isEmpty)
  }
}
