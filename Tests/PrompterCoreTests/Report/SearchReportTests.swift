import PrompterCore
import Testing

@Suite struct SearchReportTests {
  @Test("Markdown has the numbers, the fields, the way to what was found, and the texts")
  func markdown() throws {
    let text = try SearchSample.report().markdown
    for part in [
      "# Search for `invoices@2`\n", "**Held-out score 0.250 → 0.625**, gain +0.375",
      "n = 4, on rows that the search never saw. Shipped: what was found.",
      "| Calls | 1,048 task, 3 proposer, 0 from cache |", "| Cost | $0.2500 |",
      "| `vendor` | 0.500 | 0.750 | +0.250 |", "| `total` | 0.250 | 0.125 | -0.125 |",
      "1. `seed`: 0.250 over 8 rows\n1. `4 errors demonstrations`: 0.500 over 8 rows\n"
        + "1. `texts for [vendor]`: 0.625 over 16 rows\n",
      "`Field vendor`\n\n```diff\n- The seller\n+ The seller's full name\n```\n",
      "The held-out numbers are the ones to quote.",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(!text.contains("0 wins"))
  }

  @Test("a text cannot end the fence that it stands in")
  func fence() throws {
    let text = try SearchSample.report { $0.instruction = "a\n```\n# b\r```\u{2028}c" }.markdown
    let lines = text.split(whereSeparator: \.isNewline)
    #expect(lines.count { $0.hasPrefix("```") } == 2)
    #expect(lines.contains("+ # b"))
  }

  @Test("without held-out rows or a history Markdown says so")
  func degenerate() throws {
    let text = try SearchSample.report([], heldOut: nil, origin: "seed") { _ in }.markdown
    #expect(text.contains("**No held-out score:** not confirmed on held-out examples."))
    #expect(text.contains("Shipped: the seed."))
    #expect(!text.contains("## "))
  }

  @Test("JSON is what optimize prints, with the history")
  func json() throws {
    let json = try SearchSample.report().json
    #expect(json[key: "artifact"]?.string == "invoices.json")
    #expect(json[key: "score"]?.double == 0.625 && json[key: "task_calls"]?.int == 1_048)
    let history = json[key: "history"]
    let entries = try #require(history?[key: "entries"]?.array)
    #expect(entries.map { $0[key: "id"]?.string } == ["s", "a", "b", "c"])
    #expect(entries[2][key: "death"]?.string == "0 wins, 6 losses")
    #expect(entries[3][key: "parent"]?.string == "a" && entries[3][key: "was_best"]?.bool == true)
    #expect(entries[3][key: "changes"]?.array?.first?[key: "after"]?.string?.isEmpty == false)
    let points = try #require(history?[key: "points"]?.array)
    #expect(points.map { $0[key: "spent"]?.int } == [8, 16, 24, 40])
    #expect(history?[key: "found"]?.int == 3)
    #expect(try JSONParser.parse(json.text(.pretty)) == json)
  }
}

@Suite struct SearchHistoryTests {
  @Test(
    "what lost once and won later is not given up", arguments: ["accepted", "incumbent", "chosen"])
  func revived(event: String) {
    let lines: [JSONValue] = [
      SearchSample.candidate("s", nil, "seed"), SearchSample.candidate("a", "s", "arm"),
      ["event": "died", "candidate": "a", "reason": "in the worse half of round 1"],
    ]
    #expect(SearchHistory(lines).entries[1].death != nil)
    let won: JSONValue = ["event": .string(event), "candidate": "a", "spent": 9]
    #expect(SearchHistory(lines + [won]).entries[1].death == nil)
  }

  @Test("rows that confirm are not among those of the search")
  func confirmation() {
    let history = SearchHistory(SearchSample.events)
    #expect(history.entries.map(\.n) == [8, 8, 8, 16])
    #expect(history.entries.map(\.mean) == [0.25, 0.5, 0.125, 0.625])
    #expect(history.points.map(\.spent) == [8, 16, 24, 40])
    #expect(history.stages.map(\.kind) == [.search, .confirm])
    #expect(history.stages.map(\.spent) == [0, 40])
    #expect(history.found == 3)
  }

  @Test("searches that follow each other count their questions on, and the last one's rows count")
  func folds() {
    let events = [
      SearchSample.stage("fold"), SearchSample.candidate("s", nil, "seed"),
      SearchSample.evaluated("s", n: 8, mean: 0.5, spent: 8),
      SearchSample.candidate("a", "s", "arm"),
      SearchSample.evaluated("a", n: 8, mean: 0.1, spent: 16), SearchSample.died("a", "worse"),
      SearchSample.stage("search"), SearchSample.candidate("s", nil, "seed"),
      SearchSample.evaluated("s", n: 4, mean: 0.25, spent: 4),
      SearchSample.candidate("a", "s", "arm"),
      SearchSample.evaluated("a", n: 4, mean: 0.75, spent: 8), SearchSample.crowned("a", spent: 8),
      SearchSample.chosen("a"), SearchSample.stage("confirm"),
      SearchSample.evaluated("s", n: 12, mean: 0.3, spent: 12),
    ]
    let history = SearchHistory(events)
    #expect(history.entries.map(\.id) == ["s", "a"])
    #expect(history.entries.map(\.mean) == [0.25, 0.75])
    #expect(history.entries[1].death == nil && history.entries[1].wasBest)
    #expect(history.points.map(\.spent) == [8, 16, 20, 24])
    #expect(history.best.map(\.spent) == [0, 16, 24])
    #expect(history.best.map(\.entry) == [0, 0, 1])
    #expect(history.stages.map(\.spent) == [0, 16, 24])
  }
}
