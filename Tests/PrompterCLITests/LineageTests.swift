import Foundation
import PrompterKit
import PrompterTesting
import Testing

@Suite("the command that makes an artifact again", .timeLimit(.minutes(5)))
struct LineageTests {
  private func command(_ shell: Shell, _ name: String) throws -> String {
    let lineage = try shell.object(name)["lineage"] as? [String: Any]
    return lineage?["command"] as? String ?? ""
  }

  @Test("it says how data was read and what the environment said, for a shell, and makes it again")
  func again() async throws {
    var shell = try await Shell.withNumbers(1)
    try shell.folder.write(
      "id,its text,n,even\n1,The number is 1 today.,1,false\n", to: "Ann's data.csv")
    shell.environment = ["PROMPTER_MODEL": "openai/x"]
    let made = try await shell.prompter(
      "optimize", "Ann's data.csv", "--schema", shell.folder.path("schema.json"), "--text-column",
      "its text", "--pages", "2-", "--label-field", "even", "--retries", "2", "--max-calls", "0",
      "--out", "n")
    #expect(made.status == 0, "\(made.err)")
    let command = try command(shell, "prompters/n/1.json")
    #expect(
      command == #"prompter optimize 'Ann'\''s data.csv' --schema schema.json "#
        + "--text-column 'its text' --pages 2- --label-field even --model openai/x "
        + "--effort light --max-calls 0 --retries 2 --seed 0 --out n")
    shell.environment = [:]
    let again = try await shell.bash(command)
    #expect(again.status == 0, "\(again.err)")
    let (first, second) = (
      try shell.folder.read("prompters/n/1.json"), try shell.folder.read("prompters/n/2.json")
    )
    #expect(second.replacing(#""version": 2"#, with: #""version": 1"#) == first)
  }

  @Test("the prompter of --from is named with its version")
  func parent() async throws {
    let shell = try await Shell.withNumbers(3)
    let steps: [(from: String?, out: String)] = [
      (nil, "n"), ("n", "m"), ("n", "n"), ("n@1", "k"),
    ]
    for (from, out) in steps {
      let outcome = try await shell.start(
        [
          "optimize", "data.jsonl", "--schema", "schema.json", "--max-calls", "0", "--out", out,
        ] + (from.map { ["--from", $0] } ?? ["--model", "openai/x"])
      ).outcome()
      #expect(outcome.status == 0, "\(outcome.err)")
    }
    for name in ["m/1", "n/2", "k/1"] {
      let command = try command(shell, "prompters/\(name).json")
      #expect(command.contains("--model openai/x") && command.contains("--from n@1 "), "\(command)")
    }
  }

  @Test("--from takes weights, metrics, limits and words of --schema, and keeps what was learnt")
  func schema() async throws {
    let shell = try await Shell.withNumbers(3)
    var old = try shell.object("p.json")
    old["fields"] = [
      "n": ["description": "The number itself", "rules": ["In digits"]],
      "even": ["description": "", "rules": [String]()],
    ]
    try JSONSerialization.data(withJSONObject: old)
      .write(to: URL(filePath: shell.folder.path("old.json")))
    let schema = Numbers.schema
      .replacing(
        #"{"type": "integer"}"#,
        with: #"{"type": "integer", "description": "Some n", "minimum": 1, "x-weight": 3}"#
      )
      .replacing(
        #"{"type": "boolean"}"#,
        with: #"{"type": "boolean", "description": "Divisible by 2", "x-metric": "exact"}"#)
    try shell.folder.write(schema, to: "schema.json")
    let outcome = try await shell.prompter(
      "optimize", "data.jsonl", "--schema", "schema.json", "--from", "old.json", "--max-calls", "0",
      "--out", "new.json")
    #expect(outcome.status == 0, "\(outcome.err)")
    let new = try Artifact(shell.folder.read("new.json"))
    #expect(new.template.schema == (try Schema(json: schema)))
    let texts = try shell.object("new.json")["fields"] as? [String: [String: Any]]
    #expect(texts?["n"]?["description"] as? String == "The number itself")
    #expect(texts?["n"]?["rules"] as? [String] == ["In digits"])
    #expect(texts?["even"]?["description"] as? String == "Divisible by 2")
  }

  @Test("a demonstration that the schema of --schema does not allow is left out, and that is said")
  func demonstrations() async throws {
    let shell = try await Shell.withNumbers(3)
    var old = try shell.object("p.json")
    old["demonstrations"] = [0, 7].map { n in
      ["input": "The number is \(n) today.", "expected": ["n": n, "even": n == 0]] as [String: Any]
    }
    try JSONSerialization.data(withJSONObject: old)
      .write(to: URL(filePath: shell.folder.path("old.json")))
    try shell.folder.write(
      Numbers.schema.replacing(
        #"{"type": "integer"}"#, with: #"{"type": "integer", "minimum": 1}"#), to: "schema.json")
    let outcome = try await shell.prompter(
      "optimize", "data.jsonl", "--schema", "schema.json", "--from", "old.json", "--max-calls", "0",
      "--out", "new.json")
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(outcome.err.contains("1 demonstrations of old.json are left out"))
    let shown = try shell.object("new.json")["demonstrations"] as? [[String: Any]]
    #expect(shown?.count == 1 && shown?[0]["input"] as? String == "The number is 7 today.")
  }
}
