import PrompterCore
import Testing

@Suite struct ItemCountsTests {
  private let tags = FieldPath.root.key("tags")
  private let scorer: RecordScorer

  init() throws {
    scorer = try RecordScorer(
      Schema([
        "type": "object",
        "properties": [
          "tags": ["type": "array", "items": ["type": "string"]], "name": ["type": "string"],
        ],
      ]))
  }

  @Test(
    "given, expected and matched items of a list",
    arguments: [
      (["a", "b", "x"], ["a", "b"], 2, 3, 2), (["a"], ["a", "b", "c"], 1, 1, 3),
      ([], ["a", "b"], 0, 0, 2), (["a", "b"], [], 0, 2, 0), (nil, ["a"], 0, 0, 1),
      ([], [], 0, 0, 0), (nil, nil, 0, 0, 0),
    ] as [(JSONValue?, JSONValue?, Double, Int, Int)])
  func counts(
    given: JSONValue?, wanted: JSONValue?, matched: Double, givenCount: Int, expected: Int
  ) async throws {
    func record(_ list: JSONValue?) -> JSONValue {
      list.map { ["name": "n", "tags": $0] } ?? ["name": "n"]
    }
    let score = try await scorer.score(record(given), expected: record(wanted))
    #expect(
      score.fields[tags]?.items
        == ItemCounts(matched: matched, given: givenCount, expected: expected))
    #expect(score.fields[.root.key("name")]?.items == nil)
  }

  @Test("an unusable answer has found none of the expected items")
  func invalid() async throws {
    let score = try await scorer.score(nil, expected: ["tags": ["a", "b"], "name": "n"])
    #expect(score.fields[tags]?.items == ItemCounts(matched: 0, given: 0, expected: 2))
  }

  @Test("precision, recall and F1 are over the items of all records together")
  func pooled() throws {
    let counts =
      ItemCounts(matched: 2, given: 3, expected: 2) + ItemCounts(matched: 1, given: 1, expected: 4)
    #expect(counts.precision == 0.75 && counts.recall == 0.5 && counts.f1 == 0.6)
    #expect(ItemCounts().precision == nil && ItemCounts().recall == nil && ItemCounts().f1 == nil)
    #expect(ItemCounts(given: 2).recall == nil && ItemCounts(given: 2).f1 == 0)
  }

  @Test("a record keeps the counts, and every report shows what follows from them")
  func reports() throws {
    let rows = [ItemCounts(matched: 2, given: 4, expected: 2), ItemCounts(expected: 2)]
      .enumerated().map { index, items in
        EvaluationRow(
          id: "\(index)", expected: ["items": []], predicted: ["items": []], score: 0.5,
          fields: [ReportSample.items: FieldScore(0.5, .hallucinated, items: items)])
      }
    let evaluation = ReportSample.evaluation(rows, fields: [ReportSample.items])
    let field = evaluation.json[key: "fields"]?[key: "items"]
    #expect(field?[key: "precision"] == 0.5 && field?[key: "recall"] == 0.5)
    #expect(field?[key: "f1"] == 0.5)
    #expect(try Evaluation(json: evaluation.json).json == evaluation.json)
    #expect(TerminalReport.render(evaluation).contains("precision"))
    #expect(
      MarkdownReport.render(evaluation).contains("| `items` | 0.500 | 0.500 | 0.500 | 4 | 4 |"))
    #expect(HTMLReport.render(evaluation).contains(">Precision</th>"))
    #expect(!HTMLReport.render(ReportSample.mixed).contains(">Precision</th>"))
  }
}
