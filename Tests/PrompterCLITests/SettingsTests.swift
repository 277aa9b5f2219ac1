import Foundation
import PrompterTesting
import Testing

@Suite("options in the environment and in the configuration file", .timeLimit(.minutes(5)))
struct SettingsTests {
  private func predict(_ shell: Shell, _ more: String...) async throws -> Shell.Outcome {
    try await shell.prompter("predict", "p.json", "The number is 1 today.", adding: more)
  }

  @Test("a value that cannot be used is wrong usage, and its variable is named")
  func badVariables() async throws {
    let shell = try await Shell.withNumbers(1)
    for (variable, value) in [
      ("SEED", "abc"), ("SEED", "-1"), ("RETRIES", "many"), ("RETRIES", "-1"),
      ("CONCURRENCY", "8x"), ("CONCURRENCY", "0"), ("TIMEOUT", "soon"), ("DEADLINE", "0"),
      ("CONTEXT_LENGTH", "4k"), ("TEMPERATURE", "hot"), ("MAX_OUTPUT_TOKENS", "0"),
      ("MAX_CALLS", "ten"), ("MAX_COST", "$5"), ("MAX_TOTAL_TOKENS", "1e6"), ("PACE", "fast"),
      ("LIMIT", "calls=5"), ("BASE_URL", "nowhere"),
    ] {
      var changed = shell
      changed.environment["PROMPTER_\(variable)"] = value
      expectError(try await predict(changed), 64, "error: PROMPTER_\(variable): ")
    }
  }

  @Test("what the configuration file says is held to the same rules, and the file is named")
  func badFile() async throws {
    let shell = try await Shell.withNumbers(1)
    for (key, value) in [
      ("seed", "abc"), ("retries", "many"), ("max-calls", "-1"), ("limit", "calls=5"),
    ] {
      try shell.folder.write("\(key): \(value)\n", to: "c.yaml")
      expectError(
        try await predict(shell, "--config", "c.yaml"), 64, "error: c.yaml: ", key)
    }
  }

  @Test("a budget may stand there: the variable wins over the file, the option over both")
  func budget() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(8)
    try shell.folder.write("max-calls: 3\n", to: "c.yaml")
    var stated = shell
    stated.environment["PROMPTER_MAX_CALLS"] = "5"
    var sent = 0
    for (place, options, calls) in [
      (stated, [], 5), (shell, ["--config", "c.yaml"], 3), (stated, ["--config", "c.yaml"], 5),
      (stated, ["--config", "c.yaml", "--max-calls", "2"], 2),
    ] as [(Shell, [String], Int)] {
      let outcome = try await place.prompter(
        "evaluate", "p.json", "--data", "data.jsonl", "--base-url", server.baseURL, "--no-cache",
        "--quiet", adding: options)
      #expect(outcome.status == 1, "\(outcome.err)")
      sent += calls
      #expect(server.requests.count == sent)
    }
    for (variable, value, status) in [("MAX_TOTAL_TOKENS", "1", 1), ("MAX_COST", "1", 64)] {
      var changed = shell
      changed.environment["PROMPTER_\(variable)"] = value
      let outcome = try await predict(changed, "--base-url", server.baseURL, "--no-cache")
      #expect(outcome.status == Int32(status), "\(outcome.err)")
    }
    #expect(server.requests.count == sent)
  }

  @Test("a search knows its budget too, and records it")
  func search() async throws {
    var shell = try await Shell.withNumbers(4)
    shell.environment["PROMPTER_MAX_CALLS"] = "0"
    // An option that is given is not looked up.
    shell.environment["PROMPTER_SEED"] = "abc"
    let outcome = try await shell.prompter(
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out",
      "q.json", "--base-url", "http://127.0.0.1:1/v1", "--seed", "3", "--quiet")
    #expect(outcome.status == 0, "\(outcome.err)")
    let lineage = try shell.object("q.json")["lineage"] as? [String: Any]
    let command = lineage?["command"] as? String
    #expect(command?.contains("--max-calls 0") == true && command?.contains("--seed 3") == true)
  }

  @Test("limits and the address may stand there, and the address is kept to its provider")
  func connection() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    var shell = try await Shell.withNumbers(3)
    shell.environment["PROMPTER_BASE_URL"] = server.baseURL
    shell.environment["PROMPTER_LIMIT"] = "calls=500/60s, tokens=2M/1m"
    let planned = try await shell.prompter(
      "evaluate", "p.json", "--data", "data.jsonl", "--dry-run")
    #expect(planned.out.contains("calls=500/"), "\(planned.out)")
    #expect(try await predict(shell, "--no-cache").status == 0)
    #expect(server.requests.count == 1)
    expectError(
      try await shell.prompter(
        "compare", "p.json", "--data", "data.jsonl", "--model-a", "openai/x", "--model-b",
        "groq/y"), 64, "--base-url is the address of one provider")
  }
}
