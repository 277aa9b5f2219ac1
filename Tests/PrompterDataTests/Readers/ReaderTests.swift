import Foundation
import PrompterTesting
import Testing

@testable import PrompterData

@Suite("readers")
struct ReaderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(
    _ name: String, _ content: String, textColumn: String? = nil, first: Int? = nil
  ) throws -> [Result<Document, any Error>] {
    let path = try folder.write(content, to: name)
    return Array(
      try InputReader.documents(of: [path], textColumn: textColumn, first: first))
  }

  private func failures(_ results: [Result<Document, any Error>]) -> [String] {
    results.compactMap { result in
      if case .failure(let error) = result { "\(error)" } else { nil }
    }
  }

  @Test("JSON lines: ids, hashed ids, files beside the data, inputs, blank lines and CRLF")
  func jsonLines() throws {
    try folder.write("from a file", to: "letters/a.txt")
    let content = """
      \u{FEFF}{"id": "x", "text": "one"}\r
      \r
      {"text": "two"}
      {"id": 7, "file": "letters/a.txt"}
      {"input": {"b": 1, "a": "z"}, "expected": null}
      """
    let documents = try read("data.jsonl", content).map { try $0.get() }
    #expect(documents.map(\.text) == ["one", "two", "from a file", "b: 1\na: z"])
    #expect(documents.map(\.id).filter { $0.count == 16 }.count == 2)
    #expect(documents[0].id == "x" && documents[2].id == "7")
    #expect(try read("again.jsonl", content).map { try $0.get().id } == documents.map(\.id))
  }

  @Test("a line that cannot be read is an error in its place")
  func badLines() throws {
    let path = folder.path("data.jsonl")
    let results = try read("data.jsonl", "{\"text\": \"a\"}\n{\n\n[1]\n{\"text\": \"b\"}\n")
    #expect(results.compactMap { try? $0.get().text } == ["a", "b"])
    let failures = failures(results)
    #expect(failures.count == 2)
    #expect(failures[0].hasPrefix("\(path), line 2: not JSON"))
    #expect(failures[1].hasPrefix("\(path), line 4: not a JSON object"))
    try (Data("{\"text\": \"a\"}\n\"".utf8) + [0xFF, 0x0A]).write(to: URL(filePath: path))
    let bytes = Array(try InputReader.documents(of: [path], textColumn: nil, first: nil))
    #expect(self.failures(bytes) == ["\(path), line 2: not UTF-8 text"])
  }

  @Test("a line whose file cannot be read is a document that cannot be read")
  func badFiles() throws {
    try folder.write("", to: "letters/e.txt")
    let results = try read(
      "data.jsonl",
      """
      {"id": "k", "file": "letters/e.txt"}
      {"file": "letters/e.txt"}
      {"text": "a"}
      """)
    let errors = results.compactMap { result -> DocumentError? in
      if case .failure(let error) = result { error as? DocumentError } else { nil }
    }
    #expect(errors.map(\.id) == ["k", "letters/e.txt"])
    #expect(errors.allSatisfy { $0.kind == .empty && Extraction(unreadable: $0) != nil })
    #expect(results.compactMap { try? $0.get().text } == ["a"])
  }

  @Test("lines that come in pieces, longer than one read, are whole")
  func longLines() throws {
    let long = String(repeating: "é", count: 400_000)
    let content = (0..<3).map { #"{"id": "\#($0)", "text": "\#(long)"}"# }.joined(separator: "\n")
    let documents = try read("data.jsonl", content).map { try $0.get() }
    #expect(documents.map(\.id) == ["0", "1", "2"])
    #expect(documents.allSatisfy { $0.text == long })
  }

  @Test("CSV: the text column by name or as 'text', ids if there are any, blank lines left out")
  func csv() throws {
    let content = "id,subject,body\r\nm1,Hi,\"one,\r\ntwo\"\r\n\r\n,x,three\r\n"
    let documents = try read("data.csv", content, textColumn: "body").map { try $0.get() }
    #expect(documents.map(\.text) == ["one,\r\ntwo", "three"])
    #expect(documents[0].id == "m1" && documents[1].id.count == 16)
    let cells = try read("data.csv", "text\na\n\nb\n").map { try? $0.get().text }
    #expect(cells == ["a", nil, "b"], "a cell without text is a document that cannot be read")
  }

  @Test("CSV: a row of another length or an open quote is an error with its line")
  func badCSV() throws {
    let path = folder.path("data.csv")
    let results = try read("data.csv", "a,text\n1,x\n2\n3,y,z\n4,w\n5,\"open\n")
    #expect(results.compactMap { try? $0.get().text } == ["x", "w"])
    #expect(
      failures(results) == [
        "\(path), line 3: has 1 columns, the headings 2",
        "\(path), line 4: has 3 columns, the headings 2",
        "\(path), line 6: has a quote that is not closed",
      ])
  }

  @Test("CSV without a known text column is wrong usage, and says what there is")
  func unknownColumn() {
    for column in ["txt", nil] {
      let error = #expect(throws: ReferenceError.self) {
        _ = try read("data.csv", "a,b\n1,2\n", textColumn: column)
      }
      #expect(error?.description.contains("a, b") == true)
    }
  }

  @Test("a folder: text files in the order of their paths, hidden and other ones left out")
  func folders() throws {
    for name in ["b.txt", "a/z.md", "a/b.TXT", ".hidden.txt", "a/.git/c.txt", "x.bin"] {
      try folder.write(name, to: "in/\(name)")
    }
    let documents = try InputReader.documents(
      of: [folder.path("in")], textColumn: nil, first: nil
    ).map { try $0.get() }
    #expect(documents.map(\.id) == ["a/b.TXT", "a/z.md", "b.txt"])
    #expect(documents.map(\.text) == documents.map(\.id))
  }

  @Test("several inputs follow each other, up to the number that is wanted")
  func several() throws {
    let one = try folder.write("first", to: "1.txt")
    let two = try folder.write(#"{"text": "second"}"# + "\n" + #"{"text": "third"}"#, to: "2.jsonl")
    func texts(_ first: Int?) throws -> [String] {
      try InputReader.documents(of: [one, two], textColumn: nil, first: first).map {
        try $0.get().text
      }
    }
    #expect(try texts(nil) == ["first", "second", "third"])
    #expect(try texts(2) == ["first", "second"])
  }

  @Test("what is not read or holds nothing is an error")
  func refused() throws {
    #expect(throws: ReferenceError.self) { _ = try read("a.docx", "PK") }
    #expect(throws: ReferenceError.self) { _ = try read("noending", "x") }
    for (name, content) in [("a.jsonl", "\n\n"), ("a.csv", "text\n"), ("a.csv", "")] {
      #expect(throws: DataError.self) { _ = try read(name, content) }
    }
    let error = #expect(throws: FileError.self) {
      _ = try InputReader.reader(for: folder.path("gone.txt"), textColumn: nil)
    }
    #expect(error?.isMissing == true)
    try folder.write("x", to: "empty/a.bin")
    #expect(throws: FileError.self) {
      _ = try InputReader.documents(of: [folder.path("empty")], textColumn: nil, first: nil)
    }
  }
}
