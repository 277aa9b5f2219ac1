import PrompterCore
import Synchronization
import Testing

/// Counts how often it is called, with what.
private final class CountingMetric: Metric {
  let name = "counting"
  let calls = Mutex<[JSONValue]>([])
  let result: Double

  init(result: Double = 0.5) {
    self.result = result
  }

  func score(_ predicted: JSONValue, expected: JSONValue) -> Double {
    calls.withLock { $0.append([predicted, expected]) }
    return result
  }
}

private struct FailingMetric: Metric {
  let name = "failing"
  func score(_ predicted: JSONValue, expected: JSONValue) throws -> Double {
    throw MetricError(metric: name, message: "cannot tell")
  }
}

@Suite struct RecordScorerTests {
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

  private static let ab: JSONValue = [["name": "a", "price": 1], ["name": "b", "price": 2]]

  @Test("D24: a metric of a list of objects, or of an object, takes its items whole")
  func wholeObjects() async throws {
    let counting = CountingMetric()
    let scorer = try scorer(Self.items, [.root.key("items"): counting])
    let score = try await scorer.score(["items": Self.ab], expected: ["items": Self.ab])
    #expect(score.score == 0.5)
    #expect(counting.calls.withLock(\.count) == 4)
    #expect(scorer.reported.map(\.description) == ["items"])
    let vendor = try self.scorer([
      "vendor": [
        "type": "object", "x-metric": "exact", "properties": ["a": ["type": "string"], "b": [:]],
      ]
    ])
    #expect(vendor.fields.map(\.description) == ["vendor"])
    #expect(
      try await vendor.score(
        ["vendor": ["a": "X", "b": 1]], expected: ["vendor": ["a": "x", "b": 1]]
      )
      .score == 0)
  }

  @Test("D29: a custom metric is called once per example and field, with both values")
  func calledOnce() async throws {
    let counting = CountingMetric()
    let scorer = try scorer(
      ["a": ["type": "string"], "b": ["type": "string"]], [.root.key("a"): counting])
    let score = try await scorer.score(["a": "x", "b": "y"], expected: ["a": "z", "b": "y"])
    #expect(counting.calls.withLock { $0 } == [["x", "z"]])
    #expect(score.score == 0.75)
    _ = try await scorer.score(["b": "y"], expected: ["a": "z", "b": "y"])
    #expect(counting.calls.withLock(\.count) == 1)
  }

  @Test("D25: a metric that fails is an error with its name, whatever the field")
  func failing() async throws {
    for path in [FieldPath.root.key("items"), .root.key("items").each.key("name")] {
      let scorer = try scorer(Self.items, [path: FailingMetric()])
      await #expect(throws: MetricError(metric: "failing", message: "cannot tell")) {
        try await scorer.score(["items": Self.ab], expected: ["items": Self.ab])
      }
    }
  }

  @Test(
    "D25: a score out of range is an error, in a list too", arguments: [1.5, -0.1, .nan, .infinity])
  func outOfRange(result: Double) async throws {
    let metric = CountingMetric(result: result)
    let scalar = try scorer(["a": [:]], [.root.key("a"): metric])
    await #expect(throws: MetricError.self) { try await scalar.score(["a": 1], expected: ["a": 1]) }
    let list = try scorer(["a": ["type": "array", "items": [:]]], [.root.key("a"): metric])
    await #expect(throws: MetricError.self) {
      try await list.score(["a": [1]], expected: ["a": [1]])
    }
  }

  @Test(
    "an absent value is right when none was expected, else missing or hallucinated",
    arguments: [
      ([:], [:], 1, .right), (["a": nil], [:], 1, .right), ([:], ["a": nil], 1, .right),
      ([:], ["a": "x"], 0, .missing), (["a": nil], ["a": "x"], 0, .missing),
      (["a": "x"], [:], 0, .hallucinated), (["a": "x"], ["a": nil], 0, .hallucinated),
      (["a": "y"], ["a": "x"], 0, .wrong), (["a": ""], ["a": "x"], 0, .wrong),
    ] as [(JSONValue, JSONValue, Double, FieldOutcome)])
  func presence(given: JSONValue, wanted: JSONValue, score: Double, outcome: FieldOutcome)
    async throws
  {
    let result = try await scorer(["a": ["type": ["string", "null"]]]).score(
      given, expected: wanted)
    #expect(result.fields[.root.key("a")] == FieldScore(score, outcome))
  }

  @Test("an unusable answer scores 0 in every field")
  func unusable() async throws {
    let result = try await scorer(["a": [:], "b": ["type": "object", "properties": ["c": [:]]]])
      .score(nil, expected: ["a": 1])
    #expect(result.score == 0)
    #expect(
      result.fields == [
        .root.key("a"): .init(0, .missing), .root.key("b").key("c"): .init(0, .missing),
      ])
  }

  @Test("D23: fields of an optional object count one by one; where it is absent they are absent")
  func optionalObject() async throws {
    let scorer = try scorer([
      "id": [:],
      "who": [
        "anyOf": [
          [
            "type": "object",
            "properties": ["name": ["type": "string"], "age": ["type": "integer"]],
          ],
          ["type": "null"],
        ]
      ],
    ])
    #expect(scorer.fields.map(\.description) == ["id", "who.name", "who.age"])
    func score(_ given: JSONValue, _ wanted: JSONValue) async throws -> Double {
      try await scorer.score(["id": 1, "who": given], expected: ["id": 1, "who": wanted]).score
    }
    #expect(try await score(nil, nil) == 1)
    #expect(try await score(["name": "a", "age": 1], ["name": "a", "age": 1]) == 1)
    #expect(abs(try await score(nil, ["name": "a", "age": 1]) - 1.0 / 3) < 1e-12)
    #expect(
      abs(try await score(["name": "a", "age": 2], ["name": "a", "age": 1]) - 2.0 / 3) < 1e-12)
    #expect(abs(try await score(["name": "a"], nil) - 2.0 / 3) < 1e-12)
  }

  @Test("D23: a union of a text and an object is scored as what it is; a wrong text is wrong")
  func mixedUnion() async throws {
    let scorer = try scorer([
      "note": [
        "anyOf": [
          ["type": "string"],
          ["type": "object", "properties": ["a": ["type": "string"], "b": [:]]],
        ]
      ]
    ])
    #expect(scorer.fields.map(\.description) == ["note"])
    #expect(scorer.reported.map(\.description) == ["note", "note.a", "note.b"])
    func score(_ given: JSONValue, _ wanted: JSONValue) async throws -> Double {
      try await scorer.score(["note": given], expected: ["note": wanted]).score
    }
    #expect(try await score("yes", "yes") == 1)
    #expect(try await score("yes", "no") == 0)
    #expect(try await score("yes", ["a": "x"]) == 0)
    #expect(try await score(["a": "x", "b": 1], ["a": "x", "b": 2]) == 0.5)
    #expect(try await score(["a": "x", "b": 1], ["b": 1, "a": "X"]) == 1)
  }

  @Test("D23: items of a list that may be texts or objects are told apart")
  func mixedItems() async throws {
    let scorer = try scorer([
      "parts": [
        "type": "array",
        "items": ["anyOf": [["type": "string"], ["type": "object", "properties": ["a": [:]]]]],
      ]
    ])
    func score(_ given: JSONValue, _ wanted: JSONValue) async throws -> Double {
      try await scorer.score(["parts": given], expected: ["parts": wanted]).score
    }
    #expect(try await score(["x", ["a": 1]], [["a": 1], "x"]) == 1)
    #expect(try await score(["x"], ["y"]) == 0)
    #expect(try await score(["x"], [["a": nil]]) == 0)
  }

  @Test("weights count, in the record and inside items")
  func weights() async throws {
    let flat = try scorer(["a": ["x-weight": 3], "b": [:], "c": ["x-weight": 0]])
    #expect(
      try await flat.score(["a": 1, "b": 0, "c": 0], expected: ["a": 1, "b": 1, "c": 1]).score
        == 0.75)
    let nested = try scorer([
      "l": [
        "type": "array",
        "items": ["type": "object", "properties": ["a": ["x-weight": 3], "b": [:]]],
      ]
    ])
    #expect(
      try await nested.score(["l": [["a": 1, "b": 0]]], expected: ["l": [["a": 1, "b": 1]]]).score
        == 0.75)
  }

  @Test("whatever the schema, a record equals itself and scores exactly 1")
  func identity() async throws {
    let scorer = try RecordScorer(Schema(json: PydanticSchemas.invoice))
    let record: JSONValue = [
      "number": "AB-12", "issued": "2024-03-07", "vendor": ["name": "Acme", "vat_id": nil],
      "lines": [["text": "a", "amount": "12.50"], ["text": "a", "amount": 3, "quantity": 2]],
      "tags": ["x", "y"], "prices": ["a": 1.5], "total": 0.1, "pair": ["a", 1], "js": [[1], "x"],
      "anyv": ["a": [1]],
    ]
    let score = try await scorer.score(record, expected: record)
    #expect(score.score == 1)
    #expect(score.fields.values.allSatisfy { $0.score == 1 && $0.outcome == .right })
    #expect(Set(score.fields.keys) == Set(scorer.reported))
  }
}
