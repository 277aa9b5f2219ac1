import Foundation
import Glibc
import PrompterTesting
import Testing

@testable import PrompterData

@Suite("folders and patterns")
struct FolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func ids(_ inputs: String..., textColumn: String? = nil) throws -> [String] {
    try InputReader.documents(of: inputs, textColumn: textColumn, first: nil).map { item in
      switch item {
      case .success(let document): document.id
      case .failure(let error): "\(error)"
      }
    }
  }

  @Test("all formats of one document a file are read, in the order of their paths")
  func formats() throws {
    try folder.write("a-b", to: "in/a-b/1.txt")
    try folder.write("<p>page", to: "in/a/x.HTML")
    try folder.write("<r><v>xml</v></r>", to: "in/a/b/y.xml")
    try folder.write("Subject: s\n\nmail", to: "in/a.eml")
    try folder.write("# md", to: "in/z.md")
    try folder.write("{\"text\": \"a row\"}", to: "in/rows.jsonl")
    try Data(PDFFixture.pages(["the pdf"])).write(to: folder.url.appending(path: "in/p.pdf"))
    let documents = try InputReader.documents(of: [folder.path("in")], textColumn: nil, first: nil)
      .map { try $0.get() }
    #expect(
      documents.map(\.id) == ["a-b/1.txt", "a.eml", "a/b/y.xml", "a/x.HTML", "p.pdf", "z.md"])
    #expect(
      documents.map { $0.text.trimmingCharacters(in: .whitespacesAndNewlines) } == [
        "a-b", "Subject: s\n\nmail", "r\n  v: xml", "page", "the pdf", "# md",
      ])
    #expect(InputReader.count(of: [folder.path("in")], first: nil) == 6)
  }

  @Test("circles of links end, links out of the folder are followed, each folder once")
  func links() throws {
    try folder.write("1", to: "in/a/1.txt")
    try folder.write("2", to: "out/2.txt")
    let links = [
      ("in/a/up", ".."), ("in/a/self", "."), ("in/again", "a"), ("in/other", "../out"),
      ("in/same", "../out"), ("out/back", "../in"), ("in/a/top", "../.."),
    ]
    for (link, target) in links { symlink(target, folder.path(link)) }
    #expect(try ids(folder.path("in")) == ["a/1.txt", "other/2.txt"])
    symlink("loop.txt", folder.path("in/loop.txt"))
    symlink("gone", folder.path("in/broken.txt"))
    #expect(
      try ids(folder.path("in")) == [
        "a/1.txt", "broken.txt: cannot be read: No such file or directory",
        "loop.txt: cannot be read: Too many levels of symbolic links", "other/2.txt",
      ])
  }

  @Test("names may hold line ends and bytes that are no text; pipes and folders are no documents")
  func names() throws {
    try folder.write("a", to: "in/line\nend.txt")
    try folder.write("b", to: "in/-l.txt")
    let raw = FilePath(Array(folder.path("in").utf8) + [0x2F, 0xFF, 0xFE] + Array(".txt".utf8))
    let descriptor = raw.withPointer { open($0, O_WRONLY | O_CREAT, 0o600) }
    write(descriptor, "c", 1)
    close(descriptor)
    mkfifo(folder.path("in/pipe.txt"), 0o600)
    try FileManager.default.createDirectory(
      atPath: folder.path("in/x.txt"), withIntermediateDirectories: true)
    let results = Array(
      try InputReader.documents(of: [folder.path("in")], textColumn: nil, first: nil))
    #expect(
      results.compactMap { try? $0.get() }.map { "\($0.id)=\($0.text)" } == [
        "-l.txt=b", "line\nend.txt=a", "\\xFF\\xFE.txt=c",
      ])
    let failures = results.compactMap { item in
      if case .failure(let error) = item { "\(error)" } else { nil }
    }
    #expect(failures == ["pipe.txt: is no regular file"])
    #expect(DocumentError(id: "a\n\u{1B}[1m", .empty, "x").description == "a\\u{a}\\u{1b}[1m: x")
  }

  @Test(
    "a folder or file that must not be read is a failure of its own", .enabled(if: getuid() != 0))
  func unreadable() throws {
    try folder.write("a", to: "in/a.txt")
    let closed = try folder.write("b", to: "in/b.txt")
    try folder.write("c", to: "in/c/c.txt")
    chmod(closed, 0)
    chmod(folder.path("in/c"), 0)
    defer { chmod(folder.path("in/c"), 0o700) }
    #expect(
      try ids(folder.path("in")) == [
        "a.txt", "b.txt: cannot be read: Permission denied",
        "c/: cannot be read: Permission denied",
      ])
  }

  @Test(
    "patterns",
    arguments: [
      ("*.txt", ["a.txt", "b.txt"]), ("[ac]*.txt", ["a.txt"]), ("*/*.txt", ["d/c.txt"]),
      ("**/*.txt", ["a.txt", "b.txt", "d/c.txt", "d/e/f.txt"]), ("d/**", ["d/c.txt", "d/e/f.txt"]),
      ("?", ["d/c.txt", "d/e/f.txt"]), ("**/e/*", ["d/e/f.txt"]), ("d/**/**/f.txt", ["d/e/f.txt"]),
    ])
  func patterns(pattern: String, expected: [String]) throws {
    for name in ["a.txt", "b.txt", "d/c.txt", "d/e/f.txt"] { try folder.write(name, to: name) }
    #expect(try ids(folder.path + "/" + pattern) == expected.map { folder.path + "/" + $0 })
    #expect(
      InputReader.count(of: [folder.path + "/" + pattern], first: nil) == expected.count)
  }

  @Test("files that a pattern fits are read as if they were named; one that cannot be fails alone")
  func mixed() throws {
    try folder.write("text\na\nb\n", to: "1.csv")
    try folder.write("other\na\n", to: "2.csv")
    try folder.write("{\"id\": \"j\", \"text\": \"x\"}\n", to: "3.jsonl")
    try folder.write("PK", to: "4.docx")
    let found = try ids(folder.path + "/[1-4].*")
    #expect(found.count == 5 && found[3] == "j")
    #expect(found[2].hasPrefix("\(folder.path)/2.csv: name the column"))
    #expect(found[4] == "\(folder.path)/4.docx: files of this ending are not read")
    let error = #expect(throws: FileError.self) { try ids(folder.path + "/*.eml") }
    #expect(error?.message == "no file fits this pattern")
    #expect(error?.isMissing == true)
  }
}
