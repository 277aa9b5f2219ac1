@testable import PrompterCore
import Testing

@Suite struct HTMLSourceTests {
  private let total = ReportSample.total
  private let vendor = ReportSample.vendor

  private func render(_ text: String, _ evidence: [FieldPath: Span]) -> String {
    HTMLSource.render(text, evidence: evidence)
  }

  @Test("offsets are Unicode scalars, whatever stands before the span")
  func scalars() {
    // A family of five scalars, an e with an accent of its own, a break of two scalars, a flag.
    let before = "👩‍👩‍👧 e\u{301}\r\n🇩🇪 "
    #expect(before.unicodeScalars.count == 5 + 1 + 2 + 2 + 2 + 1)
    let html = render(before + "41.50 & more", [total: Span(start: 13, end: 18)])
    #expect(html.contains("🇩🇪 <mark data-field=\"total\">41.50</mark> &amp; more</div>"))
  }

  @Test("a span may cut what looks like one character")
  func insideCharacter() {
    let html = render("e\u{301}x", [total: Span(start: 1, end: 3)])
    // By scalars: to a String the accent belongs to the tag's last character.
    let marked = "e<mark data-field=\"total\">\u{301}x</mark>"
    #expect(Array(html.unicodeScalars).contains(Array(marked.unicodeScalars)))
  }

  @Test("spans that overlap share their common part and are named where they end")
  func overlapping() {
    let html = render("abcdef", [total: Span(start: 0, end: 4), vendor: Span(start: 2, end: 6)])
    #expect(
      html.contains(
        "<mark>ab</mark><mark data-field=\"total\">cd</mark><mark data-field=\"vendor\">ef</mark>"))
    let same = render("abc", [total: Span(start: 0, end: 2), vendor: Span(start: 0, end: 2)])
    #expect(same.contains("<mark data-field=\"total, vendor\">ab</mark>c"))
  }

  @Test(
    "spans that are not in the text are left out",
    arguments: [(-1, 2), (0, 4), (2, 2), (3, 1), (Int.min, Int.max), (7, 9)])
  func outside(start: Int, end: Int) {
    #expect(!render("abc", [total: Span(start: start, end: end)]).contains("<mark"))
  }

  @Test("of a long text the beginning and the surroundings of spans are shown")
  func long() {
    let text =
      String(repeating: "x", count: 30_000) + "VALUE" + String(repeating: "y", count: 30_000)
    let html = render(text, [total: Span(start: 30_000, end: 30_005)])
    #expect(html.contains("<mark data-field=\"total\">VALUE</mark>"))
    #expect(html.contains("27,600 characters left out"))
    #expect(html.contains("29,600 characters left out"))
    #expect(html.utf8.count < 4_000)
  }

  @Test("however many spans there are, a long text stays short")
  func bounded() {
    let text = String(repeating: "0123456789", count: 100_000)
    var evidence: [FieldPath: Span] = [:]
    for index in 0..<1_000 {
      evidence[total.index(index)] = Span(start: index * 1_000, end: index * 1_000 + 900)
    }
    let html = render(text, evidence)
    #expect(html.contains("<mark data-field=\"total[0]\">"))
    #expect(html.utf8.count < 2 * HTMLSource.wholeLimit)
  }
}
