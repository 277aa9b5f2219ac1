import Testing

@Suite("help, version and completions", .timeLimit(.minutes(5)))
struct HelpTests {
  @Test(
    "every command's help shows an example",
    arguments: [
      [], ["optimize"], ["evaluate"], ["compare"], ["predict"], ["extract"], ["models"],
      ["models", "install"], ["models", "serve"], ["models", "list"], ["schema"],
      ["schema", "infer"], ["schema", "show"], ["schema", "check"], ["report"],
      ["cache"], ["cache", "stats"], ["cache", "clear"], ["ab"], ["ab", "run"],
      ["ab", "predict"], ["ab", "outcome"], ["ab", "report"], ["review"], ["review", "list"],
      ["review", "show"], ["review", "accept"], ["review", "correct"], ["review", "export"],
      ["review", "serve"], ["serve"],
    ])
  func help(command: [String]) async throws {
    let outcome = try await Shell().start(command + ["--help"]).outcome()
    #expect(outcome.status == 0)
    #expect(outcome.err.isEmpty)
    #expect(outcome.out.contains("USAGE: prompter"))
    #expect(outcome.out.contains("EXAMPLE\n"))
    #expect(outcome.out.contains("  prompter \(command.first ?? "models")"))
  }

  @Test("a completion script for each shell", arguments: ["bash", "zsh", "fish"])
  func completions(name: String) async throws {
    let outcome = try await Shell().prompter("--generate-completion-script", name)
    #expect(outcome.status == 0)
    #expect(outcome.err.isEmpty)
    #expect(outcome.out.utf8.count > 1_000)
    #expect(outcome.out.contains("optimize") && outcome.out.contains("max-calls"))
  }

  @Test("Bash takes its completion script")
  func completionsParse() async throws {
    let outcome = try await Shell().bash(
      "prompter --generate-completion-script bash > c.bash && bash -n c.bash")
    #expect(outcome.status == 0, "\(outcome.err)")
  }

  @Test("a wrong option names the nearest one and the help of the command that was typed")
  func wrongOption() async throws {
    let shell = try Shell()
    expectError(
      try await shell.prompter("extract", "p.json", "d.jsonl", "--limt", "calls=3/1s"), 64,
      "Did you mean '--limit'? See 'prompter extract --help'")
    expectError(
      try await shell.prompter("models", "install", "--frobnicate"), 64,
      "; see 'prompter models install --help'")
  }

  @Test("the version is one line on stdout")
  func version() async throws {
    let outcome = try await Shell().prompter("--version")
    #expect(outcome.status == 0)
    #expect(outcome.out.split(separator: "\n").count == 1)
  }
}
