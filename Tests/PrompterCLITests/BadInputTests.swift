import Foundation
import PrompterTesting
import Testing

@Suite("bad input ends with one line that names place and remedy", .timeLimit(.minutes(5)))
struct BadInputTests {
  /// Runs `optimize` on data that is bad, and checks that no prompter is written.
  private func optimize(
    _ data: String, schema: String = Numbers.schema, _ status: Int32, _ part: String
  ) async throws {
    let shell = try Shell()
    try shell.folder.write(data, to: "data.jsonl")
    try shell.folder.write(schema, to: "schema.json")
    let outcome = try await shell.prompter(
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out",
      "new/p.json", "--max-calls", "0")
    expectError(outcome, status, part)
    #expect(shell.files == ["data.jsonl", "schema.json"])
  }

  @Test("an empty data set", arguments: ["", "\n\n", "\u{FEFF}"])
  func emptyData(data: String) async throws {
    try await optimize(data, 1, "data.jsonl: no examples")
  }

  @Test(
    "a malformed line 17",
    arguments: [
      (#"{"text": "#, "data.jsonl, line 17: not JSON"), ("[1]", "line 17: not a JSON object"),
      (#"{"id": "x"}"#, "line 17: exactly one of"),
      (#"{"image": "a", "file": "b"}"#, "line 17: exactly one of"),
      (#"{"file": "gone.txt"}"#, "line 17: no such file: gone.txt"),
      (#"{"text": "a", "expected": 3}"#, #"line 17: "expected" must be an object"#),
    ])
  func malformedLine(line: String, part: String) async throws {
    let data = Numbers.lines(1...16) + line + "\n" + Numbers.lines(18...20)
    try await optimize(data, 1, part)
    try await optimize(data.replacingOccurrences(of: "\n", with: "\r\n"), 1, part)
  }

  @Test("a schema with a keyword that is not supported")
  func unknownKeyword() async throws {
    let schema = #"{"type": "object", "properties": {"n": {"type": "integer", "if": {}}}}"#
    try await optimize(Numbers.lines(1...3), schema: schema, 1, "schema.json: #/properties/n")
  }

  @Test("a schema that is no JSON names the byte")
  func damagedSchema() async throws {
    try await optimize(
      Numbers.lines(1...3), schema: String(Numbers.schema.prefix(40)), 1, "schema.json: not JSON")
  }

  @Test("an expected record that violates the schema")
  func violation() async throws {
    let data = Numbers.lines(1...3) + #"{"id": "bad", "text": "x", "expected": {"n": "seven"}}"#
    try await optimize(data, 1, "example 4 ('bad'): expected record")
  }

  @Test("two rows with the same id")
  func doubledID() async throws {
    try await optimize(Numbers.lines(1...2) + Numbers.lines(2...2), 1, "the id 'd2'")
  }

  @Test("a missing key names its variable")
  func missingKey() async throws {
    var shell = try await Shell.withNumbers(3)
    shell.environment = [:]
    for command in [
      ["evaluate", "p.json", "--data", "data.jsonl", "-o", "r.json"],
      ["predict", "p.json", "text"], ["extract", "p.json", "data.jsonl", "-o", "out.jsonl"],
      ["optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out", "q"],
    ] {
      let outcome = try await shell.start(command).outcome()
      expectError(outcome, 1, "OPENAI_API_KEY")
    }
    #expect(shell.files == ["data.jsonl", "p.json", "schema.json"])
  }

  @Test(
    "an unknown model",
    arguments: [
      ("gpt-4", "provider/model"), ("opnai/gpt-4", "openai"), ("local/llama", "smollm2-135m"),
      ("openai/", "provider/model"), ("local/x.bin", "local/PATH.gguf"),
    ])
  func unknownModel(model: String, hint: String) async throws {
    let shell = try await Shell.withNumbers(3)
    for command in [
      ["evaluate", "p.json", "--data", "data.jsonl"], ["predict", "p.json", "text"],
      ["optimize", "data.jsonl", "--schema", "schema.json", "--out", "q", "--max-calls", "0"],
    ] {
      expectError(try await shell.start(command + ["--model", model]).outcome(), 64, hint)
    }
  }

  @Test("a name that leads to no file")
  func unknownFile() async throws {
    let shell = try await Shell.withNumbers(3)
    let commands: [([String], String)] = [
      (["evaluate", "p.json", "--data", "gone.jsonl"], "gone.jsonl"),
      (["evaluate", "gone.json", "--data", "data.jsonl"], "gone.json"),
      (["evaluate", "nobody", "--data", "data.jsonl"], "nobody"),
      (["evaluate", "nobody@3", "--data", "data.jsonl"], "prompters/nobody/3.json"),
      (["extract", "p.json", "gone/", "-o", "out.jsonl"], "gone/"),
      (["schema", "show", "gone.json"], "gone.json"), (["report", "gone.json"], "gone.json"),
      (["optimize", "gone.jsonl", "--schema", "schema.json", "--out", "q"], "gone.jsonl"),
      (["optimize", "data.jsonl", "--schema", "gone.json", "--out", "q"], "gone.json"),
      (["predict", "p.json", "x", "--config", "gone.yaml"], "gone.yaml"),
    ]
    for (command, part) in commands {
      expectError(try await shell.start(command).outcome(), 64, part)
    }
    #expect(shell.files == ["data.jsonl", "p.json", "schema.json"])
  }

  @Test("a server that is not there: one line, no record")
  func deadServer() async throws {
    let shell = try await Shell.withNumbers(20)
    let options = ["--base-url", "http://127.0.0.1:1/v1", "--retries", "0", "--quiet"]
    let optimize = ["optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x"]
    for command in [
      ["evaluate", "p.json", "--data", "data.jsonl", "-o", "r.json"],
      optimize + ["--out", "q.json"],
    ] {
      let outcome = try await shell.start(command + options).outcome()
      expectError(outcome, 1, "nothing listens at 127.0.0.1:1")
    }
    let outcome = try await shell.start(["predict", "p.json", "text"] + options).outcome()
    #expect(outcome.status == 1)
    #expect(outcome.errors.count == 1 && outcome.err.contains("nothing listens at 127.0.0.1:1"))
    #expect(outcome.out.contains(#""ok":false"#))
    // The state of a run may stay, but no output.
    #expect(
      shell.files.filter { !$0.hasSuffix(".run") } == ["data.jsonl", "p.json", "schema.json"])
  }

  @Test("an artifact cut in half is named by path and byte", arguments: ["evaluate", "predict"])
  func halfArtifact(command: String) async throws {
    let shell = try await Shell.withNumbers(3)
    let text = try shell.folder.read("p.json")
    try shell.folder.write(String(text.prefix(text.count / 2)), to: "half.json")
    let more = command == "evaluate" ? ["--data", "data.jsonl"] : ["text"]
    let outcome = try await shell.start([command, "half.json"] + more).outcome()
    expectError(outcome, 1, "half.json: damaged at byte \(text.utf8.count / 2)")
  }

  @Test(
    "an output that cannot be written, found before anything is paid for",
    arguments: [
      ["evaluate", "p.json", "--data", "data.jsonl", "-o", "p.json/r.json"],
      ["evaluate", "p.json", "--data", "data.jsonl", "-o", "folder.json"],
      [
        "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out",
        "p.json/q.json",
      ],
      [
        "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out",
        "folder.json",
      ],
      ["extract", "p.json", "data.jsonl", "-o", "p.json/out.jsonl"],
      ["extract", "p.json", "data.jsonl", "-o", "folder.jsonl"],
      ["extract", "p.json", "data.jsonl", "-o", "dir:p.json"],
      ["extract", "p.json", "data.jsonl", "-o", "ok.jsonl", "--summary", "p.json/s.json"],
      ["compare", "p.json", "p.json", "--data", "data.jsonl", "-o", "p.json/c.md"],
      [
        "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out",
        "q.json", "--report", "p.json/r.html",
      ],
    ])
  func unwritable(command: [String]) async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(3)
    try shell.folder.write("", to: "folder.json/x")
    try shell.folder.write("", to: "folder.jsonl/x")
    let files = shell.files
    let outcome = try await shell.start(command + ["--base-url", server.baseURL, "--quiet"])
      .outcome()
    expectError(outcome, 1)
    #expect(server.requests.isEmpty)
    #expect(shell.files == files)
  }

  @Test(
    "a wrong option",
    arguments: [
      (["--frobnicate"], "frobnicate"), (["frobnicate"], "frobnicate"),
      (["evaluate"], "prompter"), (["evaluate", "p.json"], "--data"),
      (["evaluate", "p.json", "--data", "data.jsonl", "--frob"], "--frob"),
      (["evaluate", "p.json", "--data", "data.jsonl", "-o", "r.doc"], "r.doc"),
      (["evaluate", "p.json", "--data", "data.jsonl", "--first", "0"], "--first"),
      (["evaluate", "p.json", "--data", "data.jsonl", "--limit", "calls=5"], "calls=5"),
      (["evaluate", "p.json", "--data", "data.jsonl", "--timeout", "inf"], "--timeout"),
      (["evaluate", "p.json", "--data", "data.jsonl", "--deadline", "1e300"], "--deadline"),
      (["evaluate", "p.json", "--data", "data.jsonl", "--max-cost", "1"], "--price"),
      (["evaluate", "p.json", "--data", "data.jsonl", "--fail-under-field", "n"], "FIELD=SCORE"),
      (["compare", "p.json", "p.json"], "--data"),
      (["extract", "p.json"], "give a file, a folder"),
      (["extract", "p.json", "data.jsonl", "-o", "x.xml"], "x.xml"),
      (["extract", "p.json", "schema.json"], "schema.json"),
      (["optimize", "data.jsonl", "--schema", "schema.json", "--out", "a/b"], "a/b"),
      (
        ["optimize", "data.jsonl", "--schema", "schema.json", "--out", "x", "--effort", "huge"],
        "huge"
      ),
      (["models", "install", "gpt-4"], "gpt-4"),
      (
        ["models", "install", "gemma3-270m"],
        "--accept-terms"
      ),
    ] as [([String], String)])
  func wrongUsage(arguments: [String], part: String) async throws {
    let shell = try await Shell.withNumbers(3)
    expectError(try await shell.start(arguments).outcome(), 64, part)
    #expect(shell.files == ["data.jsonl", "p.json", "schema.json"])
  }

  @Test("an artifact of a future version, and a file that is none")
  func otherArtifacts() async throws {
    let shell = try await Shell.withNumbers(3)
    let text = try shell.folder.read("p.json")
    try shell.folder.write(text.replacing("prompter/1", with: "prompter/2"), to: "new.json")
    expectError(try await shell.prompter("predict", "new.json", "x"), 1, "new.json", "update")
    expectError(try await shell.prompter("predict", "schema.json", "x"), 1, "schema.json", "format")
    expectError(try await shell.prompter("report", "p.json"), 1, "p.json", "evaluation/1")
  }

  @Test("a configuration file with an unknown key, or that is no YAML")
  func configuration() async throws {
    let shell = try await Shell.withNumbers(3)
    try shell.folder.write("modle: openai/x\n", to: "a.yaml")
    try shell.folder.write("a: [1\n", to: "b.yaml")
    expectError(
      try await shell.prompter("predict", "p.json", "x", "--config", "a.yaml"), 1, "modle")
    expectError(
      try await shell.prompter("predict", "p.json", "x", "--config", "b.yaml"), 1, "b.yaml")
  }
}
