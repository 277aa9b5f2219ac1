@testable import PrompterCore
import Testing

@Suite struct MetricTests {
  @Test(
    "exact: the same JSON value, numbers as numbers (D30)",
    arguments: [
      ("a", "a", 1), ("a", "A", 0), ("a", " a", 0), (1, 1.0, 1), (1, "1", 0), (true, true, 1),
      (true, 1, 0), (["a": 1, "b": [2]], ["b": [2.0], "a": 1], 1), ([1, 2], [2, 1], 0),
    ] as [(JSONValue, JSONValue, Double)])
  func exact(given: JSONValue, wanted: JSONValue, score: Double) {
    #expect(Exact().score(given, expected: wanted) == score)
  }

  @Test(
    "case_insensitive: case and outer white space do not count",
    arguments: [(" ACME gmbh\n", "Acme GmbH", 1), ("Acme", "Acme.", 0), ("ÄÖ", "äö", 1)])
  func caseInsensitive(given: String, wanted: String, score: Double) {
    #expect(CaseInsensitive().score(.string(given), expected: .string(wanted)) == score)
  }

  @Test(
    "text: the same words, whatever case, punctuation and spacing",
    arguments: [
      ("Acme, Inc.", "ACME inc", 1), ("Acme  Inc", "Acme\nInc", 1), ("Acme", "Acme Inc", 0),
      ("a b", "b a", 0), ("1.50", "150", 0), ("1,000.5", "1,000.5", 1), ("", "", 1), ("!", "?", 0),
      ("!", "!", 1), ("Straße 5", "straße  5.", 1), ("東京", "東京。", 1), ("U.S.", "u s", 1),
    ] as [(String, String, Double)])
  func text(given: String, wanted: String, score: Double) {
    #expect(NormalizedText().score(.string(given), expected: .string(wanted)) == score)
  }

  @Test(
    "D30, number: numbers as numbers, near only within the tolerance",
    arguments: [
      (1, 1.0, 0, 0, 1), (0.30000000000000004, 0.3, 0, 0, 1), (1, "1.0", 0, 0, 1),
      ("12.50", 12.5, 0, 0, 1), ("twelve", 12, 0, 0, 0), (true, 1, 0, 0, 0), (nil, 1, 0, 0, 0),
      (1_234_567_890, 1_234_567_891, 0, 0, 0), (100_000_000_000, 100_000_000_001, 0, 0, 0),
      (1e-34, 6.6e-34, 0, 0, 0), (0, 1e-12, 0, 0, 0), (9.99, 10, 0.01, 0, 1),
      (9.98, 10, 0.01, 0, 0), (99, 100, 0, 0.01, 1), (98.9, 100, 0, 0.01, 0), (-5, 5, 0, 0, 0),
      (.number(.nan), 1, 0, 0, 0), ("nan", 1, 1e9, 0, 0), ("inf", 1, 0, 0, 0),
    ] as [(JSONValue, JSONValue, Double, Double, Double)])
  func number(
    given: JSONValue, wanted: JSONValue, absolute: Double, relative: Double, score: Double
  ) throws {
    let metric = NumberClose(absolute: absolute, relative: relative)
    #expect(try metric.score(given, expected: wanted) == score)
  }

  @Test("D25, number: an expected value that is no number is an error that names the metric")
  func notANumber() {
    #expect(throws: MetricError(metric: "number", message: "the expected value is no number")) {
      try NumberClose().score(3, expected: "three")
    }
  }

  @Test(
    "number_or_text: either reading of a field that takes both",
    arguments: [
      ("12.50", 12.5, 1), (12.5, "12.5", 1), ("12.51", 12.5, 0), ("none", "None.", 1),
      (3, "three", 0),
    ] as [(JSONValue, JSONValue, Double)])
  func numberOrText(given: JSONValue, wanted: JSONValue, score: Double) throws {
    #expect(try NumberOrText().score(given, expected: wanted) == score)
  }

  @Test(
    "D30, date: the same day; what is no date is compared as text",
    arguments: [
      ("2024-03-07", "2024-03-07", 1), ("2024-03-07", "2024-03-08", 0), (" soon ", "soon", 1),
      ("soon", "2024-03-07", 0),
    ] as [(String, String, Double)])
  func date(given: String, wanted: String, score: Double) {
    #expect(SameDate().score(.string(given), expected: .string(wanted)) == score)
  }

  @Test(
    "levenshtein: one minus the share of edits",
    arguments: [
      ("kitten", "sitting", 1 - 3.0 / 7), ("", "", 1), ("abc", "", 0), ("abc", "abc", 1),
      ("abc", "xyz", 0), ("flaw", "lawn", 0.5), ("é", "e\u{301}", 0),
    ])
  func levenshtein(given: String, wanted: String, score: Double) {
    #expect(abs(Levenshtein().score(.string(given), expected: .string(wanted)) - score) < 1e-12)
  }

  @Test("levenshtein: a difference far behind in a long text still counts")
  func longTexts() {
    let body = String(repeating: "a", count: 6_000)
    let score = Levenshtein().score(.string(body + "bbb"), expected: .string(body + "ccc"))
    #expect(abs(score - (1 - 3.0 / 6_003)) < 1e-12)
    let distant = Levenshtein().score(
      .string("x" + String(repeating: "b", count: 7_000) + "y"), expected: .string(""))
    #expect(distant == 0)
  }

  @Test(
    "token_f1: shared words, each as often as it occurs",
    arguments: [
      ("the cat sat", "the cat sat", 1), ("cat", "the cat sat", 0.5), ("a a a", "a", 0.5),
      ("dog", "cat", 0), ("", "", 1), ("", "cat", 0), ("Cat, the!", "the cat", 1),
    ] as [(String, String, Double)])
  func tokenF1(given: String, wanted: String, score: Double) {
    #expect(abs(TokenF1().score(.string(given), expected: .string(wanted)) - score) < 1e-12)
  }
}
