import Foundation
import GRDB
import PrompterTesting
import Testing

@Suite("prompter review", .timeLimit(.minutes(5)))
struct ReviewCommandTests {
  private func extract(
    _ shell: Shell, _ server: ScriptedServer, _ more: String...
  ) async throws -> Shell.Outcome {
    try await shell.prompter(
      "extract", "p.json", "data.jsonl", "--base-url", server.baseURL, "--no-cache",
      "--review-under", "0.85", adding: more)
  }

  private func json(_ outcome: Shell.Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any])
  }

  @Test("uncalibrated records wait once; decisions reach outputs and data, and are not asked again")
  func loop() async throws {
    // Of the third document nothing usable comes, and the second one is answered wrongly.
    let server = try ScriptedServer { text, _ in
      switch Numbers.number(in: text) {
      case 2: .text(#"{"n": 22, "even": true}"#)
      case 3: .status(400)
      default: Numbers.answer(text)
      }
    }
    let shell = try await Shell.withNumbers(3)
    let outcome = try await extract(
      shell, server, "-o", "out.jsonl", "-o", "out.csv", "-o", "sqlite:t.db", "--summary", "s.json")
    #expect(outcome.status == 1)
    #expect(outcome.err.contains("every record goes to the review queue"))
    #expect(outcome.err.contains("2 to be reviewed"))
    #expect(try shell.object("s.json")["review"] as? Int == 2)
    #expect(try states(shell) == ["d1": "review", "d2": "review", "d3": "failed"])
    let line = try #require(try shell.records("out.jsonl").first { $0["id"] as? String == "d1" })
    let review = try #require(line["review"] as? [String: Any])
    #expect(review["status"] as? String == "open")
    let queue = "out.jsonl.review.sqlite"
    // The same run again asks only for what failed, and puts nothing in twice.
    let answered = { server.requests.count { Numbers.number(in: $0) != 3 } }
    #expect(answered() == 2)
    _ = try await extract(shell, server, "-o", "out.jsonl", "-o", "out.csv", "-o", "sqlite:t.db")
    #expect(answered() == 2)
    let list = try await shell.prompter("review", "list", queue, "--json")
    #expect(try json(list)["open"] as? Int == 2)
    let shown = try await shell.prompter("review", "show", queue, "d2")
    #expect(shown.out.contains("The number is 2 today.") && shown.out.contains("uncalibrated"))

    let accepted = try await shell.prompter("review", "accept", queue, "d1")
    #expect(accepted.err.contains("d1: accepted") && accepted.err.contains("1 left"))
    let corrected = try await shell.prompter("review", "correct", queue, "d2", "--set", "n=2")
    #expect(corrected.status == 0, "\(corrected.err)")
    let again = try await extract(
      shell, server, "-o", "out.jsonl", "-o", "out.csv", "-o", "sqlite:t.db", "--summary", "s.json")
    #expect(again.err.contains("2 as reviewed"))
    #expect(answered() == 2)
    #expect(try states(shell) == ["d1": "done", "d2": "done", "d3": "failed"])
    let lines = try shell.records("out.jsonl")
    #expect(lines.count == 3)
    let fixed = try #require(lines.first { $0["id"] as? String == "d2" })
    #expect((fixed["data"] as? [String: Any])?["n"] as? Int == 2)
    #expect((fixed["review"] as? [String: Any])?["status"] as? String == "corrected")
    // Another output, from the start: what a person has decided costs no call.
    _ = try await extract(shell, server, "-o", "new.jsonl", "--review", queue)
    #expect(answered() == 2)
    let fresh = try shell.records("new.jsonl").first { $0["id"] as? String == "d2" }
    #expect((fresh?["data"] as? [String: Any])?["n"] as? Int == 2)
    #expect(shell.files.filter { $0.hasSuffix(".review.sqlite") } == [queue])

    let exported = try await shell.prompter("review", "export", queue, "-o", "more.jsonl", "--json")
    #expect(try json(exported)["added"] as? Int == 2)
    let twice = try await shell.prompter("review", "export", queue, "-o", "more.jsonl", "--json")
    #expect(try json(twice)["added"] as? Int == 0 && json(twice)["known"] as? Int == 2)
    let made = try await shell.prompter(
      "optimize", "more.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out",
      "next.json", "--max-calls", "0", "--quiet")
    #expect(made.status == 0, "\(made.err)")
  }

  /// What table and CSV say of each document; both must say the same.
  private func states(_ shell: Shell) throws -> [String: String] {
    let database = try DatabaseQueue(path: shell.folder.path("t.db"))
    let rows = try database.read { database in
      try Row.fetchAll(database, sql: "SELECT _id, _status FROM records").map {
        ($0["_id"] as String, $0["_status"] as String)
      }
    }
    let table = Dictionary(uniqueKeysWithValues: rows)
    let lines = try shell.folder.read("out.csv").components(separatedBy: "\r\n").dropFirst()
    let cells = lines.map { $0.components(separatedBy: ",") }.filter { $0.count > 3 }
    let csv = Dictionary(uniqueKeysWithValues: cells.map { ($0[2], $0[3]) })
    #expect(csv == table)
    return table
  }

  @Test("the queue lies beside the first output that has a place, or where --review says")
  func places() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(1)
    _ = try await extract(shell, server, "-o", "-", "-o", "dir:out/")
    _ = try await extract(shell, server, "-o", "sqlite:t.db?table=r")
    _ = try await extract(shell, server, "--review", "here.sqlite")
    #expect(
      shell.files.filter { $0.hasSuffix(".sqlite") } == [
        "here.sqlite", "out.review.sqlite", "t.db.review.sqlite",
      ])
    expectError(try await extract(shell, server), 64, "--review says where")
    let without = try await shell.prompter("extract", "p.json", "data.jsonl", "--review", "x")
    expectError(without, 64, "--review needs --review-under")
    let high = try await shell.prompter("extract", "p.json", "data.jsonl", "--review-under", "2")
    expectError(high, 64, "from 0 to 1")
  }

  @Test("wrong usage names what to give, and never the text of a document")
  func usage() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(1)
    _ = try await extract(shell, server, "-o", "o.jsonl", "--quiet")
    let queue = "o.jsonl.review.sqlite"
    expectError(
      try await shell.prompter("review", "list", "none.sqlite"), 64, "no such review queue")
    expectError(
      try await shell.prompter("review", "accept", queue, "d7"), 1, "there is no 'd7'")
    expectError(
      try await shell.prompter("review", "correct", queue, "d1", "--set", "n=two"), 1,
      "n: 'two' is no whole number")
    expectError(
      try await shell.prompter("review", "correct", queue, "d1", "--record", #"{"n": 1}"#), 1,
      "even")
    expectError(
      try await shell.prompter("review", "correct", queue, "d1"), 64, "give --set PATH=VALUE")
    expectError(
      try await shell.prompter("review", "export", queue, "-o", "x.csv"), 64, ".jsonl")
    expectError(
      try await shell.prompter("review", "list", queue, "--reason", "x"), 64, "low_confidence")
  }
}
