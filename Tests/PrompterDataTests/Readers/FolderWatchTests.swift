import Foundation
import PrompterTesting
import Testing

@testable import PrompterData

@Suite("a watched folder", .timeLimit(.minutes(5)))
struct FolderWatchTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "in"), withIntermediateDirectories: true)
  }

  private func watch() throws -> WatchedDocuments { try WatchedDocuments(folder.path("in")) }

  /// The next document, which must come.
  private func next(_ watch: inout WatchedDocuments) -> String? {
    switch watch.next() {
    case .document(let document): "\(document.id): \(document.text)"
    case .unreadable(let error): "\(error)"
    case .repeated, nil: nil
    }
  }

  @Test("what is there comes first, then what is written, moved in, or made in new folders")
  func come() throws {
    try folder.write("1", to: "in/a.txt")
    try folder.write("2", to: "in/deep/er/b.txt")
    try folder.write("x", to: "in/.hidden.txt")
    try folder.write("x", to: "in/notes.unknown")
    var watch = try watch()
    #expect(next(&watch) == "a.txt: 1")
    #expect(next(&watch) == "deep/er/b.txt: 2")
    try folder.write("3", to: "in/c.txt")
    #expect(next(&watch) == "c.txt: 3")
    try folder.write("4", to: "in/deep/er/d.txt")
    #expect(next(&watch) == "deep/er/d.txt: 4")
    let outside = try folder.write("5", to: "e.txt")
    try FileManager.default.moveItem(atPath: outside, toPath: folder.path("in/e.txt"))
    #expect(next(&watch) == "e.txt: 5")
    try folder.write("6", to: "in/new/f.txt")
    #expect(next(&watch) == "new/f.txt: 6")
    try folder.write("7", to: "out/g.txt")
    try FileManager.default.moveItem(atPath: folder.path("out"), toPath: folder.path("in/out"))
    #expect(next(&watch) == "out/g.txt: 7")
    // A folder that was moved away is no longer looked at, and at its new place it is.
    try FileManager.default.moveItem(atPath: folder.path("in/out"), toPath: folder.path("in/o2"))
    #expect(next(&watch) == "o2/g.txt: 7")
    try folder.write("8", to: "in/o2/h.txt")
    #expect(next(&watch) == "o2/h.txt: 8")
    // A mail server links what it has written elsewhere.
    try folder.write("9", to: "tmp/i.txt")
    try FileManager.default.linkItem(
      atPath: folder.path("tmp/i.txt"), toPath: folder.path("in/i.txt"))
    #expect(next(&watch) == "i.txt: 9")
    try folder.write("10", to: "tmp/j.txt")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("in/j.txt"), withDestinationPath: folder.path("tmp/j.txt"))
    #expect(next(&watch) == "j.txt: 10")
  }

  @Test("a link to a file that is being written comes when that is closed")
  func unfinishedLink() throws {
    try folder.write("", to: "tmp/a.txt")
    let writer = try #require(FileHandle(forWritingAtPath: folder.path("tmp/a.txt")))
    try writer.write(contentsOf: Data("half ".utf8))
    try FileManager.default.linkItem(
      atPath: folder.path("tmp/a.txt"), toPath: folder.path("in/a.txt"))
    var watch = try watch()
    try folder.write("b", to: "in/b.txt")
    #expect(next(&watch) == "b.txt: b")
    try writer.write(contentsOf: Data("whole".utf8))
    try writer.close()
    #expect(next(&watch) == "a.txt: half whole")
  }

  @Test("a file that is being written, or is empty, is left alone until it is closed")
  func unfinished() throws {
    try folder.write("", to: "in/early.txt")
    let early = try #require(FileHandle(forWritingAtPath: folder.path("in/early.txt")))
    try early.write(contentsOf: Data("half".utf8))
    var watch = try watch()
    try folder.write("", to: "in/empty.txt")
    let late = try #require(FileHandle(forWritingAtPath: folder.path("in/empty.txt")))
    try late.write(contentsOf: Data("a ".utf8))
    try folder.write("whole", to: "in/whole.txt")
    #expect(next(&watch) == "whole.txt: whole")
    try early.write(contentsOf: Data(" and half".utf8))
    try early.close()
    #expect(next(&watch) == "early.txt: half and half")
    try late.write(contentsOf: Data("whole one".utf8))
    try late.close()
    #expect(next(&watch) == "empty.txt: a whole one")
  }

  @Test("the same again is nothing new, another content is")
  func again() throws {
    try folder.write("1", to: "in/a.txt")
    var watch = try watch()
    #expect(next(&watch) == "a.txt: 1")
    try folder.write("1", to: "in/a.txt")
    try folder.write("2", to: "in/b.txt")
    #expect(next(&watch) == "b.txt: 2")
    try folder.write("3", to: "in/a.txt")
    #expect(next(&watch) == "a.txt: 3")
  }

  @Test("a file that cannot be read is a failure, and the watch goes on")
  func unreadable() throws {
    var watch = try watch()
    try folder.write("no PDF", to: "in/a.pdf")
    #expect(next(&watch) == "a.pdf: is no PDF")
    try folder.write("1", to: "in/b.txt")
    #expect(next(&watch) == "b.txt: 1")
  }

  @Test("it ends when the task is cancelled, and when the folder is gone")
  func ends() async throws {
    var watch = try watch()
    try FileManager.default.removeItem(atPath: folder.path("in"))
    #expect(next(&watch)?.hasSuffix("the folder is gone") == true)
    #expect(watch.next() == nil)
    try folder.write("1", to: "in/a.txt")
    let stream = DocumentStream(try self.watch())
    let read = Task { await stream.next() == nil ? "end" : "document" }
    #expect(await read.value == "document")
    let waits = Task { await stream.next() == nil ? "end" : "document" }
    waits.cancel()
    #expect(await waits.value == "end")
  }

  @Test("what is no folder is refused")
  func none() throws {
    let file = try folder.write("x", to: "file.txt")
    #expect(throws: FileError.self) { try WatchedDocuments(file) }
    #expect(throws: FileError.self) { try WatchedDocuments(folder.path("nowhere")) }
  }

  @Test("events are read as the system writes them; what is cut off is left out")
  func events() {
    func bytes(_ watch: Int32, _ kinds: UInt32, _ name: String, length: Int) -> [UInt8] {
      var bytes: [UInt8] = []
      for number in [UInt32(bitPattern: watch), kinds, 0, UInt32(length)] {
        withUnsafeBytes(of: number) { bytes += $0 }
      }
      return bytes + Array(name.utf8) + Array(repeating: 0, count: length - name.utf8.count)
    }
    let all =
      bytes(1, 8, "é.txt", length: 16) + bytes(-1, 0x4000, "", length: 0)
      + bytes(2, 0x4000_0100, "d", length: 16)
    let events = FolderEvents.events(all + all.prefix(20))
    #expect(events.map(\.watch) == [1, -1, 2])
    #expect(events.map { String(decoding: $0.name, as: UTF8.self) } == ["é.txt", "", "d"])
    #expect(events.map(\.isFolder) == [false, false, true])
  }
}
