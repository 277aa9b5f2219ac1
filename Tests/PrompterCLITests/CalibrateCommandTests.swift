import Foundation
import PrompterTesting
import Testing

@Suite("calibrate and threshold", .timeLimit(.minutes(5)))
struct CalibrateCommandTests {
  /// A model that makes up every third number: one that the document does not say.
  private static func server() throws -> ScriptedServer {
    try ScriptedServer { text, _ in
      (Numbers.number(in: text) ?? 0) % 3 == 0
        ? .text(#"{"n": 999, "even": false}"#) : Numbers.answer(text)
    }
  }

  private func run(
    _ shell: Shell, _ server: ScriptedServer, _ command: String, _ more: String...
  ) async throws -> Shell.Outcome {
    try await shell.prompter(
      command, "p.json", "--base-url", server.baseURL, "--no-cache", "--quiet", adding: more)
  }

  /// Why a line's record waits for a person; empty when it does not.
  private func reasons(_ line: [String: Any]) -> [String] {
    let reasons = (line["review"] as? [String: Any])?["reasons"] as? [[String: Any]]
    return reasons?.compactMap { $0["code"] as? String } ?? []
  }

  private func json(_ text: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }

  private func calibrated(_ server: ScriptedServer) async throws -> Shell {
    let shell = try await Shell.withNumbers(60)
    let outcome = try await run(shell, server, "calibrate", "--data", "data.jsonl", "--json")
    guard outcome.status == 0 else {
      throw CocoaError(.fileReadUnknown, userInfo: ["": outcome.err])
    }
    return shell
  }

  @Test("calibrate replaces the file's calibration only, and says how it did on held-out fifths")
  func calibrate() async throws {
    let server = try Self.server()
    let shell = try await Shell.withNumbers(60)
    let before = try shell.object("p.json")
    let outcome = try await run(shell, server, "calibrate", "--data", "data.jsonl", "--json")
    #expect(outcome.status == 0, "\(outcome.err)")
    let summary = try json(outcome.out)
    #expect(summary["n"] as? Int == 120 && summary["calls"] as? Int == 60)
    #expect(summary["artifact"] as? String == "p.json" && summary["agreement"] is NSNull)
    let held = try #require(summary["held_out"] as? [String: Any])
    #expect(held["source"] as? String == "cross-fitted")
    #expect((held["auroc"] as? Double).map { $0 > 0.9 } == true)
    #expect((held["fields"] as? [String: Any])?.count == 2)
    var after = try shell.object("p.json")
    #expect(after["calibration"] is [String: Any])
    after["calibration"] = NSNull()
    #expect(NSDictionary(dictionary: after) == NSDictionary(dictionary: before))
    func confidence(_ text: String) async throws -> Double? {
      try json(try await run(shell, server, "predict", text).out)["confidence"] as? Double
    }
    let (good, bad) = (
      try #require(try await confidence("The number is 7 today.")),
      try #require(try await confidence("The number is 9 today."))
    )
    #expect(good > 0.8 && bad < 0.2)
  }

  @Test("the calibration of another model is refused, in words")
  func otherModel() async throws {
    let server = try Self.server()
    let shell = try await calibrated(server)
    let outcome = try await shell.prompter(
      "predict", "p.json", "The number is 7 today.", "--base-url", server.baseURL, "--no-cache",
      "--model", "openai/other")
    #expect(try json(outcome.out)["confidence"] is NSNull)
    #expect(outcome.err.contains("belongs to another prompt, model or decoding"))
    let threshold = try await run(
      shell, server, "threshold", "--data", "data.jsonl", "--target-error", "0.2", "--model",
      "openai/other")
    #expect(threshold.status == 1 && threshold.err.contains("prompter calibrate"))
  }

  @Test("where nothing is wrong there is nothing to fit on")
  func nothingToFit() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(20)
    let before = try shell.folder.read("p.json")
    let outcome = try await run(shell, server, "calibrate", "--data", "data.jsonl")
    #expect(outcome.status == 1 && outcome.err.contains("there are 40, 0 of them wrong"))
    #expect(try shell.folder.read("p.json") == before)
  }

  @Test("threshold proves a target, without a call on the rows of the fit, or says what it lacks")
  func threshold() async throws {
    let server = try Self.server()
    let shell = try await calibrated(server)
    let known = server.requests.count
    let folds = try await run(
      shell, server, "threshold", "--data", "data.jsonl", "--target-error", "0.1", "--json")
    #expect(folds.status == 0, "\(folds.err)")
    #expect(server.requests.count == known)
    let found = try json(folds.out)
    #expect(found["source"] as? String == "cross-fitted" && found["n"] as? Int == 60)
    #expect((found["accepted"] as? Int).map { (29...40).contains($0) } == true)
    #expect(found["wrong"] as? Int == 0)
    // Some of the rows of the fit, or all in another file, are no others.
    try shell.folder.write(Numbers.lines(1...60) + "\n", to: "copy.jsonl")
    for data in [["data.jsonl", "--first", "20"], ["copy.jsonl"]] {
      let again = try await shell.prompter(
        "threshold", "p.json", "--base-url", server.baseURL, "--target-error", "0.1", "--json",
        "--quiet", "--data", adding: data)
      #expect(try json(again.out) as NSDictionary == found as NSDictionary)
    }
    #expect(server.requests.count == known)
  }

  @Test("threshold judges what the confidence was not fitted on, and leaves the rest out")
  func freshRows() async throws {
    let server = try Self.server()
    let shell = try await calibrated(server)
    let known = server.requests.count
    try shell.folder.write(Numbers.lines(51...80), to: "more.jsonl")
    let fresh = try await shell.prompter(
      "threshold", "p.json", "--base-url", server.baseURL, "--no-cache", "--data", "more.jsonl",
      "--target-error", "0.1", "--json")
    #expect(fresh.status == 100)
    #expect(fresh.err.contains("left out 10 of 30 examples: the confidence was fitted on them"))
    let lacking = try json(fresh.out)
    #expect(lacking["threshold"] is NSNull && lacking["source"] as? String == "fresh")
    #expect(lacking["n"] as? Int == 20)
    #expect((lacking["needed"] as? Int).map { $0 > 20 } == true)
    #expect(server.requests.count == known + 20)
  }

  @Test("extract --accept-error takes the threshold from the artifact and marks the rest")
  func acceptError() async throws {
    let server = try Self.server()
    let shell = try await calibrated(server)
    let outcome = try await run(
      shell, server, "extract", "data.jsonl", "-o", "out.jsonl", "--accept-error", "0.1",
      "--summary", "s.json", "--first", "12")
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(try shell.object("s.json")["review"] as? Int == 4)
    for row in try shell.records("out.jsonl") {
      let id = try #require(row["id"] as? String)
      let reasons = self.reasons(row)
      let isMadeUp = (Int(id.dropFirst()) ?? 0) % 3 == 0
      #expect(reasons.isEmpty != isMadeUp, "\(id)")
      guard isMadeUp else { continue }
      #expect(reasons.first == "low_confidence" && reasons.contains("not_in_source"))
    }
    let strict = try await shell.prompter(
      "extract", "p.json", "data.jsonl", "-o", "strict.jsonl", "--base-url", server.baseURL,
      "--no-cache", "--accept-error", "0.001", "--first", "3")
    #expect(strict.err.contains("every record goes to the review queue: too few examples"))
    #expect(try shell.records("strict.jsonl").allSatisfy { !reasons($0).isEmpty })
  }

  @Test("--review-under marks records of unknown confidence too; a share is no error of 0 or 1")
  func reviewUnder() async throws {
    let server = try Self.server()
    let shell = try await Shell.withNumbers(2)
    let outcome = try await run(
      shell, server, "extract", "data.jsonl", "-o", "out.jsonl", "--review-under", "0.8")
    #expect(outcome.status == 0, "\(outcome.err)")
    for row in try shell.records("out.jsonl") {
      #expect(reasons(row) == ["uncalibrated"])
    }
    for wrong in [["--accept-error", "0"], ["--review-under", "2"]] {
      let refused = try await shell.prompter(
        "extract", "p.json", "data.jsonl", "-o", "x.jsonl", adding: wrong)
      #expect(refused.status == 64)
    }
    let both = try await shell.prompter(
      "extract", "p.json", "data.jsonl", "-o", "x.jsonl", "--accept-error", "0.1", "--fallback",
      "openai/y")
    #expect(both.status == 64 && both.err.contains("one prompter"))
  }

  @Test("--agreement asks twice, and both fits are kept")
  func agreement() async throws {
    let server = try Self.server()
    let shell = try await Shell.withNumbers(40)
    let outcome = try await run(
      shell, server, "calibrate", "--data", "data.jsonl", "--agreement", "--out", "twice.json",
      "--json")
    #expect(outcome.status == 0, "\(outcome.err)")
    let summary = try json(outcome.out)
    #expect(summary["calls"] as? Int == 80 && summary["agreement"] is [String: Any])
    let calibration = try shell.object("twice.json")["calibration"] as? [String: Any]
    let signals = (calibration?["agreeing"] as? [String: Any])?["signals"] as? [String]
    #expect(signals?.contains("agrees") == true)
    #expect((calibration?["signals"] as? [String])?.contains("agrees") == false)
    let plan = try await run(
      shell, server, "calibrate", "--data", "data.jsonl", "--agreement", "--dry-run", "--json")
    #expect(plan.out.contains("80"), "\(plan.out)")
  }
}
