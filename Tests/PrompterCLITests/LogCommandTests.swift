import Foundation
import PrompterTesting
import Testing

@Suite("log and progress on stderr", .timeLimit(.minutes(5)))
struct LogCommandTests {
  private func extract(
    _ shell: Shell, _ server: ScriptedServer, _ more: [String]
  ) async throws -> Shell.Outcome {
    try await shell.prompter(
      "extract", "p.json", "data.jsonl", "-o", "out.jsonl", "--no-resume", "--base-url",
      server.baseURL, "--no-cache", adding: more)
  }

  @Test("no log unless asked for; --log-level and its variable give one, option first")
  func levels() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    var shell = try await Shell.withNumbers(3)
    let silent = try await extract(shell, server, ["--quiet"])
    #expect(silent.status == 0 && silent.err.isEmpty, "\(silent.err)")
    let loud = try await extract(shell, server, ["--quiet", "--log-level", "debug"])
    #expect(loud.err.contains("call sent") && loud.err.contains("document=d2"))
    #expect(loud.err.contains("model=openai/x") && loud.err.contains("attempt=1"))
    #expect(!loud.err.contains("The number is") && !loud.err.contains("sk-test"))
    shell.environment["PROMPTER_LOG_LEVEL"] = "debug"
    #expect(try await extract(shell, server, ["--quiet"]).err.contains("call answered"))
    let warning = try await extract(shell, server, ["--quiet", "--log-level", "warning"])
    #expect(warning.err.isEmpty, "\(warning.err)")
    let text = try await extract(shell, server, ["--quiet", "--log-text"])
    #expect(text.err.contains("The number is 2 today.") && !text.err.contains("sk-test"))
  }

  @Test("each line may be a JSON object, with numbers as numbers")
  func json() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(1)
    let outcome = try await extract(
      shell, server, ["--quiet", "--log-level", "debug", "--log-format", "json"])
    let lines = try outcome.err.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(lines.allSatisfy { $0["level"] is String && ($0["time"] as? String)?.last == "Z" })
    let sent = try #require(lines.first { $0["message"] as? String == "call sent" })
    #expect(sent["document"] as? String == "d1" && sent["attempt"] as? Int == 1)
    #expect(!outcome.err.contains("The number is"))
  }

  @Test("a level that is none is wrong usage", arguments: ["loud", "7"])
  func wrongLevel(level: String) async throws {
    let shell = try await Shell.withNumbers(1)
    let outcome = try await shell.prompter(
      "extract", "p.json", "data.jsonl", "-o", "out.jsonl", "--log-level", level)
    expectError(outcome, 64, "--log-level", "debug")
  }

  @Test("what is tried again is said at notice")
  func retries() async throws {
    let server = try ScriptedServer { text, number in
      number == 1 ? .status(500) : Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(2)
    let outcome = try await extract(shell, server, ["--quiet", "--log-level", "notice"])
    let lines = outcome.err.split(separator: "\n")
    #expect(lines.count == 1, "\(outcome.err)")
    #expect(outcome.err.contains("call is tried again") && outcome.err.contains("status=500"))
  }

  @Test("the last line of progress says done of total, calls, tokens and time; none when quiet")
  func progress() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(5)
    let outcome = try await extract(shell, server, ["--price", "1000/0"])
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(
      outcome.err.contains(
        "prompter: p.json  5/5  1 s  5 calls  100 tokens in, 25 out  $0.1000\n"),
      "\(outcome.err)")
    let evaluated = try await shell.prompter(
      "evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, "--no-cache")
    #expect(evaluated.err.contains("prompter: p.json  5/5  "), "\(evaluated.err)")
    let quiet = try await shell.prompter(
      "evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, "--no-cache",
      "--quiet")
    #expect(quiet.err.isEmpty, "\(quiet.err)")
  }
}
