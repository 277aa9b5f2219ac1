import PrompterTesting
import Testing

@Suite("what a search may change", .timeLimit(.minutes(5)))
struct SearchOptionsTests {
  /// Trains with a model that is always right.
  private func optimize(_ shell: Shell, _ options: String...) async throws -> Shell.Outcome {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    return try await shell.prompter(
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--base-url",
      server.baseURL, "--out", "found.json", "--quiet", adding: options)
  }

  @Test("a part that is not there is wrong usage, and so is a search of nothing")
  func wrong() async throws {
    let shell = try await Shell.withNumbers(4)
    expectError(
      try await optimize(shell, "--freeze", "odd"), 64, "'fields.odd' is no part of the prompt",
      "n, even")
    expectError(try await optimize(shell, "--skip", "instruction,demonstrations,layout,fields"), 64)
    expectError(try await optimize(shell, "--only", ""), 64, "--only names no part")
    for names in ["", " ", ","] {
      expectError(try await optimize(shell, "--freeze", names), 64, "--freeze names no field")
    }
    expectError(
      try await optimize(shell, "--freeze", "n,odd"), 64, "'fields.odd' is no part of the prompt")
    #expect(!shell.files.contains("found.json"))
  }

  @Test("a schema of which nothing counts is an error before anything is asked")
  func nothingCounts() async throws {
    let shell = try await Shell.withNumbers(30)
    let schema = Numbers.schema.replacing(
      #"{"type": "integer"}"#, with: #"{"type": "integer", "x-weight": 0}"#
    ).replacing(#"{"type": "boolean"}"#, with: #"{"type": "boolean", "x-weight": 0}"#)
    try shell.folder.write(schema, to: "schema.json")
    expectError(try await optimize(shell), 1, "no field counts")
    #expect(!shell.files.contains("found.json"))
  }

  @Test("the command that is recorded says what was searched, and how")
  func recorded() async throws {
    let shell = try await Shell.withNumbers(30)
    let outcome = try await optimize(
      shell, "--optimizer", "knn", "--skip", "layout", "--freeze", "even")
    #expect(outcome.status == 0, "\(outcome.err)")
    let lineage = try shell.object("found.json")["lineage"] as? [String: Any]
    let command = lineage?["command"] as? String
    #expect(command?.contains("--optimizer knn --skip layout --freeze even") == true)
  }
}
