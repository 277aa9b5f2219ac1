import Foundation
import PrompterKit
import PrompterTesting
import Testing

@Suite("--fallback", .timeLimit(.minutes(5)))
struct FallbackCommandTests {
  /// An address at which nobody listens.
  private static let deadAddress = "http://127.0.0.1:1/v1"

  private func extract(
    _ shell: Shell, _ baseURL: String, _ more: String...
  ) async throws -> Shell.Outcome {
    try await shell.prompter(
      "extract", "p.json", "data.jsonl", "-o", "out.jsonl", "--base-url", baseURL, "--no-cache",
      "--concurrency", "1", "--retries", "0", adding: more)
  }

  private func row(_ shell: Shell, _ id: String) throws -> [String: Any] {
    try #require(try shell.records("out.jsonl").first { $0["id"] as? String == id })
  }

  private func detours(_ row: [String: Any]) -> [[String: String]] {
    row["fallback"] as? [[String: String]] ?? []
  }

  @Test("a dead provider is left alone after five failures; other fallbacks do not redo the run")
  func dead() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(8)
    let outcome = try await extract(
      shell, Self.deadAddress, "--fallback", "openai/y=\(server.baseURL)", "--summary", "s.json")
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(outcome.err.contains("8 extracted, 0 failed, 8 by a fallback"))
    #expect(server.requests.count == 8)
    let summary = try shell.object("s.json")
    #expect(summary["ok"] as? Int == 8 && summary["fallbacks"] as? Int == 8)
    #expect(summary["calls"] as? Int == 13)
    for n in 1...8 {
      let row = try row(shell, "d\(n)")
      #expect((row["data"] as? [String: Any])?["n"] as? Int == n)
      #expect(row["model"] as? String == "openai/y" && row["prompter"] as? String == "p.json")
      let detours = detours(row)
      #expect(detours.count == 1 && detours[0]["model"] == "openai/x")
      #expect(detours[0]["prompter"] == "p.json")
      #expect(detours[0]["type"] == (n < 5 ? "network" : "unavailable"))
    }
    #expect(detours(try row(shell, "d8"))[0]["reason"]?.contains("5 failures in a row") == true)
    let again = try await extract(
      shell, Self.deadAddress, "--fallback", "mistral/z=\(server.baseURL)", "--summary", "s.json")
    #expect(again.status == 0, "\(again.err)")
    #expect(server.requests.count == 8)
    #expect(try shell.object("s.json")["resumed"] as? Int == 8)
  }

  @Test("a failing provider and an unusable answer go to the next one, and all is counted")
  func failing() async throws {
    let first = try ScriptedServer { text, _ in
      switch Numbers.number(in: text) {
      case 1: .status(500)
      case 2: .text("I would rather not.")
      default: Numbers.answer(text)
      }
    }
    let second = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(3)
    let outcome = try await extract(
      shell, first.baseURL, "--fallback", "openai/y=\(second.baseURL)", "--price", "1/2")
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(detours(try row(shell, "d1")).map { $0["type"] } == ["server"])
    #expect(detours(try row(shell, "d2")).map { $0["type"] } == ["invalid_answer"])
    let good = try row(shell, "d3")
    #expect(good["fallback"] is NSNull && good["model"] as? String == "openai/x")
    #expect(good["cost_usd"] as? Double == 30e-6)
    #expect(try row(shell, "d2")["attempts"] as? Int == 2)
    let usage = try row(shell, "d2")["usage"] as? [String: Any]
    #expect(usage?["input_tokens"] as? Int == 40)
    #expect(try row(shell, "d2")["cost_usd"] is NSNull, "the price of openai/y is not known")
    #expect(second.requests.count == 2)
  }

  /// Writes a prompter whose confidence is high for a number that the document holds.
  private func calibrate(_ shell: Shell, _ name: String, model: String) throws {
    var artifact = try Prompter<JSONValue>.load(shell.folder.path("p.json")).artifact
    artifact.model = model
    artifact.calibration = Calibration(
      plain: CalibrationFit(
        signals: [.grounded], weights: [3], intercept: 0, fields: [.root.key("even"): 10],
        record: [1, 0, 0]), n: 100, wrong: 10, rows: .confirm,
      belongsTo: Calibration.identity(
        template: artifact.template, model: model, decoding: artifact.decoding))
    try shell.folder.write(artifact.text, to: name)
  }

  @Test("a record of low confidence goes to the next one, and the surer answer is kept")
  func lowConfidence() async throws {
    let first = try ScriptedServer { text, _ in
      [3, 5].contains(Numbers.number(in: text))
        ? .text(#"{"n": 99, "even": false}"#) : Numbers.answer(text)
    }
    let second = try ScriptedServer { text, _ in
      Numbers.number(in: text) == 5 ? .text(#"{"n": 98, "even": true}"#) : Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(6)
    try calibrate(shell, "q.json", model: "openai/y")
    try calibrate(shell, "p.json", model: "openai/x")
    let outcome = try await extract(
      shell, first.baseURL, "--fallback", "q.json=\(second.baseURL)", "--fallback-under", "0.7")
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(second.requests.count == 2)
    for n in [1, 2, 4, 6] { #expect(try row(shell, "d\(n)")["fallback"] is NSNull) }
    let better = try row(shell, "d3")
    #expect((better["data"] as? [String: Any])?["n"] as? Int == 3)
    #expect(better["prompter"] as? String == "q.json" && better["model"] as? String == "openai/y")
    #expect(try #require(better["confidence"] as? Double) > 0.9)
    #expect(
      detours(better) == [
        [
          "prompter": "p.json", "model": "openai/x", "type": "low_confidence",
          "reason": "confidence 0.047 is below 0.7",
        ]
      ])
    let kept = try row(shell, "d5")
    #expect((kept["data"] as? [String: Any])?["n"] as? Int == 99)
    #expect(kept["model"] as? String == "openai/x")
    #expect(detours(kept).map { $0["model"] } == ["openai/y"])
  }

  @Test("predict and evaluate fall back too")
  func otherCommands() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(3)
    let options = [
      "--base-url", Self.deadAddress, "--no-cache", "--retries", "0", "--fallback",
      "openai/y=\(server.baseURL)",
    ]
    let predicted = try await shell.prompter(
      "predict", "p.json", "The number is 4 today.", adding: options)
    #expect(predicted.status == 0, "\(predicted.err)")
    let line = try JSONParser.parse(predicted.out)
    #expect(line[key: "model"] == "openai/y" && line[key: "data"]?[key: "n"] == 4)
    #expect(line[key: "fallback"]?.array?.count == 1)
    let evaluated = try await shell.prompter(
      "evaluate", "p.json", "--data", "data.jsonl", "-o", "r.json", adding: options)
    #expect(evaluated.status == 0, "\(evaluated.err)")
    let record = try shell.object("r.json")
    #expect(record["score"] as? Double == 1 && record["model"] as? String == "openai/x")
    let rows = try #require(record["rows"] as? [[String: Any]])
    #expect(rows.allSatisfy { $0["model"] as? String == "openai/y" })
    let alone = try await shell.prompter(
      "predict", "p.json", "The number is 4 today.", "--base-url", server.baseURL)
    #expect(try JSONParser.parse(alone.out)[key: "fallback"] == .null)
  }

  @Test("a budget of calls holds for all models, and the run is resumable")
  func budget() async throws {
    let first = try ScriptedServer { _, _ in .status(404) }
    let second = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(6)
    let outcome = try await extract(
      shell, first.baseURL, "--fallback", "openai/y=\(second.baseURL)", "--max-calls", "7")
    #expect(outcome.status == 1)
    #expect(outcome.err.contains("--max-calls 7"))
    #expect(first.requests.count + second.requests.count <= 7)
    let done = second.requests.count
    #expect(done > 0 && done < 6)
    let again = try await extract(
      shell, first.baseURL, "--fallback", "openai/y=\(second.baseURL)")
    #expect(again.status == 0, "\(again.err)")
    #expect(second.requests.count == 6)
  }

  @Test("wrong usage is refused before anything is asked or written")
  func wrongUsage() async throws {
    let shell = try await Shell.withNumbers(2)
    try shell.folder.write(
      #"{"type": "object", "properties": {"n": {"type": "string"}, "odd": {"type": "boolean"}}}"#,
      to: "other-schema.json")
    try shell.folder.write(#"{"text": "a", "expected": {"n": "b"}}"#, to: "other.jsonl")
    let made = try await shell.prompter(
      "optimize", "other.jsonl", "--schema", "other-schema.json", "--model", "openai/x", "--out",
      "other.json", "--max-calls", "0", "--quiet")
    #expect(made.status == 0, "\(made.err)")
    let files = shell.files
    func refused(_ status: Int32, _ part: String, _ options: String...) async throws {
      let outcome = try await shell.prompter(
        "extract", "p.json", "data.jsonl", "-o", "out.jsonl", "--base-url",
        Self.deadAddress, adding: options)
      expectError(outcome, status, part)
    }
    try await refused(64, "--fallback-under needs", "--fallback-under", "0.7")
    try await refused(64, "from 0 to 1", "--fallback", "openai/y", "--fallback-under", "7")
    try await refused(64, "unknown provider 'nobody'", "--fallback", "nobody/y")
    try await refused(64, "no prompter 'nobody'", "--fallback", "nobody")
    try await refused(64, "no such file", "--fallback", "none.json")
    try await refused(1, "'odd' is only there", "--fallback", "other.json")
    try await refused(1, "MISTRAL_API_KEY", "--fallback", "mistral/y")
    try await refused(
      64, "openai/y", "--fallback", "openai/y", "--max-cost", "1", "--price", "1/2")
    #expect(shell.files == files)
  }
}
