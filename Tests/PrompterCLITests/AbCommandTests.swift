import Foundation
import PrompterTesting
import Testing

@Suite("prompter ab", .timeLimit(.minutes(5)))
struct AbCommandTests {
  /// A shell with two prompters, `p.json` and `q.json`; the second one is told to be wrong.
  private func shell(_ rows: Int) async throws -> Shell {
    let shell = try await Shell.withNumbers(rows)
    let artifact = try shell.folder.read("p.json")
    var json = try #require(
      try JSONSerialization.jsonObject(with: Data(artifact.utf8)) as? [String: Any])
    json["instruction"] = "Find the number, wrongly."
    let data = try JSONSerialization.data(withJSONObject: json, options: .sortedKeys)
    try shell.folder.write(String(decoding: data, as: UTF8.self), to: "q.json")
    return shell
  }

  /// Answers wrongly to prompts that ask for it.
  private func server() throws -> ScriptedServer {
    try ScriptedServer(all: { all, text, _ in
      all.contains("wrongly")
        ? .text(#"{"n": \#(1_000 + (Numbers.number(in: text) ?? 0)), "even": false}"#)
        : Numbers.answer(text)
    })
  }

  private func run(
    _ shell: Shell, _ server: ScriptedServer, _ arguments: String...
  ) async throws -> Shell.Outcome {
    try await shell.prompter(
      "ab", "run", "trial.sqlite",
      adding: arguments + ["--base-url", server.baseURL, "--no-cache", "--quiet"])
  }

  private func json(_ outcome: Shell.Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any])
  }

  @Test("each document is served by one, the same one again, and the report tells which is better")
  func split() async throws {
    let shell = try await shell(60)
    let server = try server()
    let first = try await run(
      shell, server, "p.json=50", "q.json=50", "data.jsonl", "-o", "a.jsonl")
    #expect(first.status == 0, "\(first.err)")
    #expect(server.requests.count == 60)
    let lines = try shell.records("a.jsonl")
    let names = Dictionary(
      lines.map { ($0["id"] as? String ?? "", $0["prompter"] as? String ?? "") }
    ) { first, _ in first }
    #expect(Set(names.values) == ["p.json", "q.json"])
    // Another output, without the variants: the same assignment.
    let again = try await run(shell, server, "data.jsonl", "-o", "b.jsonl")
    #expect(again.status == 0, "\(again.err)")
    for line in try shell.records("b.jsonl") {
      #expect(names[line["id"] as? String ?? ""] == line["prompter"] as? String)
    }
    // The same output: nothing is asked.
    _ = try await run(shell, server, "data.jsonl", "-o", "b.jsonl")
    #expect(server.requests.count == 120)
    let noted = try await shell.prompter(
      "ab", "outcome", "trial.sqlite", "--from", "data.jsonl", "--json")
    #expect(try json(noted)["noted"] as? Int == 60, "\(noted.err)")
    let report = try await shell.prompter("ab", "report", "trial.sqlite", "--json")
    let comparison = try #require((try json(report)["comparisons"] as? [[String: Any]])?.first)
    #expect(comparison["verdict"] as? String == "worse")
    #expect(comparison["kind"] as? String == "split")
    #expect((comparison["delta"] as? [String: Any])?["mean"] as? Double == -1)
    let table = try await shell.prompter("ab", "report", "trial.sqlite")
    #expect(table.out.contains("verdict: q.json is worse than p.json"))
  }

  @Test("in the shadow both answer, one is written, and pairs are compared")
  func shadow() async throws {
    let shell = try await shell(20)
    let server = try server()
    let outcome = try await run(
      shell, server, "q.json=1", "data.jsonl", "--shadow", "p.json", "-o", "a.jsonl")
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(server.requests.count == 40)
    let lines = try shell.records("a.jsonl")
    #expect(lines.count == 20 && lines.allSatisfy { $0["prompter"] as? String == "q.json" })
    let yes = try await shell.prompter("ab", "outcome", "trial.sqlite", "d1", "--correct", "no")
    #expect(yes.err.contains("says nothing of the answers in the shadow"))
    _ = try await shell.prompter("ab", "outcome", "trial.sqlite", "--from", "data.jsonl")
    let report = try await shell.prompter("ab", "report", "trial.sqlite", "--json")
    let comparison = try #require((try json(report)["comparisons"] as? [[String: Any]])?.first)
    #expect(comparison["kind"] as? String == "paired")
    #expect(comparison["verdict"] as? String == "better" && comparison["n_a"] as? Int == 20)
    #expect(comparison["b"] as? String == "p.json")
  }

  @Test("one document at a time: predict, and its outcome by a record")
  func predict() async throws {
    let shell = try await shell(1)
    let server = try server()
    _ = try await run(shell, server, "p.json=1", "data.jsonl", "-o", "a.jsonl")
    let outcome = try await shell.prompter(
      "ab", "predict", "trial.sqlite", "--id", "x1", "The number is 8 today.", "--base-url",
      server.baseURL, "--no-cache")
    #expect(try json(outcome)["prompter"] as? String == "p.json", "\(outcome.err)")
    let noted = try await shell.prompter(
      "ab", "outcome", "trial.sqlite", "x1", "--record", #"{"n": 8, "even": true}"#)
    #expect(noted.status == 0 && noted.err.contains("of p.json"), "\(noted.err)")
  }

  @Test("wrong usage names what to give")
  func usage() async throws {
    let shell = try await shell(2)
    expectError(
      try await shell.prompter("ab", "run", "t.sqlite", "p.json=1"), 64, "give a file")
    expectError(
      try await shell.prompter("ab", "report", "none.sqlite"), 64, "no such experiment")
    expectError(
      try await shell.prompter("ab", "run", "none.sqlite", "data.jsonl"), 64,
      "no such experiment")
    expectError(
      try await shell.prompter("ab", "outcome", "t.sqlite", "d1"), 64, "give one of --correct")
    let server = try server()
    _ = try await run(shell, server, "p.json=1", "data.jsonl", "-o", "a.jsonl")
    expectError(
      try await run(shell, server, "p.json=1", "q.json=1", "data.jsonl", "-o", "a.jsonl"), 1,
      "begun otherwise")
    expectError(
      try await shell.prompter("ab", "outcome", "trial.sqlite", "d9", "--correct", "yes"), 1,
      "no such answer to 'd9'")
    expectError(
      try await shell.prompter(
        "ab", "outcome", "trial.sqlite", "d1", "--correct", "yes", "--variant", "z"), 64,
      "'z' takes no part; there are p.json")
  }
}
