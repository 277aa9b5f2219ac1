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
  }

  @Test("a document is done by id and content, in this run and the next")
  func done() async throws {
    let empty = try ledger()
    #expect(await !empty.isDone(one))
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
      #expect(try await ledger().ids.count == 2)
      #expect(try await ledger(other).ids.isEmpty)
    }
    try await addBoth()
    #expect(try await ledger(isFresh: true).ids.isEmpty)
    #expect(try await ledger().ids.isEmpty)
  }

  @Test("a line that was cut off at any byte costs that document alone")
  func torn() async throws {
    try await addBoth()
    let bytes = Array(try folder.read("out.run").utf8)
    let first = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
    for length in (first + 1)..<(bytes.count - 1) {
      try Data(bytes[..<length]).write(to: folder.url.appending(path: "out.run"))
      #expect(try await ledger().ids == ["one"], "\(length)")
    }
  }

  @Test("what comes after a torn line is a line of its own")
  func appendAfterTorn() async throws {
    try folder.write(#"{"id": "x", "cont"#, to: "out.run")
    let ledger = try ledger()
    try await ledger.add(one.id, contentHash: one.contentHash)
    #expect(try await self.ledger().ids == ["one"])
  }

  @Test("other ids can be forgotten, for good")
  func keep() async throws {
    try await addBoth()
    let ledger = try ledger()
    try await ledger.keep(only: ["one", "unknown"])
    #expect(await ledger.ids == ["one"])
    try await ledger.add("three", contentHash: "h")
    #expect(try await self.ledger().ids == ["one", "three"])
  }

  @Test("damaged lines and files are no reason to stop", arguments: ["\u{0}\n", "[]\n", "{}\n3\n"])
  func damaged(content: String) async throws {
    try folder.write(content, to: "out.run")
    #expect(try await ledger().ids.isEmpty)
  }

  @Test("a place that cannot be written is named")
  func unwritable() throws {
    let file = try folder.write("x", to: "file")
    #expect(throws: FileError.self) {
      try RunLedger("\(file)/out.run", worker: worker, isFresh: false)
    }
  }
}
