import Foundation
import PrompterTesting
import Testing

@Suite("metrics that ask a model", .timeLimit(.minutes(5)))
struct JudgeCommandTests {
  /// A shell whose schema has a judge for one field, and a server that extracts and judges.
  private func judged(_ rows: Int) async throws -> (shell: Shell, server: ScriptedServer) {
    let shell = try await Shell.withNumbers(rows)
    let schema = Numbers.schema.replacing(
      #"{"type": "integer"}"#, with: #"{"type": "integer", "x-metric": "judge"}"#)
    try shell.folder.write(schema, to: "schema.json")
    let server = try ScriptedServer(all: { all, text, _ in
      guard all.contains("You compare two values") else {
        return .text(#"{"n": -1, "even": true}"#)
      }
      return .text(#"{"score": 0.5}"#)
    })
    return (shell, server)
  }

  @Test("optimize and evaluate score by the judge that is named")
  func scores() async throws {
    let (shell, server) = try await judged(30)
    let common = ["--base-url", server.baseURL, "--quiet", "--json"]
    let made = try await shell.start(
      [
        "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--judge",
        "openai/judge", "--max-calls", "60", "--out", "q.json",
      ] + common
    ).outcome()
    #expect(made.status == 0, "\(made.err)")
    let lineage = try shell.object("q.json")["lineage"] as? [String: Any]
    #expect((lineage?["command"] as? String)?.contains("--judge openai/judge") == true)
    let evaluated = try await shell.start(
      [
        "evaluate", "q.json", "--data", "data.jsonl", "--judge", "openai/judge", "-o", "r.json",
      ] + common
    ).outcome()
    #expect(evaluated.status == 0, "\(evaluated.err)")
    let fields = try shell.object("r.json")["fields"] as? [String: [String: Any]]
    // The answer is wrong, which only the judge half forgives.
    #expect(fields?["n"]?["score"] as? Double == 0.5)
    #expect(server.requests.contains { $0.contains("<expected>") })
  }

  @Test("a trial asks no judge, and says what to give instead of a record")
  func trial() async throws {
    let (shell, server) = try await judged(1)
    _ = try await shell.prompter(
      "optimize", "--schema", "schema.json", "--model", "openai/x", "--max-calls", "0", "--out",
      "q.json", "--quiet")
    let run = try await shell.prompter(
      "ab", "run", "t.sqlite", "q.json=1", "data.jsonl", "-o", "a.jsonl", "--base-url",
      server.baseURL, "--quiet")
    #expect(run.status == 0, "\(run.err)")
    let noted = ["ab", "outcome", "t.sqlite", "d1"]
    expectError(
      try await shell.start(noted + ["--record", #"{"n": 1, "even": false}"#]).outcome(), 1,
      "cannot score records")
    #expect(try await shell.start(noted + ["--correct", "no"]).outcome().status == 0)
  }

  @Test("without a judge nothing is asked, and the option is named; extraction needs none")
  func missing() async throws {
    let (shell, server) = try await judged(30)
    let made = try await shell.prompter(
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--max-calls",
      "0", "--out", "q.json", "--quiet")
    #expect(made.status == 0, "\(made.err)")
    expectError(
      try await shell.prompter(
        "evaluate", "q.json", "--data", "data.jsonl", "--base-url", server.baseURL, "--quiet"), 1,
      "--judge MODEL")
    expectError(
      try await shell.prompter(
        "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--base-url",
        server.baseURL, "--out", "p.json", "--quiet"), 1, "--judge MODEL")
    let plan = [
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out", "p.json",
      "--dry-run",
    ]
    expectError(try await shell.start(plan).outcome(), 1, "--judge MODEL")
    let planned = try await shell.start(plan + ["--judge", "anthropic/m"]).outcome()
    #expect(planned.status == 0, "\(planned.err)")
    #expect(server.requests.isEmpty)
    let predicted = try await shell.prompter(
      "predict", "q.json", "The number is 3 today.", "--base-url", server.baseURL, "--quiet")
    #expect(predicted.status == 0, "\(predicted.err)")
  }
}
