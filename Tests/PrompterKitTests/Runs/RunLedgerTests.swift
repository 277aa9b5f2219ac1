import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("what a run has done")
struct RunLedgerTests {
  let folder: TemporaryFolder
  let worker = RunLedger.Worker(prompterHash: "p", model: "openai/x")

  init() throws { folder = try TemporaryFolder() }

  private func ledger(
    _ worker: RunLedger.Worker? = nil, isFresh: Bool = false
  ) throws -> RunLedger {
    try RunLedger(folder.path("out.run"), worker: worker ?? self.worker, isFresh: isFresh)
  }

  private let one = Document(id: "one", text: "first")
  private let odd = Document(id: "o\n\"ö", text: "second")

  private func addBoth() async throws {
    let ledger = try ledger()
    for document in [one, odd] {
      try await ledger.add(document.id, contentHash: document.contentHash)
    }
    try await ledger.close()
  }

  /// What a ledger that is opened now says.
  private func ids(
    _ worker: RunLedger.Worker? = nil, isFresh: Bool = false
  ) async throws -> IDSet {
    let ledger = try ledger(worker, isFresh: isFresh)
    let ids = await ledger.ids
    try await ledger.close()
    return ids
  }

  @Test("a document is done by id and content, in this run and the next")
  func done() async throws {
    let empty = try ledger()
    #expect(await !empty.isDone(one))
    try await empty.close()
    try await addBoth()
    let next = try ledger()
    for document in [one, odd] { #expect(await next.isDone(document)) }
    #expect(await next.ids == ["one", "o\n\"ö"])
    #expect(await !next.isDone(Document(id: "one", text: "changed")))
    #expect(await !next.isDone(Document(id: "other", text: "first")))
  }

  @Test("another prompter or model has done nothing, and a fresh run forgets")
  func workers() async throws {
    for other in [
      RunLedger.Worker(prompterHash: "q", model: "openai/x"),
      RunLedger.Worker(prompterHash: "p", model: "openai/y"),
      RunLedger.Worker(prompterHash: "popenai/", model: "x"),
    ] {
      try await addBoth()
      #expect(try await ids().count == 2)
      #expect(try await ids(other).isEmpty)
    }
    try await addBoth()
    #expect(try await ids(isFresh: true).isEmpty)
    #expect(try await ids().isEmpty)
  }

  @Test("one process at a time, until it has ended; what others did is counted")
  func alone() async throws {
    let ledger = try ledger()
    let error = #expect(throws: FileError.self) { try self.ledger() }
    #expect(error?.description.contains("another process is at work here") == true)
    try await ledger.add("one", contentHash: "h")
    try await ledger.keep(only: ["one"])
    #expect(throws: FileError.self) { try self.ledger() }
    try await ledger.close()
    let other = try self.ledger(RunLedger.Worker(prompterHash: "q", model: "openai/x"))
    #expect(other.forgotten == 1)
    try await other.close()
    #expect(try self.ledger().forgotten == 0)
  }

  @Test("a line that was cut off at any byte costs that document alone")
  func torn() async throws {
    try await addBoth()
    let bytes = Array(try folder.read("out.run").utf8)
    let first = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
    for length in (first + 1)..<(bytes.count - 1) {
      try Data(bytes[..<length]).write(to: folder.url.appending(path: "out.run"))
      #expect(try await ids() == ["one"], "\(length)")
    }
  }

  @Test("what comes after a torn line is a line of its own")
  func appendAfterTorn() async throws {
    try folder.write(#"{"id": "x", "cont"#, to: "out.run")
    let ledger = try ledger()
    try await ledger.add(one.id, contentHash: one.contentHash)
    try await ledger.close()
    #expect(try await ids() == ["one"])
  }

  @Test("other ids can be forgotten, for good")
  func keep() async throws {
    try await addBoth()
    let ledger = try ledger()
    try await ledger.keep(only: ["one", "unknown"])
    #expect(await ledger.ids == ["one"])
    try await ledger.add("three", contentHash: "h")
    try await ledger.close()
    #expect(try await ids() == ["one", "three"])
  }

  @Test("damaged lines and files are no reason to stop", arguments: ["\u{0}\n", "[]\n", "{}\n3\n"])
  func damaged(content: String) async throws {
    try folder.write(content, to: "out.run")
    #expect(try await ids().isEmpty)
  }

  @Test("a place that cannot be written is named")
  func unwritable() throws {
    let file = try folder.write("x", to: "file")
    #expect(throws: FileError.self) {
      try RunLedger("\(file)/out.run", worker: worker, isFresh: false)
    }
  }
}
