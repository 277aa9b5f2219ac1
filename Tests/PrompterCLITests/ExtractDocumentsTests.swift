import Foundation
import GRDB
import PrompterTesting
import Testing

@Suite("prompter extract: documents in, databases out", .timeLimit(.minutes(5)))
struct ExtractDocumentsTests {
  private func query(_ shell: Shell, _ sql: String) throws -> [String] {
    try DatabaseQueue(path: shell.folder.path("out.db")).read { database in
      try Row.fetchAll(database, sql: sql).map { row in
        row.databaseValues.map { String.fromDatabaseValue($0) ?? $0.description }
          .joined(separator: "|")
      }
    }
  }

  @Test(
    "a folder of all kinds into a table: a row for each, those that cannot be read with a reason")
  func folder() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(1)
    let texts = [
      "in/1.txt": "The number is 1", "in/2.html": "<p>The number is <b>2</b></p>",
      "in/3.eml": "Subject: The number is 3\n\n.", "in/4.xml": "<r><v>The number is 4</v></r>",
      "in/5.pdf": "no PDF at all", "in/6.html": "<script>x</script>", "in/7.xml": "<a><b></a>",
    ]
    for (name, text) in texts { try shell.folder.write(text, to: name) }
    let command = [
      "extract", "p.json", "in", "-o", "sqlite:out.db", "--base-url", server.baseURL, "--no-cache",
    ]
    let outcome = try await shell.start(command + ["--summary", "s.json"]).outcome()
    #expect(outcome.status == 1)
    #expect(outcome.err.contains("3 documents failed: 5.pdf: is no PDF"))
    let rows = try query(shell, "SELECT _id, _status, _error_type, n FROM records ORDER BY _id")
    #expect(
      rows == [
        "1.txt|done|NULL|1", "2.html|done|NULL|2", "3.eml|done|NULL|3", "4.xml|done|NULL|4",
        "5.pdf|failed|wrong_format|NULL", "6.html|failed|empty|NULL", "7.xml|failed|malformed|NULL",
      ])
    #expect(server.requests.count == 4)
    // What could not be read is tried again; what is done is not.
    try shell.folder.write("<p>The number is 6</p>", to: "in/6.html")
    let again = try await shell.start(command + ["--summary", "s.json"]).outcome()
    #expect(again.status == 1)
    #expect(server.requests.count == 5)
    #expect(try shell.object("s.json")["resumed"] as? Int == 4)
    #expect(try query(shell, "SELECT count(*) FROM records") == ["7"])
    #expect(try query(shell, "SELECT count(*) FROM records WHERE _status = 'done'") == ["5"])
    let dry = try await shell.start(command + ["--dry-run", "--json"]).outcome()
    #expect(dry.out.contains("\"documents\":0"), "\(dry.out)")
    _ = try await shell.start(command + ["--no-resume"]).outcome()
    #expect(server.requests.count == 10)
    #expect(try query(shell, "SELECT count(*) FROM records") == ["7"])
  }

  @Test("after a kill -9 the table holds each document once, and all of them in the end")
  func killed() async throws {
    let gate = DispatchSemaphore(value: 0)
    let server = try ScriptedServer { text, number in
      if (31...34).contains(number) { gate.wait() }
      return Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(60)
    let command = [
      "extract", "p.json", "data.jsonl", "-o", "sqlite:out.db?table=t", "-o", "out.jsonl",
      "--base-url", server.baseURL, "--no-cache", "--concurrency", "4", "--quiet",
    ]
    let running = try shell.start(command)
    await server.requests(atLeast: 34)
    running.signal(SIGKILL)
    #expect(try await running.outcome().status == 128 + SIGKILL)
    for _ in 0..<4 { gate.signal() }
    let outcome = try await shell.start(command).outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(try query(shell, "SELECT count(*), count(DISTINCT _id) FROM t") == ["60|60"])
    #expect(try query(shell, "SELECT count(*) FROM t WHERE _status <> 'done'") == ["0"])
    let ids = try shell.records("out.jsonl").compactMap { $0["id"] as? String }
    #expect(ids.count == 60 && Set(ids).count == 60)
  }

  @Test("a labelled folder is evaluated, and a table is")
  func labelled() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(2)
    try shell.folder.write(
      "n;text;even\n1;The number is 1;false\n2;The number is 2;true\n", to: "d.csv")
    let outcome = try await shell.start([
      "evaluate", "p.json", "--data", "d.csv", "--base-url", server.baseURL, "--no-cache", "--json",
    ]).outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(
      outcome.out.contains("\"n\":2") && outcome.out.contains("\"score\":1"), "\(outcome.out)")
  }

  @Test("pages are chosen, and a range that is none is wrong usage")
  func pages() async throws {
    let shell = try await Shell.withNumbers(1)
    let bad = try await shell.prompter("extract", "p.json", "in", "--pages", "5-2")
    #expect(bad.status == 64)
    #expect(bad.err.contains("'5-2' is no range of pages"))
    let table = try await shell.prompter("extract", "p.json", "in", "-o", "sqlite:x.db?tbl=1")
    #expect(table.status == 64)
  }
}
