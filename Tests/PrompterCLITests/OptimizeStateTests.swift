import Foundation
import PrompterTesting
import Testing

@Suite("what prompter optimize keeps", .timeLimit(.minutes(5)))
struct OptimizeStateTests {
  private func command(_ server: ScriptedServer, _ more: String...) -> [String] {
    [
      "optimize", "data.jsonl", "--schema", "schema.json", "--base-url", server.baseURL, "--quiet",
      "--max-calls", "40",
    ] + more
  }

  @Test("a command that cannot begin leaves the answers of the last run as they are")
  func kept() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(24)
    let made = try await shell.start(
      command(server, "--model", "openai/x", "--out", "o.json")
    ).outcome()
    #expect(made.status == 0, "\(made.err)")
    let run = try shell.folder.read("o.json.run")
    #expect(run.contains("completion"))
    let asked = server.requests.count

    let other = command(server, "--model", "openai/y", "--out", "o.json")
    expectError(
      try await shell.start(other + ["--proposer", "anthropic/m"]).outcome(), 1,
      "ANTHROPIC_API_KEY")
    let integer = #"{"type": "integer"}"#
    let faults: [(String, [String], String)] = [
      (#", "x-metric": "judge""#, ["--judge", "anthropic/m"], "ANTHROPIC_API_KEY"),
      (#", "x-metric": "judge""#, [], "--judge MODEL"),
      (#", "x-weight": 0"#, [], "no field counts"),
    ]
    for (annotation, more, part) in faults {
      let schema = Numbers.schema
        .replacing(integer, with: #"{"type": "integer"\#(annotation)}"#)
        .replacing(#"{"type": "boolean"}"#, with: #"{"type": "boolean", "x-weight": 0}"#)
      try shell.folder.write(schema, to: "schema.json")
      expectError(try await shell.start(other + more).outcome(), 1, part)
    }
    #expect(try shell.folder.read("o.json.run") == run)
    #expect(server.requests.count == asked)
  }

  @Test("of two trainings of one output at a time the second is refused")
  func taken() async throws {
    let shell = try await Shell.withNumbers(24)
    for (out, run) in [("o.json", "o.json.run"), ("n", "prompters/n/1.json.run")] {
      let gate = DispatchSemaphore(value: 0)
      let server = try ScriptedServer { text, _ in
        gate.wait()
        gate.signal()
        return Numbers.answer(text)
      }
      let words = command(server, "--model", "openai/x", "--no-cache", "--out", out)
      let first = try shell.start(words)
      await server.requests(atLeast: 1)
      let second = try await shell.start(words).outcome()
      gate.signal()
      expectError(second, 1, run, "another process is at work here")
      let outcome = try await first.outcome()
      #expect(outcome.status == 0, "\(outcome.err)")
    }
    #expect(shell.files.contains("o.json") && shell.files.contains("prompters/n/1.json"))
  }

  @Test("of many that write a name at a time each gets a version of its own")
  func versions() async throws {
    let shell = try await Shell.withNumbers(3)
    let running = try (1...6).map { _ in
      try shell.start([
        "optimize", "--schema", "schema.json", "--model", "openai/x", "--max-calls", "0", "--out",
        "n",
      ])
    }
    for command in running { #expect(try await command.outcome().status == 0) }
    for version in 1...6 {
      #expect(try shell.object("prompters/n/\(version).json")["version"] as? Int == version)
    }
  }

  @Test("the answers of another run get another name; what a killed process left goes")
  func another() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(24)
    let words = ["optimize", "data.jsonl", "--schema", "schema.json", "--base-url", server.baseURL]
    for model in ["openai/x", "openai/y"] {
      try shell.folder.write("x", to: ".o.json.run.4711.new")
      let old = try? shell.folder.read("o.json.run")
      let outcome = try await shell.start(
        words + ["--model", model, "--max-calls", "20", "--out", "o.json"]
      ).outcome()
      #expect(outcome.status == 0, "\(outcome.err)")
      #expect((try? shell.folder.read("o.json.run.before")) == old)
      #expect(outcome.err.contains("another run are in o.json.run.before now") == (old != nil))
    }
    #expect(!shell.files.contains { $0.hasSuffix(".new") })
  }

  @Test("a model that does not answer ends the run, and the same command goes on")
  func dead() async throws {
    let shell = try await Shell.withNumbers(24)
    let isDown = Shared(true)
    let server = try ScriptedServer { text, _ in
      isDown.value ? .status(401) : Numbers.answer(text)
    }
    let words = command(server, "--model", "openai/x", "--out", "o.json")
    expectError(
      try await shell.start(words).outcome(), 1,
      "what was done is kept, the same command continues where it stopped")
    isDown.update { $0 = false }
    let again = try await shell.start(words).outcome()
    #expect(again.status == 0, "\(again.err)")
  }

  /// A server whose first request makes a folder a file: what was to be written there cannot be.
  private func spoiling(_ folder: String, of shell: Shell) throws -> ScriptedServer {
    let place = shell.folder.path(folder)
    return try ScriptedServer { text, number in
      if number == 1 {
        try? FileManager.default.removeItem(atPath: place)
        try? Data().write(to: URL(filePath: place))
      }
      return Numbers.answer(text)
    }
  }

  @Test("a report that cannot be written costs neither the prompter nor the table")
  func report() async throws {
    let shell = try await Shell.withNumbers(24)
    let server = try spoiling("r", of: shell)
    let outcome = try await shell.start(
      command(server, "--model", "openai/x", "--out", "o.json", "--report", "r/r.html")
    ).outcome()
    #expect(outcome.status == 1)
    #expect(outcome.out.contains("shipped: "))
    #expect(outcome.err.contains("prompter: wrote o.json"))
    #expect(outcome.errors.count == 1 && outcome.err.contains("r/r.html: cannot be written"))
    #expect(try shell.object("o.json")["format"] as? String == "prompter/1")
  }

  @Test("a prompter that cannot be written costs neither the table nor the report")
  func artifact() async throws {
    let shell = try await Shell.withNumbers(24)
    let server = try spoiling("p", of: shell)
    let outcome = try await shell.start(
      command(server, "--model", "openai/x", "--out", "p/o.json", "--report", "r.md")
    ).outcome()
    #expect(outcome.status == 1)
    #expect(outcome.out.contains("shipped: "))
    #expect(!outcome.err.contains("wrote"))
    #expect(outcome.errors.count == 1, "\(outcome.err)")
    #expect(outcome.err.contains("p/o.json: cannot be written"))
    #expect(outcome.err.contains("the same command continues"))
    #expect(shell.files.contains("r.md"))
  }

  @Test("what was found is kept when it cannot be confirmed, and what a search starts from stays")
  func unconfirmed() async throws {
    let shell = try await Shell.withNumbers(1)
    try shell.folder.write(Numbers.unlike(1...80), to: "data.jsonl")
    let words = [
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--max-calls",
      "150", "--no-cache",
    ]
    let good = try ScriptedServer(all: { all, text, _ in Numbers.learnt(all, text) })
    let first = try await shell.start(words + ["--out", "w.json", "--base-url", good.baseURL])
      .outcome()
    #expect(first.status == 0 && !shell.files.contains("w.best.json"), "\(first.err)")
    let lines = try shell.folder.read("w.json.run").split(separator: "\n")
    let searched = lines.prefix { !$0.contains(#""stage":"confirm""#) }
      .count { $0.contains(#""completion""#) }

    // Nearly all that confirm are refused.
    let refusing = try ScriptedServer(all: { all, text, number in
      number > searched && !number.isMultiple(of: 6)
        ? .status(400) : Numbers.learnt(all, text)
    })
    let second = try await shell.start(words + ["--out", "o.json", "--base-url", refusing.baseURL])
      .outcome()
    #expect(
      second.status == 0 && second.out.contains("shipped: seed"), "\(second.out) \(second.err)")
    #expect(
      second.err.hasSuffix("the best so far, not confirmed, is o.best.json\n"), "\(second.err)")
    let best = try shell.folder.read("o.best.json")
    try shell.folder.write(best, to: "p.best.json")
    let third = try await shell.start(
      words + ["--out", "p.json", "--from", "p.best.json", "--base-url", good.baseURL]
    ).outcome()
    #expect(third.status == 0, "\(third.err)")
    #expect(try shell.folder.read("p.best.json") == best)
  }
}
