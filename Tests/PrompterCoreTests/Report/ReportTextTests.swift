@testable import PrompterCore
import Testing

@Suite struct ReportTextTests {
  @Test(
    "numbers are rounded to fixed decimals",
    arguments: [
      (0.9125, 3, "0.913"), (0, 3, "0.000"), (-0.0004, 3, "0.000"), (-0.0306, 3, "-0.031"),
      (0.0312, 2, "0.03"), (12.5, 0, "13"), (1e20, 2, "1e+20"), (.nan, 3, "–"), (.infinity, 3, "–"),
    ])
  func fixed(value: Double, digits: Int, text: String) {
    #expect(ReportNumber.fixed(value, digits) == text)
  }

  @Test("differences carry a sign unless they round to nothing")
  func differences() {
    #expect(ReportNumber.difference(0.031) == "+0.031")
    #expect(ReportNumber.difference(-0.031) == "-0.031")
    #expect(ReportNumber.difference(0.0001) == "0.000")
    #expect(ReportNumber.difference(nil) == "–")
  }

  @Test("counts, costs and p values")
  func others() {
    #expect(ReportNumber.count(1_234_567) == "1,234,567")
    #expect(ReportNumber.count(-999) == "-999")
    #expect(ReportNumber.count(1, "row") == "1 row")
    #expect(ReportNumber.count(0, "row") == "0 rows")
    #expect(ReportNumber.cost(nil) == "unknown")
    #expect(ReportNumber.cost(0.03125) == "$0.0313")
    #expect(ReportNumber.cost(12.345) == "$12.35")
    #expect(ReportNumber.p(0.0001) == "< 0.001")
    #expect(ReportNumber.percent(0.74) == "74.0 %")
  }

  @Test("XML leaves out what XML 1.0 forbids and spells breaks in attributes")
  func xml() {
    #expect(XMLText.escape("a\u{0}\u{8}\u{1F}\u{FFFE}\u{FFFF}b") == "ab")
    #expect(XMLText.escape("<&>\"']]>") == "&lt;&amp;&gt;&quot;&#39;]]&gt;")
    #expect(XMLText.escape("a\r\n\tb") == "a&#13;\n\tb")
    #expect(XMLText.escape("a\r\n\tb", inAttribute: true) == "a&#13;&#10;&#9;b")
    #expect(XMLText.escape("e\u{301}👩‍👩‍👧") == "e\u{301}👩‍👩‍👧")
  }

  @Test("HTML shows control characters as the replacement character")
  func html() {
    #expect(XMLText.escapeHTML("a\u{0}\u{1B}\u{7F}\u{9F}b") == "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b")
  }

  @Test(
    "code in Markdown stays in its cell",
    arguments: [
      ("inv-1", "`inv-1`"), ("a|b", "`a\\|b`"), ("a\\|b", "`a\\\\\\|b`"),
      ("a\\\\|b", "`a\\\\\\|b`"), ("a\r\nb\u{2028}c", "`a  b c`"), ("a`b", "``a`b``"),
      ("`", "`` ` ``"), ("", "–"), ("@team <b>", "`@team <b>`"),
    ])
  func markdown(text: String, code: String) {
    #expect(MarkdownText.code(text) == code)
  }

  @Test("a bar in code always follows an odd number of backslashes", arguments: 0..<6)
  func bars(count: Int) {
    let code = MarkdownText.code(String(repeating: "\\", count: count) + "|")
    let before = code.dropLast(2).reversed().prefix { $0 == "\\" }.count
    #expect(!before.isMultiple(of: 2))
  }

  @Test("long text is cut by Unicode scalars and shows it")
  func cut() {
    #expect("abc".cut(3) == "abc")
    #expect("abcd".cut(3) == "abc…")
    #expect("e\u{301}x".cut(1) == "e…")
    #expect(MarkdownText.code(String(repeating: "x", count: 100), limit: 3) == "`xxx…`")
  }

  @Test("a field of items collects its values, absent ones as null")
  func reported() {
    let record: JSONValue = [
      "items": [["price": 1, "tags": ["a", "b"]], ["name": "x"], ["price": 2, "tags": ["c"]]],
      "map": ["k": ["v": 7]],
    ]
    #expect(record.reported(at: ReportSample.price) == [1, nil, 2])
    #expect(record.reported(at: ReportSample.items.each.key("tags").each) == ["a", "b", "c"])
    #expect(record.reported(at: FieldPath.root.key("map").each.key("v")) == [7])
    #expect(record.reported(at: ReportSample.total) == Optional<JSONValue>.none)
    #expect(record.reported(at: ReportSample.total.each) == Optional<JSONValue>.none)
  }

  @Test("a field without confidence of its own has the lowest of its values")
  func confidence() {
    var row = ReportSample.right("a")
    row.confidence = [
      ReportSample.items.index(0).key("price"): 0.9, ReportSample.items.index(1).key("price"): 0.4,
      ReportSample.items.index(1).key("name"): 0.2,
    ]
    #expect(row.confidence(of: ReportSample.price) == 0.4)
    #expect(row.confidence(of: ReportSample.items) == 0.2)
    #expect(row.confidence(of: ReportSample.total) == nil)
    row.recordConfidence = nil
    #expect(row.confidence(over: [ReportSample.price, ReportSample.total]) == 0.4)
  }
}
