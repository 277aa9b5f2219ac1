import Foundation
import PrompterTesting
import Testing

@Suite("prompter evaluate and report", .timeLimit(.minutes(5)))
struct EvaluateCommandTests {
  /// Answers every fourth document wrongly.
  private static let mostlyRight: @Sendable (String, Int) -> ScriptedServer.Answer = { text, _ in
    let n = Numbers.number(in: text) ?? 0
    return n % 4 == 0 ? .text(#"{"n": 0, "even": true}"#) : Numbers.answer(text)
  }

  private func evaluate(
    _ shell: Shell, _ server: ScriptedServer, _ more: String...
  ) async throws -> Shell.Outcome {
    try await shell.prompter(
      "evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, adding: more)
  }

  @Test("every format is written, and the record says what was measured")
  func formats() async throws {
    let server = try ScriptedServer(Self.mostlyRight)
    let shell = try await Shell.withNumbers(8)
    let endings = ["json", "html", "md", "csv", "junit.xml"]
    let outcome = try await shell.start(
      ["evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL]
        + endings.flatMap { ["-o", "out/record.\($0)"] }
    ).outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(outcome.errors.isEmpty)
    for ending in endings { #expect(try !shell.folder.read("out/record.\(ending)").isEmpty) }
    let record = try shell.object("out/record.json")
    #expect(record["format"] as? String == "evaluation/1")
    #expect(record["n"] as? Int == 8)
    #expect(record["score"] as? Double == 0.875)
    #expect(record["exact_match"] as? Double == 0.75)
    #expect(record["errors"] as? Int == 0 && record["invalid"] as? Int == 0)
    #expect(record["calls"] as? Int == 8 && record["cached_calls"] as? Int == 0)
    #expect(record["input_tokens"] as? Int == 160 && record["output_tokens"] as? Int == 40)
    #expect(record["cost_usd"] is NSNull, "D20: an unknown price is not 0")
    let rows = record["rows"] as? [[String: Any]] ?? []
    #expect(rows.map { $0["id"] as? String } == (1...8).map { "d\($0)" })
    #expect(server.requests.count == 8)
    #expect(outcome.out.contains("0.875") || outcome.out.contains("87.5"))
  }

  @Test("--json prints the summary alone, and a second run comes from the cache")
  func summary() async throws {
    let server = try ScriptedServer(Self.mostlyRight)
    let shell = try await Shell.withNumbers(8)
    var summaries: [[String: Any]] = []
    for _ in 1...2 {
      let outcome = try await evaluate(shell, server, "--json", "--quiet", "--price", "1/2")
      #expect(outcome.err.isEmpty)
      let json = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
      summaries.append(json ?? [:])
    }
    #expect(summaries[0]["rows"] == nil)
    #expect(summaries[0]["cost_usd"] as? Double == 0.00024)
    #expect(summaries[1]["calls"] as? Int == 0 && summaries[1]["cached_calls"] as? Int == 8)
    #expect(summaries[1]["score"] as? Double == 0.875)
    #expect(server.requests.count == 8)
  }

  @Test(
    "a gate that fails is exit 100, one that holds is 0",
    arguments: [
      (["--fail-under", "0.87"], 0), (["--fail-under", "0.88"], 100),
      (["--fail-under-field", "even=0.99"], 0), (["--fail-under-field", "n=0.8"], 100),
      (["--fail-under-field", "even=0.99", "--fail-under-field", "n=0.8"], 100),
    ] as [([String], Int32)])
  func gates(options: [String], status: Int32) async throws {
    let server = try ScriptedServer(Self.mostlyRight)
    let shell = try await Shell.withNumbers(8)
    let outcome = try await shell.start(
      ["evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, "-o", "r.json"]
        + options
    ).outcome()
    #expect(outcome.status == status, "\(outcome.err)")
    #expect(outcome.err.contains("gate failed") == (status == 100))
    #expect(shell.files.contains("r.json"))
  }

  @Test("rows without an answer are errors: exit 1 unless they are allowed")
  func errors() async throws {
    let server = try ScriptedServer { text, _ in
      Numbers.number(in: text) == 3 ? .status(404) : Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(8)
    let outcome = try await evaluate(shell, server, "-o", "r.json")
    #expect(outcome.status == 1)
    #expect(outcome.errors.count == 1 && outcome.err.contains("1 of 8 examples have no answer"))
    let record = try shell.object("r.json")
    #expect(record["n"] as? Int == 7 && record["errors"] as? Int == 1)
    #expect(record["score"] as? Double == 1)
    let row = (record["rows"] as? [[String: Any]])?[2]
    #expect(row?["score"] is NSNull)
    #expect((row?["error"] as? [String: Any])?["type"] as? String == "invalid_request")
    #expect(try await evaluate(shell, server, "--max-errors", "1").status == 0)
    #expect(try await evaluate(shell, server, "--max-errors", "10%").status == 1)
    #expect(try await evaluate(shell, server, "--max-errors", "13%").status == 0)
  }

  @Test("when nobody answers it is an error, and a record of before stays")
  func silence() async throws {
    let server = try ScriptedServer { _, _ in .status(404) }
    let shell = try await Shell.withNumbers(3)
    try shell.folder.write("what was there", to: "r.json")
    let outcome = try await evaluate(shell, server, "-o", "r.json", "--max-errors", "3")
    #expect(outcome.status == 1 && outcome.out.isEmpty, "\(outcome.out)")
    #expect(try shell.folder.read("r.json") == "what was there")
  }

  @Test("-o - is the record alone on stdout")
  func standardOutput() async throws {
    let server = try ScriptedServer(Self.mostlyRight)
    let shell = try await Shell.withNumbers(4)
    let outcome = try await evaluate(shell, server, "-o", "-", "-o", "r.json")
    #expect(outcome.out == (try shell.folder.read("r.json")), "\(outcome.err)")
    let compared = try await shell.prompter("compare", "r.json", "r.json", "-o", "-")
    let comparison = try JSONSerialization.jsonObject(with: Data(compared.out.utf8))
    #expect((comparison as? [String: Any])?["verdict"] != nil, "\(compared.out)")
    for command in [
      ["compare", "r.json", "r.json"], ["evaluate", "p.json", "--data", "data.jsonl"],
    ] {
      expectError(
        try await shell.start(command + ["-o", "-", "--json"]).outcome(), 64, "name a file")
    }
  }

  @Test("pictures are read by every command whose model looks at them")
  func pictures() async throws {
    let shell = try await Shell.withNumbers(1)
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let lines = try (1...24).map { number in
      try Data(png + [UInt8(number)]).write(to: URL(filePath: shell.folder.path("\(number).png")))
      return #"{"file": "\#(number).png", "expected": {"n": \#(number), "even": true}}"#
    }
    try shell.folder.write(lines.joined(separator: "\n"), to: "pictures.jsonl")
    let model = ["--model", "openai/gpt-4.1-mini", "--dry-run", "--json"]
    for command in ["evaluate p.json --data", "calibrate p.json --data", "threshold p.json --data"]
    {
      let more = command.hasPrefix("threshold") ? ["--target-error", "0.1"] : []
      let words = command.split(separator: " ").map(String.init) + ["pictures.jsonl"]
      let outcome = try await shell.start(words + model + more).outcome()
      #expect(outcome.status == 0 && outcome.out.contains(#""documents":24"#), "\(outcome)")
    }
    let search = ["optimize", "pictures.jsonl", "--schema", "schema.json", "--out", "o.json"]
    let outcome = try await shell.start(search + model).outcome()
    #expect(outcome.status == 0 && outcome.out.contains(#""documents":24"#), "\(outcome)")
  }

  @Test("a budget that ends leaves errors, sends no more, and the rest is had later")
  func budget() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(8)
    let outcome = try await evaluate(shell, server, "--max-calls", "5")
    #expect(outcome.status == 1)
    #expect(outcome.err.contains("--max-calls 5"))
    #expect(server.requests.count == 5)
    #expect(try await evaluate(shell, server).status == 0)
    #expect(server.requests.count == 8)
  }

  @Test("a score on examples that trained the prompter says so, in every report and in comparisons")
  func trained() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(8)
    let common = ["--base-url", server.baseURL, "--quiet"]
    let made = try await shell.start(
      [
        "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--optimizer",
        "labeled", "--out", "q.json",
      ] + common
    ).outcome()
    #expect(made.status == 0, "\(made.err)")
    try shell.folder.write(Numbers.lines(5...20), to: "more.jsonl")
    let words = "4 of these examples had a part"
    let outcome = try await shell.start(
      [
        "evaluate", "q.json", "--data", "more.jsonl", "-o", "r.json", "-o", "r.html", "-o", "r.md",
      ] + common
    ).outcome()
    #expect(outcome.status == 0 && outcome.out.contains(words), "\(outcome.err)")
    for name in ["r.html", "r.md"] {
      #expect(try shell.folder.read(name).contains(words), "\(name)")
    }
    let compared = try await shell.start(
      ["compare", "p.json", "r.json", "--data", "more.jsonl", "-o", "c.html", "-o", "c.md"]
        + common
    ).outcome()
    #expect(compared.out.contains("note: B: \(words)"), "\(compared.err)")
    for name in ["c.html", "c.md"] {
      #expect(try shell.folder.read(name).contains("B: \(words)"), "\(name)")
    }
    let other = try await shell.start(["evaluate", "p.json", "--data", "more.jsonl"] + common)
      .outcome()
    #expect(!other.out.contains("had a part"))
  }

  @Test("rows are chosen by number, id and value")
  func selection() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(8)
    func ids(_ options: String...) async throws -> [String?] {
      let outcome = try await shell.prompter(
        "evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, "-o", "r.json",
        adding: options)
      #expect(outcome.status == 0, "\(outcome.err)")
      return (try shell.object("r.json")["rows"] as? [[String: Any]] ?? []).map {
        $0["id"] as? String
      }
    }
    #expect(try await ids("--first", "2") == ["d1", "d2"])
    #expect(try await ids("--ids", "d7,d2") == ["d2", "d7"])
    #expect(try await ids("--filter", "even=true") == ["d2", "d4", "d6", "d8"])
    #expect(try await ids("--filter", "n=5") == ["d5"])
    let sample = try await ids("--sample", "3", "--seed", "4")
    #expect(sample.count == 3)
    #expect(try await ids("--sample", "3", "--seed", "4") == sample)
    expectError(try await evaluate(shell, server, "--ids", "d9", "--quiet"), 1, "'d9'")
  }

  @Test("a record is rendered again without a model, as it was the first time")
  func report() async throws {
    let server = try ScriptedServer(Self.mostlyRight)
    let shell = try await Shell.withNumbers(8)
    #expect(try await evaluate(shell, server, "-o", "r.json", "-o", "r.md").status == 0)
    let outcome = try await shell.prompter("report", "r.json", "-o", "again.md", "-o", "again.json")
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(try shell.folder.read("again.md") == shell.folder.read("r.md"))
    #expect(try shell.folder.read("again.json") == shell.folder.read("r.json"))
    let text = try shell.folder.read("r.json")
    try shell.folder.write(String(text.prefix(text.count / 2)), to: "half.json")
    expectError(
      try await shell.prompter("report", "half.json"), 1, "half.json: damaged at byte")
  }
}
