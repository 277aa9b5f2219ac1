import Foundation
import GRDB
import PrompterTesting
import Testing

@testable import PrompterData

@Suite("SQLite")
struct SQLiteSinkTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let properties: JSONObject = {
    let json = #"""
      {"name": {"type": "string"}, "n": {"type": "integer"}, "total": {"type": "number"},
       "paid": {"type": "boolean"}, "day": {"type": "string", "format": "date"},
       "tags": {"type": "array", "items": {"type": "string"}}, "label": {"enum": ["a", "b", null]},
       "a\"b; DROP TABLE x--": {"type": "string"}}
      """#
    return (try? JSONParser.parse(json))?.object ?? JSONObject()
  }()

  private func sink(
    _ name: String = "sqlite:r.db", properties: JSONObject = properties, run: String = "p",
    isFresh: Bool = false, migrates: Bool = false
  ) throws -> any Sink {
    try SinkReference.sink(
      name.replacing("r.db", with: folder.path("r.db")),
      schema: Schema(["type": "object", "properties": .object(properties)]),
      options: SinkReference.Options(
        worker: RunLedger.Worker(prompterHash: run, model: "openai/x"), isFresh: isFresh,
        migrates: migrates))
  }

  private func line(_ id: String, _ data: JSONValue = ["name": "x"], ok: Bool = true) -> JSONValue {
    [
      "id": .string(id), "ok": .bool(ok), "data": ok ? data : .null,
      "confidence": ok ? 0.75 : .null,
      "fields": ["name": ["confidence": 0.5, "evidence": [1, 2]]],
      "usage": ["input_tokens": 12, "output_tokens": 3], "cost_usd": .null, "attempts": 1,
      "prompter": "p@1", "model": "openai/x",
      "error": ok ? .null : ["type": "server", "message": "failed", "retryable": true],
    ]
  }

  private func write(_ sink: any Sink, _ lines: [JSONValue]) async throws {
    try await sink.open(keeping: [])
    for line in lines {
      let id = line[key: "id"]?.string ?? ""
      try await sink.write(line, of: Document(id: id, text: "text of \(id)"))
    }
    try await sink.close()
  }

  private func rows(_ sql: String = "SELECT * FROM records ORDER BY _id") throws -> [Row] {
    try DatabaseQueue(path: folder.path("r.db")).read { try Row.fetchAll($0, sql: sql) }
  }

  @Test("a row a document: fields with their types, lists as JSON, then ours")
  func row() async throws {
    let tricky = "é👍\u{0}'); DROP TABLE records;--"
    let json = #"""
      {"n": 7, "total": 41.5, "paid": true, "day": "2026-05-01", "tags": ["x", "y,\"z"],
       "label": null, "a\"b; DROP TABLE x--": "v"}
      """#
    var data = try #require(JSONParser.parse(json).object)
    data["name"] = .string(tricky)
    try await write(
      sink(), [line("a", .object(data)), line("b", ok: false), line("c", ["total": 3])])
    #expect(try rows().count == 3)
    #expect(try rows()[0]["name"] as String == tricky.replacing("\0", with: "\u{FFFD}"))
    let expected: [(String, [String])] = [
      ("n", ["7", "NULL", "NULL"]), ("total", ["41.5", "NULL", "3.0"]),
      ("paid", ["1", "NULL", "NULL"]), ("day", ["'2026-05-01'", "NULL", "NULL"]),
      ("tags", [#"'["x","y,\"z"]'"#, "NULL", "NULL"]), ("label", ["NULL", "NULL", "NULL"]),
      ("a\"b; DROP TABLE x--", ["'v'", "NULL", "NULL"]),
      ("_status", ["'done'", "'failed'", "'done'"]), ("_confidence", ["0.75", "NULL", "0.75"]),
      ("_input_tokens", ["12", "12", "12"]), ("_error", ["NULL", "'failed'", "NULL"]),
      ("_error_type", ["NULL", "'server'", "NULL"]), ("_prompter", ["'p@1'", "'p@1'", "'p@1'"]),
    ]
    for (column, cells) in expected { #expect(try self.cells(column) == cells, "\(column)") }
    #expect(try cells("_fields")[0] == #"'{"name":{"confidence":0.5,"evidence":[1,2]}}'"#)
    #expect(try cells("_content").allSatisfy { $0.count == 66 })
    #expect(try cells("_time").allSatisfy { $0.hasSuffix("Z'") })
    let types = try rows("PRAGMA table_info(records)").prefix(6).map { $0["type"] as String }
    #expect(types == ["TEXT", "INTEGER", "REAL", "BOOLEAN", "DATE", "TEXT"])
  }

  @Test("a failure keeps the record of the same content, by whomever, and no other")
  func failureOfOthers() async throws {
    try await write(sink(), [line("1"), line("2"), line("3", ok: false)])
    let other = try sink(run: "another")
    try await other.open(keeping: [])
    try await other.write(line("1", ok: false), of: Document(id: "1", text: "text of 1"))
    try await other.write(line("2", ok: false), of: Document(id: "2", text: "changed"))
    try await other.write(line("3"), of: Document(id: "3", text: "text of 3"))
    try await other.close()
    #expect(try cells("_status") == ["'done'", "'failed'", "'done'"])
    #expect(try cells("name") == ["'x'", "NULL", "'x'"])
  }

  private func cells(_ column: String) throws -> [String] {
    try rows("SELECT quote(\(SQLiteStore.quoted(column))) AS c FROM records ORDER BY _id")
      .map { $0["c"] as String }
  }

  @Test("a document has one row, whoever writes it how often; other rows stay")
  func upsert() async throws {
    try await write(sink(), (0..<1_000).map { line("\($0)") })
    try await write(sink(), [line("1", ["name": "new"]), line("bad", ok: false), line("new")])
    #expect(try cells("name").count == 1_002)
    #expect(try cells("name").count { $0 == "'new'" } == 1)
    #expect(try cells("_status").count { $0 == "'failed'" } == 1)
    try await write(sink(isFresh: true), [line("only")])
    #expect(try cells("_id") == ["'only'"])
  }

  @Test("the table is the state of the run: what this prompter has done, with this content")
  func ledger() async throws {
    try await write(sink(), [line("a"), line("b"), line("c", ok: false)])
    let again = try sink()
    let ledger = try #require(again as? any DocumentLedger)
    #expect(try await ledger.doneIDs() == ["a", "b"])
    #expect(try await again.open(keeping: ["a", "c", "z"]) == ["a", "c"])
    #expect(await ledger.isDone(Document(id: "a", text: "text of a")))
    #expect(await !ledger.isDone(Document(id: "a", text: "another text")))
    #expect(await !ledger.isDone(Document(id: "c", text: "text of c")))
    try await ledger.keep(only: ["b"])
    #expect(await !ledger.isDone(Document(id: "a", text: "text of a")))
    try await again.close()
    let other = try #require(try sink(run: "another prompter") as? any DocumentLedger)
    #expect(try await other.doneIDs() == [])
    let name = "sqlite:\(folder.path("r.db"))"
    let options = SinkReference.Options(
      worker: RunLedger.Worker(prompterHash: "p", model: "openai/x"))
    let done = await SinkReference.done([name], [try sink()], options)
    #expect(done.ids == ["a", "b"])
  }

  @Test("another schema is refused with what differs; --migrate adds what is missing")
  func drift() async throws {
    try await write(sink(), [line("a", ["name": "x", "n": 1])])
    var other = Self.properties
    other["extra"] = ["type": "number"]
    other["n"] = nil
    let error = await #expect(throws: FileError.self) {
      try await write(sink(properties: other), [line("b")])
    }
    #expect(
      error?.message
        == "the table 'records' lacks 'extra' and has 'n', which the schema has not; --migrate adds "
        + "what is missing and leaves the rest as it is")
    try await write(sink(properties: other, migrates: true), [line("b", ["extra": 1.5])])
    #expect(try cells("n") == ["1", "NULL"])
    #expect(try cells("extra") == ["NULL", "1.5"])
    other["total"] = ["type": "string"]
    let typed = await #expect(throws: FileError.self) {
      try await write(sink(properties: other, migrates: true), [line("c")])
    }
    #expect(typed?.message == "the table 'records' has other types: 'total' is REAL, not TEXT")
    try await DatabaseQueue(path: folder.path("r.db")).write {
      try $0.execute(sql: "CREATE TABLE people (name TEXT)")
    }
    let foreign = await #expect(throws: FileError.self) {
      try await write(sink("sqlite:r.db?table=people", migrates: true), [line("c")])
    }
    #expect(foreign?.message == "the table 'people' is of something else: it has no column '_id'")
  }

  @Test("names: tables, texts, and what is none")
  func names() async throws {
    try await write(sink("sqlite:r.db?table=my%20\"table\"&text=1"), [line("a")])
    let texts = try rows("SELECT _text FROM \"my \"\"table\"\"\"").map { $0["_text"] as String }
    #expect(texts == ["text of a"])
    for bad in [
      "sqlite:", "sqlite:r.db?tabel=x", "sqlite:r.db?table=sqlite_x", "sqlite:r.db?table=",
    ] {
      #expect(throws: ReferenceError.self) { try sink(bad) }
    }
    #expect(throws: ReferenceError.self) { try sink(properties: ["_id": ["type": "string"]]) }
    #expect(throws: ReferenceError.self) {
      try sink(properties: ["a": ["type": "string"], "A": ["type": "string"]])
    }
    #expect(SinkReference.runFile("sqlite:r.db") == nil)
    #expect(!SinkReference.exists("sqlite:\(folder.path("gone.db"))"))
  }

  @Test("ten megabytes of text, and a file that is no database")
  func large() async throws {
    let text = String(repeating: "é", count: 5 << 20)
    try await write(sink(), [line("a", ["name": .string(text)])])
    #expect(try rows()[0]["name"] as String == text)
    try folder.write(String(repeating: "no database ", count: 200), to: "no.db")
    await #expect(throws: FileError.self) {
      try await write(sink("sqlite:\(folder.path("no.db"))"), [line("a")])
    }
  }

  @Test("two writers of one table: every document once, all rows whole")
  func twoWriters() async throws {
    try await write(sink(), [])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<2 {
        group.addTask {
          try await write(sink(), (0..<600).map { line("\($0)", ["n": .integer(writer)]) })
        }
      }
      try await group.waitForAll()
    }
    #expect(try cells("n").count == 600)
  }

  @Test("whoever waits for the lock of another process holds up nobody else")
  func locked() async throws {
    try await write(sink(), [])
    let sinks = try (0..<32).map { _ in try sink() }
    for sink in sinks { try await sink.open(keeping: []) }
    let (held, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let other = try DatabaseQueue(path: folder.path("r.db"))
    Thread.detachNewThread {
      try? other.write { database in
        try database.execute(sql: "UPDATE records SET n = 1")
        held.signal()
        release.wait()
      }
    }
    held.waitForever()
    let lines = sinks.indices.map { line("\($0)") }
    let start = ContinuousClock.now
    let writers = Task {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (sink, line) in zip(sinks, lines) {
          group.addTask {
            try await sink.write(line, of: nil)
            try await sink.close()
          }
        }
        try await group.waitForAll()
      }
    }
    for _ in 0..<100 { await Task.detached { await Task.yield() }.value }
    // SQLite gives up after a minute.
    #expect(ContinuousClock.now - start < .seconds(20))
    release.signal()
    try await writers.value
  }

  @Test("the documents that failed are told, without opening the table for writing")
  func failed() async throws {
    try await write(sink(), [line("a"), line("b", ok: false), line("c", ok: false)])
    try await write(sink(), [line("c")])
    let failed = try #require(try await sink().failedIDs())
    #expect(failed.count == 1 && failed.contains("b"))
    #expect(try await sink(run: "another").failedIDs()?.isEmpty == true)
  }

  @Test("rows are in the file soon after they were written, and when the task is cancelled")
  func soon() async throws {
    let sink = try sink()
    try await sink.open(keeping: [])
    try await sink.write(line("a"), of: nil)
    await eventually { (try? rows().count) == 1 }
    #expect(try rows().count == 1)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await sink.write(line("b"), of: nil)
      try await sink.close()
    }
    try await task.value
    #expect(try rows().count == 2)
  }
}

extension DispatchSemaphore {
  /// Waits in a test that has nothing else to do.
  fileprivate func waitForever() { wait() }
}
