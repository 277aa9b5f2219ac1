import Foundation
import PrompterCore
import Testing

@Suite struct SourceCuesTests {
  private let price = FieldPath.root.key("price_range")
  private let friendly = FieldPath.root.key("familyFriendly")

  private func signals(
    _ record: JSONValue, _ text: String, of path: FieldPath, second: JSONValue? = nil
  ) throws -> Signals {
    let schema = try Schema([
      "type": "object",
      "properties": [
        "price_range": ["type": ["string", "null"], "enum": ["cheap", "high", nil]],
        "familyFriendly": ["type": ["boolean", "null"]],
        "name": ["type": ["string", "null"]],
      ],
    ])
    var extraction = Extraction(
      documentID: "d", result: .success(record),
      values: Dictionary(
        record.leaves.map { ($0.path, Extraction.Value()) }, uniquingKeysWith: { a, _ in a }))
    extraction.second = second
    let reader = SignalReader(
      schema, fields: [price, friendly, .root.key("name")])
    return try #require(reader.read(extraction, of: text)[path])
  }

  @Test(
    "another label in the document speaks against a value that is not there",
    arguments: [
      ("cheap", "a HIGH-priced place", 1), ("cheap", "cheap, not high", 0),
      ("cheap", "cheaper than the highlands", 0), (nil, "the price is high", 1),
      (nil, "no prices", 0), ("high", "", 0),
    ] as [(JSONValue, String, Double)])
  func rival(value: JSONValue, text: String, expected: Double) throws {
    #expect(try signals(["price_range": value], text, of: price)[.rival] == expected)
  }

  @Test("the words of a field's name in the document, in any form, for a value and for none")
  func named() throws {
    let text = "Kids and families are welcome; prices vary."
    let absent = try signals(["familyFriendly": nil], text, of: friendly)
    #expect(absent[.namedAbsent] == 0.5 && absent[.namedPresent] == 0)
    let given = try signals(["price_range": "high"], text, of: price)
    #expect(given[.namedPresent] == 0.5 && given[.namedAbsent] == 0)
    #expect(try signals(["price_range": "high"], "rice", of: price)[.namedPresent] == 0)
  }

  @Test("a second answer agrees whatever the case and punctuation; without one nothing is said")
  func agreement() throws {
    let record: JSONValue = ["name": "The Eagle", "price_range": "high", "familyFriendly": true]
    let second: JSONValue = ["name": "the  eagle.", "price_range": "cheap", "familyFriendly": true]
    func agrees(_ path: FieldPath, _ second: JSONValue?) throws -> Double {
      try signals(record, "", of: path, second: second)[.agrees]
    }
    #expect(try agrees(.root.key("name"), second) == 1)
    #expect(try agrees(price, second) == -1)
    #expect(try agrees(friendly, second) == 1)
    #expect(try agrees(price, nil) == 0)
    #expect(try signals(record, "", of: price, second: second)[.othersAgree] == 1)
    #expect(try signals(record, "", of: friendly, second: second)[.othersAgree] == 0)
  }

  @Test("a value that another field has too is told")
  func shared() throws {
    #expect(
      try signals(["name": "High", "price_range": "high"], "", of: price)[.shared] == 1)
    #expect(try signals(["name": "Low", "price_range": "high"], "", of: price)[.shared] == 0)
  }
}
