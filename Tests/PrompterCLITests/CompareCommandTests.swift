import Foundation
import PrompterTesting
import Testing

@Suite("prompter compare", .timeLimit(.minutes(5)))
struct CompareCommandTests {
  /// Answers every fourth document wrongly.
  private static let mostlyRight: @Sendable (String, Int) -> ScriptedServer.Answer = { text, _ in
    let n = Numbers.number(in: text) ?? 0
    return n % 4 == 0 ? .text(#"{"n": 0, "even": true}"#) : Numbers.answer(text)
  }

  private func record(
    _ shell: Shell, _ name: String, _ more: [String] = [],
    _ script: @escaping @Sendable (String, Int) -> ScriptedServer.Answer
  ) async throws {
    let server = try ScriptedServer(script)
    let outcome = try await shell.prompter(
      "evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, "-o", name,
      "--no-cache", "--quiet", adding: more)
    #expect(outcome.status == 0, "\(outcome.err)")
  }

  private func object(_ outcome: Shell.Outcome) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    return try #require(json as? [String: Any])
  }

  /// Records of 40 examples: `a.json` all right, `b.json` with every fourth one wrong.
  private func records() async throws -> Shell {
    let shell = try await Shell.withNumbers(40)
    try await record(shell, "a.json") { text, _ in Numbers.answer(text) }
    try await record(shell, "b.json", [], Self.mostlyRight)
    return shell
  }

  @Test("two records are compared without a model, in every format, with the values that changed")
  func twoRecords() async throws {
    let shell = try await records()
    let outcome = try await shell.prompter(
      "compare", "a.json", "b.json", "--json", "-o", "c.md", "-o", "c.html", "-o", "c.json")
    #expect(outcome.status == 0, "\(outcome.err)")
    let json = try object(outcome)
    #expect(json["verdict"] as? String == "worse")
    #expect(json["n"] as? Int == 40)
    #expect((json["regressions"] as? [String])?.count == 10)
    #expect((json["fixes"] as? [String])?.isEmpty == true)
    #expect(json["changes"] == nil)
    let changes = try shell.object("c.json")["changes"] as? [[String: Any]]
    #expect(changes?.count == 10)
    let field = (changes?.first?["fields"] as? [String: [String: Any]])?["n"]
    #expect(field?["b"] as? Int == 0 && field?["a"] as? Int == field?["expected"] as? Int)
    #expect(field?["score_a"] as? Double == 1 && field?["score_b"] as? Double == 0)
    #expect(try shell.folder.read("c.md").contains("<code><del>4</del><ins>0</ins></code>"))
    #expect(try shell.folder.read("c.html").contains("<del>4</del><ins>0</ins>"))
    let table = try await shell.prompter("compare", "a.json", "b.json")
    #expect(table.out.contains("verdict: B is worse than A by 0.125"))
    #expect(table.out.contains("n: expected 4; A 4; B 0"))
  }

  @Test(
    "gates: exit 100 when one does not hold, 0 when all do",
    arguments: [
      (["a.json", "b.json", "--fail-on-regression"], 100),
      (["b.json", "a.json", "--fail-on-regression"], 0),
      (["a.json", "b.json", "--fail-on-regression", "--min-effect", "0.2"], 0),
      (["a.json", "b.json", "--max-regressions", "9"], 100),
      (["a.json", "b.json", "--max-regressions", "10"], 0),
      (["a.json", "b.json", "--non-inferior", "0.05"], 100),
      (["a.json", "b.json", "--non-inferior", "0.5"], 0),
      (["b.json", "a.json", "--require-significant"], 0),
      (["a.json", "a.json", "--require-significant"], 100),
      (["a.json", "b.json", "--require-significant"], 100),
      (["a.json", "a.json", "b.json", "--fail-on-regression"], 100),
      (["b.json", "b.json", "a.json", "--fail-on-regression"], 0),
      (["b.json", "a.json", "a.json", "--require-significant"], 0),
    ] as [([String], Int32)])
  func gates(arguments: [String], status: Int32) async throws {
    let shell = try await records()
    let outcome = try await shell.start(["compare"] + arguments).outcome()
    #expect(outcome.status == status, "\(outcome.err)")
    #expect(outcome.err.contains("gate failed") == (status == 100))
    #expect(!outcome.out.isEmpty)
  }

  @Test("a prompter does not differ from itself: exactly 0, no evidence, asked once")
  func itself() async throws {
    // A model that never says the same thing twice.
    let server = try ScriptedServer { _, number in .text(#"{"n": \#(number), "even": true}"#) }
    let shell = try await Shell.withNumbers(6)
    let outcome = try await shell.prompter(
      "compare", "p.json", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL,
      "--no-cache", "--json", "--quiet")
    #expect(outcome.status == 0, "\(outcome.err)")
    let json = try object(outcome)
    #expect(json["verdict"] as? String == "no evidence")
    let delta = json["delta"] as? [String: Double]
    #expect(delta?["mean"] == 0 && delta?["low"] == 0 && delta?["high"] == 0 && delta?["p"] == 1)
    #expect(server.requests.count == 6)
  }

  @Test("one prompter with two models, which share a budget")
  func models() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(4)
    let command = [
      "compare", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, "--no-cache",
      "--model-a", "openai/x", "--model-b", "openai/y", "--json", "--quiet",
    ]
    let short = try await shell.start(command + ["--max-calls", "5"]).outcome()
    #expect(short.status == 1)
    #expect(short.err.contains("--max-calls 5"))
    #expect(server.requests.count == 5)
    let outcome = try await shell.start(command).outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    let json = try object(outcome)
    #expect(json["a"] as? String == "p.json (openai/x)")
    #expect(json["b"] as? String == "p.json (openai/y)")
    #expect(json["n"] as? Int == 4)
    #expect(server.requests.count == 5 + 8)
  }

  @Test(
    "what cannot be compared is wrong usage",
    arguments: [
      (["compare", "p.json", "--data", "data.jsonl"], "two are needed"),
      (["compare", "p.json", "p.json"], "--data"),
      (["compare", "p.json", "p.json", "--data", "data.jsonl", "-o", "c.csv"], "c.csv"),
      (
        ["compare", "p.json", "p.json", "p.json", "--data", "data.jsonl", "--model-a", "openai/y"],
        "--model-a"
      ),
      (
        [
          "compare", "p.json", "--data", "data.jsonl", "--model-a", "openai/y", "--model-b",
          "anthropic/z", "--base-url", "http://127.0.0.1:9/v1",
        ], "one provider"
      ),
      (["compare", "p.json", "p.json", "--data", "data.jsonl", "--repeat", "0"], "--repeat"),
      (
        ["compare", "p.json", "p.json", "--data", "data.jsonl", "--min-effect", "-1"], "min-effect"
      ),
    ] as [([String], String)])
  func usage(arguments: [String], part: String) async throws {
    let shell = try await Shell.withNumbers(3)
    let outcome = try await shell.start(arguments).outcome()
    expectError(outcome, 64, part)
    #expect(shell.files == ["data.jsonl", "p.json", "schema.json"])
  }

  @Test("records of different data are refused; --intersect compares what both have, by id")
  func intersection() async throws {
    let shell = try await Shell.withNumbers(8)
    try await record(shell, "a.json") { text, _ in Numbers.answer(text) }
    try await record(shell, "b.json", ["--ids", "d4,d6,d8"], Self.mostlyRight)
    expectError(
      try await shell.prompter("compare", "a.json", "b.json"), 1, "different data", "--intersect")
    let json = try object(
      try await shell.prompter("compare", "a.json", "b.json", "--intersect", "--json"))
    #expect(json["n"] as? Int == 3 && json["only_a"] as? Int == 5 && json["only_b"] as? Int == 0)
    #expect(json["regressions"] as? [String] == ["d4", "d8"])
  }

  @Test("an id that means another example on the other side compares nothing")
  func relabelled() async throws {
    let shell = try await Shell.withNumbers(4)
    try await record(shell, "a.json") { text, _ in Numbers.answer(text) }
    let moved = try shell.folder.read("data.jsonl").replacing("\"d3\"", with: "\"d9\"")
      .replacing("\"d4\"", with: "\"d3\"")
    try shell.folder.write(moved, to: "data.jsonl")
    try await record(shell, "b.json") { text, _ in Numbers.answer(text) }
    let json = try object(
      try await shell.prompter("compare", "a.json", "b.json", "--intersect", "--json"))
    #expect(json["n"] as? Int == 2 && json["relabelled"] as? Int == 1)
    #expect(json["only_a"] as? Int == 1 && json["only_b"] as? Int == 1)
  }

  @Test("a record and a prompter: only the prompter is asked")
  func mixed() async throws {
    let shell = try await Shell.withNumbers(8)
    try await record(shell, "a.json") { text, _ in Numbers.answer(text) }
    let server = try ScriptedServer(Self.mostlyRight)
    let outcome = try await shell.prompter(
      "compare", "a.json", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL,
      "--no-cache", "--json", "--quiet")
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(try object(outcome)["regressions"] as? [String] == ["d4", "d8"])
    #expect(server.requests.count == 8)
  }

  @Test("errors fail a comparison unless they are allowed, and are told apart from regressions")
  func errors() async throws {
    let shell = try await Shell.withNumbers(8)
    try await record(shell, "a.json") { text, _ in Numbers.answer(text) }
    try await record(shell, "b.json", ["--max-errors", "1"]) { text, _ in
      Numbers.number(in: text) == 3 ? .status(404) : Numbers.answer(text)
    }
    let outcome = try await shell.prompter("compare", "a.json", "b.json", "--json")
    #expect(outcome.status == 1)
    let json = try object(outcome)
    #expect(json["n"] as? Int == 7 && (json["regressions"] as? [String])?.isEmpty == true)
    #expect(json["new_errors"] as? [String] == ["d3"])
    #expect(
      try await shell.prompter("compare", "a.json", "b.json", "--max-errors", "1").status == 0)
  }

  @Test("more than two are ranked, with every pair")
  func ranking() async throws {
    let shell = try await records()
    try await record(shell, "c.json") { _, _ in .text(#"{"n": 0, "even": true}"#) }
    let outcome = try await shell.prompter(
      "compare", "b.json", "a.json", "c.json", "--json", "-o", "r.md", "-o", "r.html", "-o",
      "r.json")
    #expect(outcome.status == 0, "\(outcome.err)")
    let json = try object(outcome)
    #expect(json["n"] as? Int == 40)
    let entries = json["ranking"] as? [[String: Any]] ?? []
    #expect(entries.map { $0["place"] as? Int } == [1, 0, 2])
    #expect((entries.first?["better_than"] as? [String])?.count == 2)
    let pairs = json["pairs"] as? [[String: Any]] ?? []
    #expect(pairs.map { $0["verdict"] as? String } == ["better", "worse", "worse"])
    #expect(pairs.first?["fixes"] as? Int == 10 && pairs.first?["regressions"] as? Int == 0)
    #expect(try shell.object("r.json")["n"] as? Int == 40)
    #expect(try shell.folder.read("r.md").hasPrefix("# Ranking on 40 examples"))
    #expect(try shell.folder.read("r.html").contains("<h1>Ranking on 40 examples</h1>"))
    let table = try await shell.prompter("compare", "b.json", "a.json", "c.json")
    #expect(table.out.contains("1 B: p.json"))
  }
}
