import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("files are written whole or not at all")
struct AtomicFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("a write replaces the file, makes folders and leaves nothing beside it")
  func replaces() throws {
    let file = URL(filePath: folder.path("a/b.json"))
    for text in ["one", "", "two é"] {
      try AtomicFile.write(text, to: file)
      #expect(try folder.read("a/b.json") == text)
    }
    #expect(try files() == ["a", "a/b.json"])
  }

  @Test("D37: a write that fails leaves the old file and nothing else")
  func fails() throws {
    try folder.write("x", to: "taken/inner.txt")
    try folder.write("old", to: "file")
    for path in ["taken", "file/below.json", "/proc/nowhere/x"] {
      let target = path.hasPrefix("/") ? path : folder.path(path)
      #expect(throws: FileError.self, "\(path)") {
        try AtomicFile.write("new", to: URL(filePath: target))
      }
    }
    #expect(try files() == ["file", "taken", "taken/inner.txt"])
    #expect(try folder.read("file") == "old")
  }

  @Test("a file that must be new never takes the place of another one")
  func creates() throws {
    let file = URL(filePath: folder.path("a/b.json"))
    #expect(try AtomicFile.create("one", at: file))
    #expect(try !AtomicFile.create("two", at: file))
    #expect(try folder.read("a/b.json") == "one")
    #expect(try files() == ["a", "a/b.json"])
  }

  @Test("the check before a write finds the same, and leaves no trace")
  func check() throws {
    try folder.write("x", to: "taken/inner.txt")
    try folder.write("old", to: "file")
    try AtomicFile.checkWritable(URL(filePath: folder.path("file")))
    try AtomicFile.checkWritable(URL(filePath: folder.path("new.json")))
    for path in ["taken", "file/below.json"] {
      let error = #expect(throws: FileError.self) {
        try AtomicFile.checkWritable(URL(filePath: folder.path(path)))
      }
      #expect(error?.path == folder.path(path))
    }
    #expect(try files() == ["file", "taken", "taken/inner.txt"])
  }

  @Test("readers see the old text or the new, never a part")
  func concurrent() async throws {
    let file = URL(filePath: folder.path("f"))
    let texts = ["a", "b"].map { String(repeating: $0, count: 200_000) }
    try AtomicFile.write(texts[0], to: file)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for index in 0..<200 { try AtomicFile.write(texts[index % 2], to: file) }
      }
      group.addTask {
        for _ in 0..<200 {
          let text = try TextFile.read(file)
          #expect(texts.contains(text))
        }
      }
      try await group.waitForAll()
    }
  }
}

@Suite("text files")
struct TextFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a byte-order mark is left out, everything else is kept")
  func text() throws {
    for (written, read) in [("\u{FEFF}{}", "{}"), ("a\r\né\u{0}", "a\r\né\u{0}"), ("", "")] {
      let path = try folder.write(written, to: "f")
      #expect(try TextFile.read(URL(filePath: path)) == read)
    }
  }

  @Test("a file that is missing, a folder, or no UTF-8 is named")
  func refused() throws {
    func error(_ name: String) throws -> FileError {
      try #require(
        #expect(throws: FileError.self) {
          try TextFile.read(URL(filePath: folder.path(name)))
        })
    }
    try Data([0x61, 0xFF]).write(to: folder.url.appending(path: "latin"))
    #expect(try error("gone").isMissing)
    #expect(try error("latin").message == "is not UTF-8 text")
    #expect(try error("latin/x").isMissing)
    try folder.write("", to: "dir/x")
    let isFolder = try error("dir")
    #expect(isFolder.message == "is a folder" && !isFolder.isMissing)
    #expect(isFolder.path == folder.path("dir"))
  }
}
