import Foundation
import PrompterTesting
import Testing

@Suite("--dry-run and prices", .timeLimit(.minutes(5)))
struct DryRunTests {
  private static let priced = ["--model", "openai/gpt-4.1-mini"]

  private static let commands: [[String]] = [
    ["extract", "p.json", "data.jsonl", "-o", "out.jsonl"],
    ["evaluate", "p.json", "--data", "data.jsonl", "-o", "record.json"],
    ["compare", "p.json", "p.json", "--data", "data.jsonl", "-o", "c.json"],
    ["optimize", "data.jsonl", "--schema", "schema.json", "--out", "q", "--report", "r.html"],
  ]

  private func shell(_ rows: Int = 24) async throws -> Shell {
    var shell = try await Shell.withNumbers(rows)
    shell.environment = [:]
    return shell
  }

  private func object(_ outcome: Shell.Outcome) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    return try #require(json as? [String: Any])
  }

  private func high(_ json: [String: Any], _ key: String) -> Double? {
    (json[key] as? [String: Any])?["high"] as? Double
  }

  @Test("it needs no key, makes no call and writes nothing", arguments: commands)
  func pure(command: [String]) async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await shell()
    let files = shell.files
    let caches = FileManager.default.fileExists(atPath: shell.folder.path(".cache"))
    for more in [[], ["--json"]] {
      let outcome = try await shell.start(
        command + Self.priced + ["--dry-run", "--base-url", server.baseURL] + more
      ).outcome()
      #expect(outcome.status == 0, "\(outcome.err)")
      #expect(outcome.err.isEmpty, "\(outcome.err)")
      if more.isEmpty {
        #expect(outcome.out.contains("input tokens") && outcome.out.contains("$"))
      } else {
        let json = try object(outcome)
        #expect((high(json, "cost_usd") ?? 0) > 0)
        #expect((high(json, "calls") ?? 0) >= 24)
        #expect(outcome.out.split(separator: "\n").count == 1)
      }
    }
    #expect(server.requests.isEmpty)
    #expect(shell.files == files)
    #expect(FileManager.default.fileExists(atPath: shell.folder.path(".cache")) == caches)
  }

  @Test("a local model need not be installed, and costs nothing", arguments: commands)
  func local(command: [String]) async throws {
    let outcome = try await shell().start(
      command + ["--model", "local/smollm2-135m", "--dry-run", "--json"]
    ).outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(high(try object(outcome), "cost_usd") == 0)
  }

  @Test("C5: the finish time is what the limits allow, and the limit that binds is named")
  func limits() async throws {
    let shell = try await shell(7)
    let command = [
      "extract", "p.json", "data.jsonl", "--dry-run", "--limit", "calls=3/60s", "--limit",
      "tokens=1M/60s",
    ]
    let json = try object(try await shell.start(command + ["--json"]).outcome())
    #expect(high(json, "last_call_seconds") == 121.2)
    #expect(json["bound_by"] as? String == "calls=3/60s")
    #expect(json["documents"] as? Int == 7)
    #expect(json["cost_usd"] is NSNull)
    let table = try await shell.start(command).outcome().out
    #expect(table.contains("calls=3/60s binds: the last call goes out after 2 min 1 s"))
    #expect(table.contains("--price"))
  }

  @Test("optimize says which rows search, which confirm, and the smallest gain that can be seen")
  func optimize() async throws {
    let shell = try await shell(80)
    let command = [
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/gpt-4.1-mini",
      "--out", "q", "--max-calls", "170", "--dry-run",
    ]
    let json = try object(try await shell.start(command + ["--json"]).outcome())
    let rows = try #require(json["rows"] as? [String: Int])
    #expect(rows["confirm"] == 24)
    #expect(rows.values.reduce(0, +) == 80)
    #expect(json["search_calls"] as? Int == 106)
    #expect(high(json, "calls") == 170)
    let least = try #require(json["minimum_detectable"] as? Double)
    #expect(abs(least - 2.8 * 0.2 / 24.0.squareRoot()) < 1e-9)
    #expect(json["assumed_spread"] as? Double == 0.2)
    #expect(try await shell.start(command).outcome().out.contains("24 confirm"))
  }

  @Test("the seed is planned without data, as it is written")
  func seed() async throws {
    let shell = try await shell(1)
    let files = shell.files
    let command = [
      "optimize", "--schema", "schema.json", "--model", "openai/x", "--out", "q", "--max-calls",
      "0", "--dry-run",
    ]
    let json = try object(try await shell.start(command + ["--json"]).outcome())
    #expect(high(json, "calls") == 0 && json["documents"] as? Int == 0)
    let table = try await shell.start(command).outcome()
    #expect(table.status == 0, "\(table.err)")
    #expect(shell.files == files)
  }

  @Test("of a stream the first documents are planned for; a short one is known")
  func streams() async throws {
    let shell = try await shell(1)
    for (rows, known) in [(1_500, false), (5, true)] {
      let outcome = try await shell.prompter(
        "extract", "p.json", "-", "--dry-run", "--json", input: Numbers.lines(1...rows))
      let json = try object(outcome)
      #expect(json["documents"] as? Int == (known ? 5 : nil))
      #expect(json["per_documents"] as? Int == (known ? nil : 1_000))
    }
  }

  @Test("what an earlier run has done is not planned again, until the output is gone")
  func resumed() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(6)
    let command = ["extract", "p.json", "data.jsonl", "-o", "out.jsonl"]
    let first = command + ["--first", "4", "--base-url", server.baseURL]
    #expect(try await shell.start(first).outcome().status == 0)
    func documents(_ more: String...) async throws -> Int? {
      let outcome = try await shell.start(command + ["--dry-run", "--json"] + more).outcome()
      return try object(outcome)["documents"] as? Int
    }
    #expect(try await documents() == 2)
    #expect(try await documents("--no-resume") == 6)
    try FileManager.default.removeItem(atPath: shell.folder.path("out.jsonl"))
    #expect(try await documents() == 6)
  }

  @Test("bad data fails a dry run as it fails the run")
  func badData() async throws {
    let shell = try await shell(3)
    expectError(
      try await shell.prompter("evaluate", "p.json", "--data", "gone.jsonl", "--dry-run"), 64,
      "gone.jsonl")
    expectError(
      try await shell.prompter("compare", "p.json", "p.json", "--dry-run"), 64, "--data")
  }

  @Test("before a real run the plan is a line on stderr, unless it should be quiet")
  func beforeRun() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(24)
    for command in Self.commands {
      let more = command[0] == "optimize" ? ["--max-calls", "60"] + Self.priced : Self.priced
      let full = command + more + ["--base-url", server.baseURL]
      let loud = try await shell.start(full).outcome()
      #expect(loud.status == 0, "\(loud.err)")
      let lines = loud.err.split(separator: "\n").filter { $0.hasPrefix("prompter: plan: ") }
      #expect(lines.count == (command[0] == "compare" ? 2 : 1), "\(loud.err)")
      #expect(lines.allSatisfy { $0.contains("24 calls") || $0.contains("at most 60 calls") })
      let quiet = try await shell.start(full + ["--quiet"]).outcome()
      #expect(!quiet.err.contains("plan:"), "\(quiet.err)")
    }
    let piped = try await shell.prompter(
      "extract", "p.json", "-", "--base-url", server.baseURL, input: Numbers.lines(1...3))
    #expect(piped.status == 0)
    #expect(piped.err.contains("plan: nobody knows how many documents"))
  }

  @Test("an input that cannot be counted right is no reason not to run")
  func uncounted() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(1)
    try shell.folder.write("id,text\n1,The number is 4.\n2,\"open\n", to: "a.csv")
    let outcome = try await shell.prompter(
      "extract", "p.json", "a.csv", "-o", "out.jsonl", "--base-url", server.baseURL)
    #expect(outcome.err.contains("prompter: plan: "))
    #expect(outcome.errors.count == 1 && outcome.err.contains("a.csv, line 3"))
    #expect(server.requests.count == 1)
  }

  @Test("--max-cost without a known price is wrong usage and names --price", arguments: commands)
  func unknownPrice(command: [String]) async throws {
    let shell = try await shell()
    let files = shell.files
    for model in ["openai/x", "deepseek/deepseek-chat"] {
      let full = command + ["--max-cost", "1", "--model", model]
      expectError(try await shell.start(full).outcome(), 64, "--price", model)
      expectError(try await shell.start(full + ["--dry-run"]).outcome(), 64, "--price", model)
      let given = try await shell.start(full + ["--dry-run", "--price", "1/2"]).outcome()
      #expect(given.status == 0, "\(given.err)")
    }
    let known = ["--max-cost", "1", "--dry-run"] + Self.priced
    #expect(try await shell.start(command + known).outcome().status == 0)
    #expect(shell.files == files)
  }

  @Test("the proposer's price must be known as well")
  func proposer() async throws {
    let shell = try await shell()
    let command = ["optimize", "data.jsonl", "--schema", "schema.json", "--out", "q"]
    let full = command + Self.priced + ["--max-cost", "1", "--proposer", "openai/unheard-of"]
    expectError(try await shell.start(full + ["--dry-run"]).outcome(), 64, "openai/unheard-of")
  }

  @Test("prices come from the option, then the file, then the table")
  func order() async throws {
    let shell = try await shell(2)
    try shell.folder.write(
      """
      prices:
        openai/gpt-4.1-mini: {input: 7, output: 8.5}
        openai/mine: {input: 0, output: 1}
        together/*: {input: 2, output: 3}
      """, to: "prompter.yaml")
    func price(_ model: String, _ more: String...) async throws -> [Double] {
      let outcome = try await shell.prompter(
        "evaluate", "p.json", "--data", "data.jsonl", "--dry-run", "--json", "--model", model,
        adding: more)
      let price = try object(outcome)["price"] as? [String: Double]
      return [price?["input"], price?["output"]].compactMap { $0 }
    }
    let file = ["--config", "prompter.yaml"]
    #expect(try await price("openai/gpt-4.1-mini") == [0.4, 1.6])
    #expect(try await price("openai/gpt-4.1-mini", file[0], file[1]) == [7, 8.5])
    #expect(
      try await price("openai/gpt-4.1-mini", file[0], file[1], "--price", "1/2") == [1, 2])
    #expect(try await price("openai/mine", file[0], file[1]) == [0, 1])
    #expect(try await price("together/any", file[0], file[1]) == [2, 3])
    #expect(try await price("openai/unheard-of", file[0], file[1]) == [])
  }

  @Test(
    "a bad price is named",
    arguments: [
      "prices: 3", "prices: {openai/x: 3}", "prices: {openai/x: {input: 1}}",
      "prices: {openai/x: {input: -1, output: 2}}", "prices: {openai/x: {input: a, output: 2}}",
      "prices: {gpt: {input: 1, output: 2}}", "prices: {openai/x: {input: 1, output: 2, more: 3}}",
    ])
  func badFile(text: String) async throws {
    let shell = try await shell(1)
    try shell.folder.write(text, to: "prompter.yaml")
    expectError(
      try await shell.prompter("predict", "p.json", "text", "--config", "prompter.yaml"), 1,
      "prompter.yaml", "prices")
  }

  @Test(
    "a bad --price is wrong usage", arguments: ["1", "1/", "/2", "1/2/3", "-1/2", "1/inf", "a/b"])
  func badOption(text: String) async throws {
    expectError(
      try await shell(1).prompter("predict", "p.json", "text", "--price=\(text)"), 64, "--price")
  }

  @Test("a run's cost comes from the table")
  func cost() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(5)
    let outcome = try await shell.prompter(
      "evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, "--json",
      "--quiet", "--model", "openai/gpt-4.1-mini-2025-04-14")
    let cost = try #require(try object(outcome)["cost_usd"] as? Double)
    // 20 tokens in and 5 out for each of 5 answers.
    #expect(abs(cost - 5 * (20 * 0.4 + 5 * 1.6) / 1e6) < 1e-12)
  }
}
