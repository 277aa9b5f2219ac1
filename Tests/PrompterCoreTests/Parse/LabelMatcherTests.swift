import Testing

@testable import PrompterCore

@Suite("Labels in a text")
struct LabelMatcherTests {
  private typealias Match = LabelMatcher.Match

  @Test(
    "recognises a label",
    arguments: [
      (["a", "A"], "A", .exact("A")),
      (["C", "C++", "C#"], "c++", .folded("C++")),
      (["Yes", "No"], " **yes**. ", .folded("Yes")),
      (["in_progress", "done"], "In progress because of delays", .found("in_progress")),
      (["resume", "résumé"], "RÉSUMÉ", .folded("résumé")),
      (["HIGH", "LOW"], "LOW - rather than HIGH", .found("LOW")),
      (["HIGH", "LOW"], "LOW\nas HIGH is for fires", .found("LOW")),
      (["positive", "negative"], "positiv", .folded("positive")),
      (["positive", "negative"], "negtaive", .folded("negative")),
      (["高い", "低い"], "高いです", .found("高い")),
      (["+", "-"], "+", .exact("+")),
    ] as [([String], String, LabelMatcher.Match)])
  func recognises(labels: [String], text: String, match: LabelMatcher.Match) {
    #expect(LabelMatcher(labels).match(text) == match)
  }

  @Test(
    "does not choose between two",
    arguments: [
      (["a", "A"], "á"), (["C++", "C#"], "c"), (["HIGH", "LOW"], "HIGH or LOW"),
      (["grade1", "grade2"], "grade"),
    ])
  func ties(labels: [String], text: String) {
    #expect(LabelMatcher(labels).match(text) == .tie)
  }

  @Test(
    "finds no label",
    arguments: [
      (["no", "yes"], "unknown"), (["HIGH"], "HGH"), (["positive"], "posit"), ([], "x"),
      (["+"], "plus"), (["a"], String(repeating: "a ", count: 4_000)),
    ])
  func finds(labels: [String], text: String) {
    #expect(LabelMatcher(labels).match(text) == .none)
  }
}
