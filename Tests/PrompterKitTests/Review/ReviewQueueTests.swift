import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("the review queue", .timeLimit(.minutes(5)))
struct ReviewQueueTests {
  private let setting: ReviewCase
  private var queue: ReviewQueue { setting.queue }

  init() throws { setting = try ReviewCase() }

  @Test("a document is in it once, with the newest record that nobody has decided")
  func once() throws {
    try setting.put("a", total: 1)
    try setting.put("a", total: 2)
    try setting.put("b")
    #expect(try queue.counts() == [.open: 2])
    #expect(try queue.item("a").record[key: "total"] == 2)
    #expect(try queue.item("a").document.text == ReviewCase.text)
    #expect(try queue.decided(setting.document("a")) == nil)
  }

  @Test("the file is its owner's alone: it holds documents")
  func permissions() throws {
    let facts = try FileManager.default.attributesOfItem(atPath: queue.path)
    #expect(facts[.posixPermissions] as? Int == 0o600)
  }

  @Test("what was decided is not asked again, but for another text")
  func decided() throws {
    try setting.put("a", total: 1)
    let right = try #require(ReviewCase.record.setting(FieldPath([.key("total")]), to: 7))
    #expect(try queue.correct("a", to: right).status == .corrected)
    #expect(try setting.put("a", total: 3).status == .corrected)
    #expect(try queue.decided(setting.document("a"))?.record == right)
    #expect(try queue.item("a").output[key: "data"] == right)
    #expect(try queue.item("a").output[key: "confidence"] == .some(.null))
    #expect(try queue.decided(setting.document("a", "another text")) == nil)
    #expect(try setting.put("a", "another text", total: 3).status == .open)
    #expect(try queue.item("a").decision == nil)
    // What was said of the first text is not lost: it is still an example.
    let old = "a@\(setting.document("a").contentHash.prefix(8))"
    #expect(try queue.item(old).record == right)
    #expect(try queue.item(old).document.text == ReviewCase.text)
    #expect(try queue.counts() == [.open: 1, .corrected: 1])
  }

  @Test("the record as it was extracted counts as accepted; what breaks the schema is refused")
  func checked() throws {
    try setting.put("a")
    #expect(try queue.correct("a", to: ReviewCase.record).status == .accepted)
    try setting.put("b")
    #expect(throws: DataError.self) { try queue.correct("b", to: ["total": 1]) }
    #expect(throws: DataError.self) { try queue.accept("nobody") }
    #expect(try queue.item("b").status == .open)
    #expect(try queue.accept("b").status == .accepted)
    #expect(try queue.counts() == [.accepted: 2])
  }

  @Test("the least trusted come first, then those that nothing is known of")
  func order() throws {
    try setting.put("none", confidence: nil)
    try setting.put("high", confidence: 0.8)
    try setting.put("low", confidence: 0.1)
    #expect(try queue.entries().map(\.id) == ["low", "high", "none"])
    #expect(try queue.entries(first: 1).map(\.id) == ["low"])
    #expect(try queue.entries(reason: "not_in_source").isEmpty)
    try queue.accept("low")
    #expect(try queue.entries().map(\.id) == ["high", "none"])
    #expect(try queue.entries(nil).map(\.id) == ["high", "none", "low"])
  }

  @Test("documents with inputs and pictures come back as they were")
  func documents() throws {
    let inputs = Document(id: "i", input: ["subject": "Hi", "body": "Total\u{0} 5"])
    let picture = Document(
      id: "p", text: "", images: [.init(mediaType: "image/png", base64: "aGk=")])
    for document in [inputs, picture] {
      try queue.put(["data": ReviewCase.record], of: document, because: [], schema: setting.schema)
      let item = try queue.item(document.id)
      #expect(item.document == document)
      #expect(item.document.contentHash == document.contentHash)
      #expect(try queue.accept(document.id).status == .accepted)
    }
  }

  @Test("a decision is applied once, and anew when it changes")
  func applied() throws {
    try setting.put("a")
    try queue.accept("a")
    #expect(try !queue.isApplied("a"))
    try queue.markApplied("a")
    #expect(try queue.isApplied("a"))
    let right = try #require(ReviewCase.record.setting(FieldPath([.key("total")]), to: 7))
    try queue.correct("a", to: right)
    #expect(try !queue.isApplied("a"))
  }

  @Test("ids are data: whatever they hold, they are only ids")
  func hostileIDs() throws {
    let ids = ["'; DROP TABLE review; --", "../../etc/passwd", "a\u{0}b", "", "日本\n"]
    for id in ids { try setting.put(id) }
    #expect(try queue.counts() == [.open: ids.count])
    for id in ids { #expect(try queue.accept(id).status == .accepted) }
  }

  @Test("two runs may fill one queue at a time")
  func shared() async throws {
    let (first, second) = (queue, try ReviewQueue(queue.path))
    let (schema, line) = (try setting.schema, JSONValue.object(["data": ReviewCase.record]))
    await withTaskGroup(of: Void.self) { group in
      for n in 0..<40 {
        group.addTask {
          let document = Document(id: "d\(n / 2)", text: "text \(n / 2)")
          _ = try? (n % 2 == 0 ? first : second).put(
            line, of: document, because: [], schema: schema)
        }
      }
    }
    #expect(try queue.counts() == [.open: 20])
  }
}
