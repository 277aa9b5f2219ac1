import Testing

@testable import PrompterCore

@Suite struct SearchSpaceTests {
  private static let schemaText = """
    {"type": "object", "properties": {"shop": {"type": "string"}, "shopper": {"type": "string"},
      "items": {"type": "array", "items": {"type": "object", "properties": {
        "name": {"type": "string"}, "price": {"type": "number"}}}}}}
    """

  /// The parts that a change of everything changed.
  private func changed(only: [String] = [], skip: [String] = []) throws -> Set<String> {
    let schema = try Schema(json: Self.schemaText)
    let space = try SearchSpace(schema, only: only, skip: skip)
    let seed = Candidate(.seed(schema), origin: "seed", space: space)
    let child = seed.child("all") {
      $0.instruction = "other"
      $0.demonstrations = [Demonstration(input: "x", expected: ["shop": "y"])]
      $0.layout = Layout(guide: .none, demonstrations: .inline, nearest: 1)
      for path in $0.fields.keys { $0.fields[path] = FieldGuidance(description: "other") }
    }
    let (a, b) = (seed.template, child.template)
    var parts = Set(b.fields.filter { a.fields[$0.key] != $0.value }.map(\.key.description))
    if a.instruction != b.instruction { parts.insert("instruction") }
    if a.demonstrations != b.demonstrations && a.layout.nearest != b.layout.nearest {
      parts.insert("demonstrations")
    }
    if a.layout.guide != b.layout.guide && a.layout.demonstrations != b.layout.demonstrations {
      parts.insert("layout")
    }
    return parts
  }

  @Test("everything may change, or what is named, or what is not left out")
  func parts() throws {
    let fields: Set = ["shop", "shopper", "items", "items[].name", "items[].price"]
    let all = fields.union(["instruction", "demonstrations", "layout"])
    #expect(try changed() == all)
    #expect(try changed(only: ["demonstrations", "fields"]) == fields.union(["demonstrations"]))
    #expect(try changed(only: ["shop"]) == ["shop"])
    #expect(
      try changed(skip: ["fields.items", "layout"]) == [
        "shop", "shopper", "instruction", "demonstrations",
      ])
    // What is said about a field stays only while fields are described.
    #expect(try changed(skip: ["items[].price"]) == all.subtracting(["items[].price", "layout"]))
    #expect(try changed(only: ["fields"], skip: ["shop"]) == fields.subtracting(["shop"]))
  }

  @Test("parts of the layout have names of their own")
  func layout() throws {
    let schema = try Schema(json: Self.schemaText)
    func changed(only: String) throws -> Layout {
      let space = try SearchSpace(schema, only: [only])
      return Candidate(.seed(schema), origin: "seed", space: space).child("all") {
        $0.layout = Layout(
          guide: .none, demonstrations: .inline, nearest: 1, reasoning: true, absent: .omitted)
      }.template.layout
    }
    #expect(try changed(only: "layout.reasoning") == Layout(reasoning: true))
    #expect(try changed(only: "layout.guide") == Layout(guide: .none))
    #expect(try changed(only: "layout.demonstrations") == Layout(demonstrations: .inline))
    #expect(try changed(only: "layout.absent") == Layout(absent: .omitted))
  }

  @Test("a prompt that must keep what it says about a field keeps to say it")
  func frozen() throws {
    let schema = try Schema(json: Self.schemaText)
    let space = try SearchSpace(schema, skip: ["fields.shop"])
    let seed = Candidate(.seed(schema), origin: "seed", space: space)
    func guide(_ guide: Layout.Guide) -> Layout.Guide {
      seed.child("other") { $0.layout.guide = guide }.template.layout.guide
    }
    #expect(guide(.none) == .fields)
    #expect(guide(.schema) == .schema)
  }

  @Test("children of children keep to it")
  func grandchildren() throws {
    let schema = try Schema(json: Self.schemaText)
    let seed = Candidate(
      .seed(schema), origin: "seed", space: try SearchSpace(schema, skip: ["instruction"]))
    let child = seed.child("a") { $0.layout.guide = .none }.child("b") { $0.instruction = "x" }
    #expect(child.template.instruction == seed.template.instruction)
    #expect(child.template.layout.guide == .none)
  }

  @Test("a part that is not there is named, with those that are")
  func unknown() throws {
    let schema = try Schema(json: Self.schemaText)
    #expect { try SearchSpace(schema, only: ["shops"]) } throws: {
      "\($0)".hasPrefix("'shops' is no part of the prompt")
        && "\($0)".hasSuffix("items, items[].name, items[].price")
    }
    #expect(throws: SearchSpaceError.self) {
      try SearchSpace(schema, only: ["shop"], skip: ["shop"])
    }
  }
}
