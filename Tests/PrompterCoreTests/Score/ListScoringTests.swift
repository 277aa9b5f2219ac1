import PrompterCore
import Testing

@Suite struct ListScoringTests {
  private func scorer(
    _ properties: JSONValue, _ overrides: [FieldPath: any Metric] = [:]
  ) throws -> RecordScorer {
    try RecordScorer(
      Schema(["type": "object", "properties": properties]),
      catalog: MetricCatalog(overrides: overrides))
  }

  private static let items: JSONValue = [
    "items": [
      "type": "array",
      "items": [
        "type": "object",
        "properties": ["name": ["type": "string"], "price": ["type": ["number", "null"]]],
      ],
    ]
  ]

  private func lists(_ given: JSONValue, _ wanted: JSONValue) async throws -> RecordScore {
    try await scorer(Self.items).score(["items": given], expected: ["items": wanted])
  }

  private static let ab: JSONValue = [["name": "a", "price": 1], ["name": "b", "price": 2]]

  @Test(
    "D2: a wrong list of objects scores below 1",
    arguments: [
      ([["name": "a", "price": 1], ["name": "b", "price": 3]], 0.75, FieldOutcome.wrong),
      ([["name": "x", "price": 8], ["name": "y", "price": 9]], 0, .wrong),
      ([["name": "a", "price": 1]], 2.0 / 3, .missing),
      (
        [["name": "a", "price": 1], ["name": "b", "price": 2], ["name": "c", "price": 3]], 0.8,
        .hallucinated
      ),
      ([], 0, .missing), (nil, 0, .missing),
      ([["name": "a", "price": 1], ["name": "b", "price": nil]], 0.75, .wrong),
    ] as [(JSONValue, Double, FieldOutcome)])
  func wrongList(given: JSONValue, score: Double, outcome: FieldOutcome) async throws {
    let result = try await lists(given, Self.ab)
    #expect(abs(result.score - score) < 1e-12)
    #expect(result.fields[.root.key("items")]?.outcome == outcome)
  }

  @Test("D2: a permuted list scores 1 where order does not matter, and less where it does")
  func permuted() async throws {
    let reversed: JSONValue = [["price": 2, "name": "b"], ["price": 1.0, "name": "a"]]
    #expect(try await lists(reversed, Self.ab).score == 1)
    let ordered = try scorer([
      "items": [
        "type": "array", "x-metric": "ordered",
        "items": ["type": "object", "properties": ["name": ["type": "string"]]],
      ]
    ])
    let score = try await ordered.score(
      ["items": [["name": "b"], ["name": "a"]]],
      expected: ["items": [["name": "a"], ["name": "b"]]])
    #expect(score.score == 0)
    let same = try await ordered.score(
      ["items": [["name": "a"], ["name": "b"]]],
      expected: ["items": [["name": "a"], ["name": "b"]]])
    #expect(same.score == 1)
  }

  @Test("D2: a list where none was expected is hallucinated; no list on both sides is right")
  func emptyLists() async throws {
    let invented = try await lists(Self.ab, [])
    #expect(invented.score == 0)
    #expect(invented.fields[.root.key("items")]?.outcome == .hallucinated)
    #expect(try await lists([], []).score == 1)
    #expect(try await lists(nil, []).score == 1)
  }

  @Test("items are matched so that the sum of their scores is best, not in order of appearance")
  func bestMatching() async throws {
    let given: JSONValue = [["name": "a", "price": 2], ["name": "a", "price": 1]]
    let wanted: JSONValue = [["name": "a", "price": 1], ["name": "b", "price": 2]]
    #expect(abs(try await lists(given, wanted).score - 0.75) < 1e-12)
  }

  @Test("the fields of items are reported in every answered row, and weigh nothing of their own")
  func itemFields() async throws {
    let scorer = try scorer(Self.items)
    #expect(scorer.fields.map(\.description) == ["items"])
    #expect(scorer.reported.map(\.description) == ["items", "items[].name", "items[].price"])
    let price = FieldPath.root.key("items").each.key("price")
    let rows: [(JSONValue?, JSONValue, Double, FieldOutcome)] = [
      (
        ["items": [["name": "a", "price": 1], ["name": "b", "price": 9]]], ["items": Self.ab], 0.5,
        .wrong
      ),
      (["items": [["name": "a", "price": 1]]], ["items": Self.ab], 0.5, .missing),
      (["items": []], ["items": Self.ab], 0, .missing), (nil, ["items": Self.ab], 0, .missing),
      (["items": Self.ab], ["items": []], 0, .hallucinated), (["items": []], [:], 1, .right),
      (["items": Self.ab], ["items": Self.ab], 1, .right),
    ]
    for (given, wanted, score, outcome) in rows {
      let result = try await scorer.score(given, expected: wanted)
      #expect(result.fields[price] == FieldScore(score, outcome))
    }
  }

  @Test("D24: lists of scalars are sets by default, ordered when declared")
  func scalarLists() async throws {
    let tags: JSONValue = ["type": "array", "items": ["type": "string"]]
    let set = try scorer(["tags": tags])
    #expect(try await set.score(["tags": ["a", "b"]], expected: ["tags": ["b", "a"]]).score == 1)
    #expect(
      try await set.score(["tags": ["a", "c"]], expected: ["tags": ["b", "a"]]).score == 0.5)
    #expect(try await set.score(["tags": ["a", "a"]], expected: ["tags": ["a"]]).score < 1)
    let ordered = try scorer([
      "tags": ["type": "array", "items": ["type": "string"], "x-metric": "ordered"]
    ])
    #expect(
      try await ordered.score(["tags": ["a", "b"]], expected: ["tags": ["b", "a"]]).score == 0)
    #expect(
      try await ordered.score(["tags": ["a", "c"]], expected: ["tags": ["a", "b"]]).score == 0.5)
  }

  @Test("D24: a metric of a list field applies to its items: override, on the list or on the item")
  func listMetric() async throws {
    let wanted: JSONValue = ["tags": ["colour"]]
    let given: JSONValue = ["tags": ["color"]]
    let declared = try scorer([
      "tags": ["type": "array", "items": ["type": "string"], "x-metric": "levenshtein"]
    ])
    let onItem = try scorer([
      "tags": [
        "type": "array", "x-metric": "ordered",
        "items": ["type": "string", "x-metric": "levenshtein"],
      ]
    ])
    let override = try scorer(
      ["tags": ["type": "array", "items": ["type": "string"]]], [.root.key("tags"): Levenshtein()])
    for scorer in [declared, onItem, override] {
      #expect(abs(try await scorer.score(given, expected: wanted).score - 5.0 / 6) < 1e-12)
    }
  }

  @Test("D23: maps are scored by their keys, with partial credit and leaf paths of their values")
  func maps() async throws {
    let scorer = try scorer([
      "prices": ["type": "object", "additionalProperties": ["type": "number"]],
      "people": [
        "type": "object",
        "additionalProperties": [
          "type": "object", "properties": ["age": ["type": "integer"], "job": ["type": "string"]],
        ],
      ],
    ])
    #expect(
      scorer.reported.map(\.description) == ["prices", "people", "people[].age", "people[].job"])
    let result = try await scorer.score(
      ["prices": ["a": 1.0, "b": 3], "people": ["x": ["age": 3, "job": "cook"]]],
      expected: [
        "prices": ["b": 2, "a": 1], "people": ["x": ["age": 4, "job": "Cook"], "y": ["age": 1]],
      ])
    #expect(
      result.fields[.root.key("prices")]
        == FieldScore(0.5, .wrong, items: ItemCounts(matched: 1, given: 2, expected: 2)))
    #expect(
      result.fields[.root.key("people")]
        == FieldScore(1.0 / 3, .missing, items: ItemCounts(matched: 0.5, given: 1, expected: 2)))
    #expect(result.fields[.root.key("people").each.key("job")] == FieldScore(0.5, .missing))
  }

  @Test("lists of lists, as boxes and tables are, compare as a whole")
  func nestedLists() async throws {
    let scorer = try scorer([
      "boxes": ["type": "array", "items": ["type": "array", "items": ["type": "number"]]]
    ])
    let score = try await scorer.score(
      ["boxes": [[3, 4.0], [1, 2]]], expected: ["boxes": [[1, 2], [3, 4]]])
    #expect(score.score == 1)
    #expect(try await scorer.score(["boxes": [[1, 3]]], expected: ["boxes": [[1, 2]]]).score == 0)
  }

  @Test("lists inside items are aligned too")
  func deepLists() async throws {
    let scorer = try scorer([
      "orders": [
        "type": "array",
        "items": [
          "type": "object",
          "properties": [
            "no": ["type": "integer"],
            "lines": [
              "type": "array",
              "items": ["type": "object", "properties": ["q": ["type": "integer"]]],
            ],
          ],
        ],
      ]
    ])
    let wanted: JSONValue = [
      "orders": [["no": 1, "lines": [["q": 1], ["q": 2]]], ["no": 2, "lines": []]]
    ]
    let given: JSONValue = ["orders": [["no": 2], ["no": 1, "lines": [["q": 2], ["q": 1]]]]]
    #expect(try await scorer.score(given, expected: wanted).score == 1)
    let wrong: JSONValue = ["orders": [["no": 2], ["no": 1, "lines": [["q": 2], ["q": 9]]]]]
    #expect(abs(try await scorer.score(wrong, expected: wanted).score - 0.875) < 1e-12)
  }

  @Test("null among the items is compared as absent, and troubles no metric")
  func nullItems() async throws {
    let scorer = try scorer(["n": ["type": "array", "items": ["type": ["number", "null"]]]])
    #expect(try await scorer.score(["n": [nil, 1]], expected: ["n": [1, nil]]).score == 1)
    #expect(try await scorer.score(["n": [2]], expected: ["n": [nil]]).score == 0)
  }
}
