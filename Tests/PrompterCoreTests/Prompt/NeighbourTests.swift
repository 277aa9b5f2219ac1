import Foundation
import Testing

@testable import PrompterCore

@Suite struct NeighbourTests {
  private static let texts = [
    "The Mill is a cheap pub near the river, good for families.",
    "Invoice 12 from Acme Ltd, total USD 300.",
    "Zizzi serves Italian food in the city centre.",
    "Invoice 4711 of Jones & Sons, due in 30 days, total EUR 12.",
    "餐厅在河边,价格便宜。",
    "会议在星期五举行。",
  ]
  private let index = NeighbourIndex(texts)

  @Test(
    "the nearest text comes last, whatever its numbers and its case",
    arguments: [
      ("INVOICE 99 from Bolt GmbH, total GBP 7", 1),
      ("A pub near the river for families", 0), ("便宜的餐厅", 4), ("星期五的会议", 5),
    ])
  func nearest(text: String, expected: Int) {
    #expect(index.nearest(2, to: text).last == expected)
    #expect(index.nearest(2, to: text).count == 2)
  }

  @Test("a text is never shown with itself, and no more than there are")
  func itself() {
    #expect(Set(index.nearest(10, to: Self.texts[2])) == [0, 1, 3, 4, 5])
    #expect(index.nearest(1, to: "").count == 1)
    #expect(NeighbourIndex([]).nearest(3, to: "a").isEmpty)
  }

  @Test("what is equally near keeps its order, the first last")
  func ties() {
    #expect(NeighbourIndex(["a b", "a b", "c"]).nearest(3, to: "a b d") == [2, 1, 0])
  }

  @Test("a prompt shows the demonstrations nearest to its document", arguments: [true, false])
  func rendered(isInline: Bool) throws {
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#)
    var template = PromptTemplate.seed(schema)
    template.demonstrations = Self.texts.enumerated().map { index, text in
      Demonstration(input: text, expected: ["n": .integer(index)])
    }
    template.layout.nearest = 2
    template.layout.demonstrations = isInline ? .inline : .turns
    let prompt = try template.prompt(
      for: Document(text: "Invoice 5 from Acme Ltd, total USD 3."))
    let text = prompt.messages.map(\.text).joined(separator: "\n")
    let places = [#"{"n": 3}"#, #"{"n": 1}"#].compactMap { text.range(of: $0)?.lowerBound }
    #expect(places.count == 2 && places[0] < places[1])
    #expect(!text.contains("Zizzi"))
  }
}
