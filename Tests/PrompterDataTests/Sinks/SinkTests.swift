import Foundation
import PrompterTesting
import Testing

@testable import PrompterData

@Suite("sinks")
struct SinkTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let schema: JSONValue = [
    "type": "object",
    "properties": [
      "name": ["type": "string"], "items": ["type": "array"], "n": ["type": "number"],
    ],
  ]

  private func sink(_ name: String) throws -> any Sink {
    try SinkReference.sink(name, schema: Schema(Self.schema))
  }

  private func line(_ id: String, name: String = "x", ok: Bool = true) -> JSONValue {
    [
      "id": .string(id), "ok": .bool(ok),
      "data": ok ? ["name": .string(name), "items": [1, "a"], "n": 2.5] : .null,
      "confidence": ok ? 0.75 : .null, "prompter": "p@1", "model": "openai/x",
      "error": ok ? .null : ["type": "server", "message": "failed, twice", "retryable": true],
    ]
  }

  private func write(_ lines: [JSONValue], to name: String, keeping: IDSet = []) async throws
    -> IDSet
  {
    let sink = try sink(name)
    let held = try await sink.open(keeping: keeping)
    for line in lines { try await sink.write(line) }
    try await sink.close()
    return held
  }

  @Test("JSON lines: one line a document, as predict prints it")
  func jsonLines() async throws {
    let path = folder.path("out/r.jsonl")
    #expect(try await write([line("a", name: "x\ny"), line("b", ok: false)], to: path) == [])
    let lines = try folder.read("out/r.jsonl").split(separator: "\n").map(String.init)
    #expect(lines == [line("a", name: "x\ny").text(), line("b", ok: false).text()])
  }

  @Test("a file that somebody writes is nobody else's", arguments: ["r.jsonl", "r.csv"])
  func exclusive(name: String) async throws {
    let path = folder.path(name)
    let (first, second) = (try sink(path), try sink(path))
    _ = try await first.open(keeping: [])
    try await first.write(line("a"))
    let before = try folder.read(name)
    await #expect(throws: FileError.self) { try await second.open(keeping: []) }
    #expect(try folder.read(name) == before)
    // Whoever opens it again, as after a watch, is not in its own way.
    _ = try await first.open(keeping: ["a"])
    try await first.close()
    _ = try await second.open(keeping: ["a"])
    try await second.close()
    #expect(try folder.read(name) == before)
  }

  @Test("JSON lines: what is done stays, the rest goes, the last line of a document counts")
  func resumeJSONLines() async throws {
    let path = try folder.write(
      [line("a", name: "old"), line("b"), line("a"), line("c"), line("d")].map { $0.text() + "\n" }
        .joined() + "{not json}\n" + #"{"id": "e", "ok": tr"#, to: "r.jsonl")
    let held = try await write([line("f")], to: path, keeping: ["a", "c", "e", "gone"])
    #expect(held == ["a", "c"])
    #expect(
      try folder.read("r.jsonl")
        == [line("a"), line("c"), line("f")].map { $0.text() + "\n" }.joined())
  }

  @Test("CSV: fields first, then ours; nested values as JSON; quoted by RFC 4180")
  func csv() async throws {
    let path = folder.path("r.csv")
    _ = try await write([line("a,\"b\"", name: "two\nlines"), line("c", ok: false)], to: path)
    #expect(
      try folder.read("r.csv") == """
        name,items,n,_id,_status,_confidence,_model,_prompter,_error\r
        "two\nlines","[1,""a""]",2.5,"a,""b""\",done,0.75,openai/x,p@1,\r
        ,,,c,failed,,openai/x,p@1,"failed, twice"\r

        """)
  }

  @Test("CSV: what is done stays, and a row that was cut off goes")
  func resumeCSV() async throws {
    let path = folder.path("r.csv")
    _ = try await write(["a", "b", "a", "c"].map { line($0, name: "\($0)\n\"1\"") }, to: path)
    let whole = try folder.read("r.csv")
    for cut in [#"x,[],1,d,done,,m,p,"cut"#, "x,[],1,d", "\"x", "x,[],1,d,do"] {
      try folder.write(whole + cut, to: "r.csv")
      #expect(try await write([line("e")], to: path, keeping: ["a", "c", "d"]) == ["a", "c"])
      let rows = CSVRows(try folder.read("r.csv")).map(\.cells)
      #expect(rows.dropFirst().map { $0[3] } == ["a", "c", "e"])
      #expect(rows[1][0] == "a\n\"1\"")
    }
    #expect(try await write([], to: path) == [])
    #expect(CSVRows(try folder.read("r.csv")).map(\.cells).count == 1, "only the headings stay")
  }

  @Test("a folder: one file a document, other files are left alone")
  func folderSink() async throws {
    try folder.write("mine", to: "out/notes.json")
    let name = "dir:\(folder.path("out"))"
    _ = try await write([line("a"), line("b")], to: name)
    #expect(try await write([line("c")], to: name, keeping: ["a", "gone"]) == ["a"])
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).sorted()
    #expect(files == ["a.json", "c.json", "notes.json"], "b is not done")
    #expect(try JSONParser.parse(folder.read("out/a.json")) == line("a"))
    try folder.write("", to: "out/c.json")
    #expect(try await write([], to: name, keeping: ["a", "c"]) == ["a"], "an empty file is none")
  }

  @Test("a folder: files of documents that are not done go, and nothing that is not ours")
  func freshFolder() async throws {
    let name = "dir:\(folder.path("out"))"
    _ = try await write([line("a"), line("b/c"), line("d", ok: false)], to: name)
    try folder.write(#"{"id": "x", "text": "mine"}"#, to: "out/x.json")
    try folder.write(line("a").text(), to: "out/copy.json")
    #expect(try await write([], to: name) == [])
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).sorted()
    #expect(files == ["copy.json", "x.json"])
  }

  @Test("an output of which everything stays is not written anew", arguments: ["r.jsonl", "r.csv"])
  func untouched(name: String) async throws {
    let path = folder.path(name)
    _ = try await write([line("a"), line("b")], to: path)
    func number() throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    }
    let (file, text) = (try number(), try folder.read(name))
    #expect(try await write([line("c")], to: path, keeping: ["a", "b", "z"]) == ["a", "b"])
    #expect(try number() == file)
    #expect(try folder.read(name).hasPrefix(text))
    #expect(try await write([], to: path, keeping: ["b"]) == ["b"])
    #expect(try number() != file)
  }

  @Test("an id cannot leave the folder, and different ids have different files")
  func hostileIDs() async throws {
    let ids = [
      "../../evil", "/etc/passwd", "..", ".", "", "a/b", "a\\b", "a\u{0}b", "a_b", "con?", "é",
      String(repeating: "x", count: 5_000), String(repeating: "x", count: 5_001), "-rf", "A\n",
      "%2e%2e%2f",
    ]
    let names = ids.map(FolderSink.name)
    #expect(Set(names).count == ids.count)
    for name in names {
      #expect(name.utf8.count <= 120 && name.hasSuffix(".json"))
      #expect(name.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 })
      #expect(!name.contains("/") && !name.hasPrefix("."))
    }
    _ = try await write(ids.map { line($0) }, to: "dir:\(folder.path("in/out"))")
    let all = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(all.count == ids.count + 2, "two folders, and a file each")
    #expect(all.allSatisfy { $0 == "in" || $0.hasPrefix("in/out") })
  }

  @Test("an output is known by its ending, and has its state beside it")
  func references() throws {
    for name in ["out.json", "out", "postgres:x", ""] {
      #expect(throws: ReferenceError.self) { _ = try sink(name) }
    }
    #expect(SinkReference.runFile("a/out.jsonl") == "a/out.jsonl.run")
    #expect(SinkReference.runFile("dir:a/out/") == "a/out.run")
    #expect(SinkReference.runFile("-") == nil)
  }

  @Test("an output that cannot be written is known before", arguments: ["r.jsonl", "r.csv"])
  func unwritable(name: String) async throws {
    let file = try folder.write("x", to: "file")
    #expect(throws: FileError.self) { try SinkReference.checkWritable("\(file)/\(name)") }
    #expect(throws: FileError.self) { try SinkReference.checkWritable("dir:\(file)") }
    await #expect(throws: FileError.self) { try await write([], to: "\(file)/\(name)") }
    try SinkReference.checkWritable(folder.path(name))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
  }
}
