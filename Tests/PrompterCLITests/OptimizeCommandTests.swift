import Foundation
import PrompterKit
import PrompterTesting
import Testing

@Suite("prompter optimize", .timeLimit(.minutes(5)))
struct OptimizeCommandTests {
  @Test("--max-calls 0 needs no key and no model, and writes the seed prompter")
  func noCalls() async throws {
    var shell = try await Shell.withNumbers(5)
    shell.environment = [:]
    let outcome = try await shell.prompter(
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out",
      "numbers",
      "--max-calls", "0", "--json")
    #expect(outcome.status == 0, "\(outcome.err)")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    for key in ["score", "seed_score", "gain", "held_out"] {
      #expect(json?[key] is NSNull, "\(key)")
    }
    #expect(json?["shipped"] as? String == "seed")
    #expect(json?["task_calls"] as? Int == 0)
    #expect(json?["artifact"] as? String == "prompters/numbers/1.json")
    let artifact = try shell.object("prompters/numbers/1.json")
    #expect(artifact["format"] as? String == "prompter/1")
    #expect(artifact["scores"] is NSNull && artifact["calibration"] is NSNull)
    #expect((artifact["demonstrations"] as? [Any])?.isEmpty == true)
  }

  @Test("each run of a name gets the next version, with the same bytes but for it")
  func versions() async throws {
    let shell = try await Shell.withNumbers(5)
    for _ in 1...2 {
      let outcome = try await shell.prompter(
        "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out", "n",
        "--max-calls", "0")
      #expect(outcome.status == 0)
    }
    let first = try shell.folder.read("prompters/n/1.json")
    let second = try shell.folder.read("prompters/n/2.json")
    #expect(
      second.replacing(#""version": 2"#, with: #""version": 1"#) == first)
  }

  @Test(
    "D4: never more requests than --max-calls, whatever the size of the data",
    arguments: [
      (1, 5), (2, 10), (3, 10), (12, 40), (24, 60),
    ])
  func cap(rows: Int, calls: Int) async throws {
    let server = try ScriptedServer { text, number in
      number % 3 == 0 ? .text("no idea") : Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(rows)
    let outcome = try await shell.prompter(
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out", "q.json",
      "--max-calls", "\(calls)", "--base-url", server.baseURL, "--json", "--quiet")
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(server.requests.count <= calls)
    let json = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    let task = json?["task_calls"] as? Int ?? -1
    let proposer = json?["proposer_calls"] as? Int ?? -1
    #expect(task + proposer == server.requests.count, "\(outcome.out)")
  }

  @Test("the same seed, data and answers give the same bytes, and the cache asks nothing twice")
  func reproducible() async throws {
    let server = try ScriptedServer { text, _ in
      let n = Numbers.number(in: text) ?? 0
      return n % 4 == 0 ? .text(#"{"n": 0, "even": true}"#) : Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(24)
    let command = [
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--max-calls",
      "60", "--base-url", server.baseURL, "--quiet", "--out",
    ]
    #expect(try await shell.start(command + ["a.json"]).outcome().status == 0)
    let asked = server.requests.count
    #expect(asked > 0)
    try FileManager.default.moveItem(
      atPath: shell.folder.path("a.json"), toPath: shell.folder.path("first.json"))
    #expect(try await shell.start(command + ["a.json"]).outcome().status == 0)
    #expect(try shell.folder.read("a.json") == shell.folder.read("first.json"))
    #expect(server.requests.count == asked)
    let text = try shell.folder.read("a.json")
    #expect(!text.contains(shell.folder.path) && !text.contains("127.0.0.1"))
  }

  @Test("--dry-run prints a plan and neither calls nor writes")
  func dryRun() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(24)
    let files = shell.files
    let outcome = try await shell.prompter(
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out", "q",
      "--base-url", server.baseURL, "--dry-run")
    #expect(outcome.status == 0)
    #expect(outcome.out.contains("at most 250") && !outcome.out.contains("every retry"))
    #expect(server.requests.isEmpty)
    #expect(shell.files == files)
  }
  @Test("--transfer-to trains the prompter of --from for another model and records both")
  func transfer() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(24)
    let common = ["--schema", "schema.json", "--base-url", server.baseURL, "--quiet"]
    let first = try await shell.start(
      [
        "optimize", "data.jsonl", "--model", "openai/x", "--optimizer", "labeled",
        "--max-calls", "1", "--out", "a.json",
      ]
        + common
    ).outcome()
    #expect(first.status == 0, "\(first.err)")
    let second = try await shell.start(
      [
        "optimize", "data.jsonl", "--from", "a.json", "--transfer-to", "openai/y", "--out",
        "b.json", "--max-calls", "200",
      ] + common
    ).outcome()
    #expect(second.status == 0, "\(second.err)")
    let (old, new) = (try shell.object("a.json"), try shell.object("b.json"))
    #expect(new["model"] as? String == "openai/y" && old["model"] as? String == "openai/x")
    let lineage = new["lineage"] as? [String: Any]
    let parent = ContentHash.sha256(bytes: Array(try shell.folder.read("a.json").utf8))
    #expect(lineage?["parent_sha256"] as? String == parent)
    let command = lineage?["command"] as? String ?? ""
    #expect(command.contains("--from a.json --transfer-to openai/y"))
    let run = try shell.folder.read("b.json.run")
    #expect(run.contains("prompt 1 of those given"))
    #expect(run.contains(#""event":"candidate""#) && run.contains(#""event":"evaluated""#))
  }

  @Test(
    "--transfer-to without --from, or beside --model, and no time at all are wrong usage",
    arguments: [
      ["--transfer-to", "openai/y"],
      ["--transfer-to", "openai/y", "--from", "a", "--model", "m/x"],
      ["--max-seconds", "0"],
    ])
  func wrong(_ options: [String]) async throws {
    let shell = try await Shell.withNumbers(5)
    let outcome = try await shell.start(
      ["optimize", "data.jsonl", "--schema", "schema.json", "--out", "a.json"] + options
    ).outcome()
    #expect(outcome.status == 64)
    #expect(outcome.err.contains(options[0]))
  }

  @Test("--report writes what the search did, in the form that the ending says")
  func report() async throws {
    let server = try ScriptedServer { text, _ in
      let n = Numbers.number(in: text) ?? 0
      return n % 4 == 0 ? .text(#"{"n": 0, "even": true}"#) : Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(24)
    for ending in ["html", "md", "json"] {
      let outcome = try await shell.prompter(
        "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--max-calls",
        "150", "--base-url", server.baseURL, "--out", "n.json", "--report", "r.\(ending)")
      #expect(outcome.status == 0, "\(outcome.err)")
      #expect(outcome.err.contains("best so far") || outcome.err.contains("dropped"))
      try FileManager.default.removeItem(atPath: shell.folder.path("n.json"))
    }
    let page = try shell.folder.read("r.html")
    #expect(page.contains("<svg class=\"plot search\"") && page.contains("cross-fitted"))
    #expect(page.contains("<h2 id=\"lineage\">Lineage</h2>"))
    #expect(try shell.folder.read("r.md").contains("## The way to what was found"))
    let history = try shell.object("r.json")["history"] as? [String: Any]
    let entries = history?["entries"] as? [[String: Any]] ?? []
    #expect(entries.first?["origin"] as? String == "seed")
    #expect(entries.count > 1)
    #expect((history?["stages"] as? [[String: Any]])?.last?["stage"] as? String == "confirm")
  }

  @Test("--report - prints the report's JSON and nothing else; other endings are refused")
  func reportForms() async throws {
    let shell = try await Shell.withNumbers(5)
    let command = [
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--max-calls",
      "0", "--out", "n", "--quiet", "--report",
    ]
    let outcome = try await shell.start(command + ["-"]).outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    #expect(json?["shipped"] as? String == "seed" && json?["history"] != nil)
    #expect(!shell.files.contains("-"))
    expectError(try await shell.start(command + ["-", "--json"]).outcome(), 64, "--json")
    for name in ["r.csv", "r.junit.xml", "r"] {
      expectError(
        try await shell.start(command + [name]).outcome(), 64, name, ".html, .md or .json")
    }
  }
}
