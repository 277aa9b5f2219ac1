import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("exports of a review queue", .timeLimit(.minutes(5)))
struct ReviewExportTests {
  private let setting: ReviewCase
  private var queue: ReviewQueue { setting.queue }
  private var path: String { setting.folder.path("train.jsonl") }

  init() throws { setting = try ReviewCase() }

  private func right(_ total: JSONValue) throws -> JSONValue {
    try #require(ReviewCase.record.setting(FieldPath([.key("total")]), to: total))
  }

  @Test("decisions become labelled examples, once")
  func once() throws {
    try setting.put("a", "text a")
    try setting.put("b", "text b")
    try setting.put("c", "text c")
    try queue.accept("a")
    try queue.correct("b", to: right(7))
    #expect(try ReviewExport(to: path).append(queue).added == 2)
    let again = try ReviewExport(to: path).append(queue)
    #expect(again.added == 0 && again.known == 2)
    let data = try Dataset.load(path)
    try data.requireLabels(setting.schema)
    #expect(data.examples.map(\.id) == ["a", "b"])
    #expect(data.examples[1].expected == (try right(7)))
    #expect(data.examples[1].document.text == "text b")
  }

  @Test("a file that has lines already keeps them, whether it ends in a line end or not")
  func appended() throws {
    try setting.put("a", "text a")
    try queue.accept("a")
    try setting.folder.write(#"{"id": "x", "text": "old"}"#, to: "train.jsonl")
    #expect(try ReviewExport(to: path).append(queue).added == 1)
    #expect(try Dataset.load(path).examples.map(\.id) == ["x", "a"])
    try setting.folder.write("nonsense\n", to: "bad.jsonl")
    #expect(throws: DataError.self) {
      try ReviewExport(to: setting.folder.path("bad.jsonl")).append(queue)
    }
    #expect(try setting.folder.read("bad.jsonl") == "nonsense\n")
  }

  @Test("a document of several pictures has no place in a line, and is named")
  func pictures() throws {
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let pages = try [1, 2].map { try #require(Document.Image(bytes: png + [$0])) }
    let line: JSONValue = [
      "ok": true, "data": ReviewCase.record, "prompter": "p@1", "model": "m/x",
    ]
    for (id, images) in [("one", [pages[0]]), ("two", pages)] {
      try queue.put(
        try #require(line.setting(FieldPath([.key("id")]), to: .string(id))),
        of: Document(id: id, text: "", images: images), because: [], schema: setting.schema)
      try queue.accept(id)
    }
    let counts = try ReviewExport(to: path).append(queue)
    #expect(counts.added == 1 && counts.inPictures == ["two"])
    #expect(try Dataset.load(path).examples.map(\.id) == ["one"])
    #expect(try ReviewExport(to: path).append(queue).known == 1)
  }

  @Test("a text that the file has under another id is not appended again")
  func twin() throws {
    try setting.put("a", "text a")
    try queue.accept("a")
    let line: JSONValue = ["text": "text a", "expected": ReviewCase.record]
    try setting.folder.write(line.text() + "\n", to: "train.jsonl")
    #expect(try ReviewExport(to: path).append(queue).known == 1)
    // Nor is one text under two ids within one export.
    try setting.put("b", "text b")
    try setting.put("b2", "text b")
    try queue.accept("b")
    try queue.accept("b2")
    _ = try ReviewExport(to: path).append(queue)
    #expect(try Dataset.load(path).examples.count { $0.document.text == "text b" } == 1)
  }

  @Test("another label in the file stays, unless it is to be replaced")
  func replaced() throws {
    try setting.put("a", "text a")
    try setting.put("b", "text b")
    try queue.accept("a")
    try queue.accept("b")
    _ = try ReviewExport(to: path).append(queue)
    try queue.correct("a", to: right(9))
    let kept = try ReviewExport(to: path).append(queue)
    #expect(kept.different == ["a"] && kept.known == 1)
    #expect(try Dataset.load(path).examples[0].expected == ReviewCase.record)
    #expect(try ReviewExport(to: path, replacing: true).append(queue).replaced == 1)
    let data = try Dataset.load(path)
    #expect(data.examples.map(\.id) == ["b", "a"])
    #expect(data.examples[1].expected == (try right(9)))
  }

  @Test("inputs stay inputs, pictures lie beside the data set")
  func kinds() throws {
    let inputs = Document(id: "i", input: ["subject": "Hi", "body": "Total 5"])
    let picture = Document(
      id: "../p", text: "", images: [.init(mediaType: "image/png", base64: "iVBORw0KGgo=")])
    for document in [inputs, picture] {
      try queue.put(["data": ReviewCase.record], of: document, because: [], schema: setting.schema)
      try queue.accept(document.id)
    }
    #expect(try ReviewExport(to: path).append(queue).added == 2)
    let data = try Dataset.load(path)
    #expect(data.examples.map(\.document) == [inputs, picture])
    #expect(try ReviewExport(to: path).append(queue).known == 2)
  }
}
