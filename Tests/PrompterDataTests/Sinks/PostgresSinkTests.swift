import Foundation
import PrompterTesting
import Testing

@testable import PrompterData

@Suite(
  "Postgres", .serialized, .timeLimit(.minutes(5)),
  .enabled(if: PostgresServer.programs != nil, "the package postgresql is not installed"))
struct PostgresSinkTests {
  private static let properties = #"""
    {"name": {"type": "string"}, "n": {"type": "integer"}, "total": {"type": "number"},
     "paid": {"type": "boolean"}, "day": {"type": "string", "format": "date"},
     "tags": {"type": "array", "items": {"type": "string"}},
     "Drop\"; DROP TABLE records--": {"type": "string"}, "select": {"type": "string"}}
    """#

  private let server: PostgresServer

  init() throws { server = try PostgresServer() }

  private func sink(
    _ options: String = "", properties: String = properties, isFresh: Bool = false,
    migrates: Bool = false
  ) throws -> any Sink {
    try SinkReference.sink(
      server.address(options),
      schema: Schema(json: #"{"type": "object", "properties": \#(properties)}"#),
      options: SinkReference.Options(
        worker: RunLedger.Worker(prompterHash: "p", model: "openai/x"), isFresh: isFresh,
        migrates: migrates))
  }

  private func line(_ id: String, _ data: String = #"{"name": "x"}"#, ok: Bool = true) -> JSONValue
  {
    let error = #"{"type": "server", "message": "failed"}"#
    let json = #"""
      {"ok": \#(ok), "data": \#(ok ? data : "null"), "confidence": 0.75,
       "fields": {}, "usage": {"input_tokens": 12, "output_tokens": 3}, "cost_usd": 0.5,
       "attempts": 1, "prompter": "p@1", "model": "openai/x", "error": \#(ok ? "null" : error)}
      """#
    var object = (try? JSONParser.parse(json))?.object ?? JSONObject()
    object["id"] = .string(id)
    return .object(object)
  }

  private func write(_ sink: any Sink, _ lines: [JSONValue]) async throws {
    try await sink.open(keeping: [])
    for line in lines {
      let id = line[key: "id"]?.string ?? ""
      try await sink.write(line, of: Document(id: id, text: "text of \(id)"))
    }
    try await sink.close()
  }

  private func query(_ sql: String) throws -> [[String?]] {
    try PostgresConnection(PostgresAddress(server.address(), without: [])).run(sql)
  }

  private func cells(_ column: String, of table: String = "records") throws -> [String?] {
    try query("SELECT \(column) FROM \(table) ORDER BY _id").map { $0[0] }
  }

  @Test("a row a document, with types, nulls, lists, and whatever text")
  func row() async throws {
    let tricky = "é👍\\u0000'); DROP TABLE records;-- $1 \\\\ %s"
    let data = #"""
      {"name": "\#(tricky)", "n": 9007199254740993, "total": 41.5, "paid": true,
       "day": "2026-05-01", "tags": ["x", "y,\"z{}"], "select": "s",
       "Drop\"; DROP TABLE records--": "v"}
      """#
    let odd = #"{"total": 3, "day": "soon", "tags": null, "n": 2.0, "paid": "yes"}"#
    try await write(sink("text=1"), [line("a", data), line("b", ok: false), line("c", odd)])
    #expect(
      try cells("name") == ["é👍\u{FFFD}'); DROP TABLE records;-- $1 \\ %s", nil, nil])
    #expect(try cells("n") == ["9007199254740993", nil, "2"])
    #expect(try cells("total") == ["41.5", nil, "3"])
    #expect(try cells("paid") == ["t", nil, nil])
    #expect(try cells("day") == ["2026-05-01", nil, nil])
    #expect(try cells("tags") == [#"["x", "y,\"z{}"]"#, nil, nil])
    #expect(try cells(#""Drop""; DROP TABLE records--""#) == ["v", nil, nil])
    #expect(try cells("_status") == ["done", "failed", "done"])
    #expect(try cells("_error") == [nil, "failed", nil])
    #expect(try cells("_text") == ["text of a", "text of b", "text of c"])
    #expect(try cells("_time < now() + interval '1 hour'") == ["t", "t", "t"])
  }

  @Test("upsert, the state of the run, a fresh start, another table in another schema")
  func run() async throws {
    try await write(sink(), (0..<1_000).map { line("\($0)") } + [line("f", ok: false)])
    try await write(sink(), [line("1", #"{"name": "old"}"#), line("1", #"{"name": "new"}"#)])
    #expect(try query("SELECT count(*), max(name) FROM records") == [["1001", "x"]])
    #expect(try query("SELECT name FROM records WHERE _id = '1'") == [["new"]])
    let again = try sink()
    let ledger = try #require(again as? any DocumentLedger)
    #expect(try await ledger.doneIDs().count == 1_000)
    #expect(await ledger.isDone(Document(id: "7", text: "text of 7")))
    #expect(await !ledger.isDone(Document(id: "7", text: "another text")))
    #expect(try await again.open(keeping: ["1", "f", "z"]) == ["1", "f"])
    try await again.close()
    try await write(sink(isFresh: true), [line("only")])
    #expect(try cells("_id") == ["only"])
    _ = try query("CREATE SCHEMA other")
    try await write(sink("table=other.my%20table"), [line("a")])
    #expect(try cells("_id", of: #"other."my table""#) == ["a"])
  }

  @Test("another schema is refused with what differs; --migrate adds what is missing")
  func drift() async throws {
    try await write(sink(properties: #"{"a": {"type": "string"}}"#), [line("1", #"{"a": "x"}"#)])
    let other = #"{"a": {"type": "string"}, "b": {"type": "number"}}"#
    let error = await #expect(throws: FileError.self) {
      try await write(sink(properties: other), [line("2")])
    }
    #expect(error?.message.hasPrefix("the table 'records' lacks 'b'; --migrate adds") == true)
    try await write(sink(properties: other, migrates: true), [line("2", #"{"b": 1.5}"#)])
    #expect(try cells("b") == [nil, "1.5"])
    let typed = await #expect(throws: FileError.self) {
      try await write(sink(properties: #"{"a": {"type": "integer"}}"#, migrates: true), [])
    }
    #expect(typed?.message == "the table 'records' has other types: 'a' is text, not bigint")
  }

  @Test("a server that is restarted in the middle of a run loses no row, and makes none twice")
  func restart() async throws {
    let sink = try sink()
    try await sink.open(keeping: [])
    for number in 0..<300 { try await sink.write(line("\(number)"), of: nil) }
    try server.stop()
    let writing = Task {
      for number in 300..<600 { try await sink.write(line("\(number)"), of: nil) }
      try await sink.close()
    }
    try server.start()
    try await writing.value
    #expect(try query("SELECT count(*), count(DISTINCT _id) FROM records") == [["600", "600"]])
  }

  @Test("two writers of one table: every document once")
  func twoWriters() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<2 {
        group.addTask {
          let lines = (0..<600).map { line("\(writer == 0 ? $0 : 599 - $0)") }
          try await write(sink(), lines)
        }
      }
      try await group.waitForAll()
    }
    #expect(try query("SELECT count(*) FROM records") == [["600"]])
  }

  @Test("the documents that failed are told")
  func failed() async throws {
    try await write(sink(), [line("a"), line("b", ok: false), line("c", ok: false)])
    let again = try sink()
    try await again.open(keeping: [])
    try await again.write(line("c"), of: Document(id: "c", text: "text of c"))
    try await again.close()
    let failed = try #require(try await sink().failedIDs())
    #expect(failed.count == 1 && failed.contains("b"))
  }

  @Test("ten megabytes of text")
  func large() async throws {
    let text = String(repeating: "é", count: 5 << 20)
    try await write(sink(), [line("a", "{\"name\": \"\(text)\"}")])
    #expect(try cells("length(name)") == ["\(5 << 20)"])
  }
}

@Suite("addresses of Postgres servers")
struct PostgresAddressTests {
  @Test(
    "our options are taken out, and no password is shown",
    arguments: [
      ("postgres://h/d?table=t&text=1", "postgres://h/d", "postgres://h/d"),
      (
        "postgres://u:s3cret@h:5432/d?table=t&sslmode=require",
        "postgres://u:s3cret@h:5432/d?sslmode=require", "postgres://h:5432/d"
      ),
      ("postgresql://u:p%40s@h/d", "postgresql://u:p%40s@h/d", "postgres://h/d"),
      (
        "postgres:///d?host=/tmp&password=s3cret", "postgres:///d?host=/tmp&password=s3cret",
        "postgres://d"
      ),
      ("postgres://", "postgres://", "postgres://"),
    ])
  func address(text: String, connection: String, shown: String) {
    let address = PostgresAddress(text, without: ["table", "text"])
    #expect(address.connection == connection)
    #expect(address.shown == shown)
    let words = address.redacted("cannot reach \(connection)\nas one says")
    #expect(!words.contains("s3cret") && !words.contains("p%40s") && !words.contains("\n"))
  }

  @Test("a password is not shown as it was decoded, either")
  func decoded() {
    let address = PostgresAddress("postgresql://u:p%40s@h/d", without: [])
    #expect(address.redacted("password p@s or p%40s") == "password *** or ***")
  }

  @Test("a server that is not there is an error without the password")
  func unreachable() async throws {
    let name = "postgres://u:s3cret@127.0.0.1:1/d?connect_timeout=2"
    let sink = try SinkReference.sink(
      name, schema: Schema(json: #"{"type": "object", "properties": {"a": {"type": "string"}}}"#))
    let error = await #expect(throws: FileError.self) { try await sink.open(keeping: []) }
    #expect(error?.path == "postgres://127.0.0.1:1/d")
    #expect(error.map { !"\($0)".contains("s3cret") } == true)
  }
}
