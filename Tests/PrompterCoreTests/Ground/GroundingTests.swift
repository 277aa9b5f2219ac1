import PrompterCore
import Testing

@Suite struct GroundingTests {
  /// The part of the text that a value was found in.
  private func found(_ value: JSONValue, in text: String) -> String? {
    var grounding = Grounding(text)
    return grounding.span(of: value).map { span in
      var part = String.UnicodeScalarView()
      for (index, scalar) in text.unicodeScalars.enumerated()
      where index >= span.start && index < span.end { part.append(scalar) }
      return String(part)
    }
  }

  @Test(
    "texts are found whatever their case and white space, as whole words",
    arguments: [
      ("acme corp", "Bill of ACME\n Corp.", "ACME\n Corp"), (" Acme ", "acme", "acme"),
      ("cat", "concatenate a cat", "cat"), ("cat", "concatenate", nil), ("", "x", nil),
      ("  ", "a  b", nil), ("x", "", nil), ("Straße 5", "STRASSE 5", nil), ("東京", "大東京都", "東京"),
      ("C++", "uses C++.", "C++"), ("ÄRGER", "ärger", "ärger"), ("a.b", "axb a.b", "a.b"),
      ("aab", "aaab aab", "aab"), ("12", "112 12", "12"),
    ] as [(String, String, String?)])
  func texts(value: String, text: String, part: String?) {
    #expect(found(.string(value), in: text) == part)
  }

  @Test(
    "numbers are found however they are printed",
    arguments: [
      (1234.5, "total 1,234.50 EUR", "1,234.50"), (1234.5, "total 1.234,50 EUR", "1.234,50"),
      (1234.5, "1 234,50", "1 234,50"), (1234.5, "1'234.50", "1'234.50"),
      (1_234_567, "1,234,567", "1,234,567"), (12, "12.", "12"), (12, "EUR12", "12"),
      (-5, "minus -5", "5"), (0.5, "0.50", "0.50"), (0.5, "5", nil), (12, "112", nil),
      (12, "1.2", "1.2"), (0, "0,00", "0,00"), (3, "no digits", nil), (1e-10, "0", nil),
      (1234, "1,234", "1,234"), (1.234, "1,234", "1,234"),
    ] as [(JSONValue, String, String?)])
  func numbers(value: JSONValue, text: String, part: String?) {
    #expect(found(value, in: text) == part)
  }

  @Test(
    "numbers that stand side by side are told apart",
    arguments: [
      (2, "Widget 2 9.99 19.98", "2"), (9.99, "Widget 2 9.99 19.98", "9.99"),
      (19.98, "Widget 2 9.99 19.98", "19.98"), (3, "3 1 234.50", "3"),
      (1234.5, "3 1 234.50", "1 234.50"),
      (100, "2 100", "100"), (2, "2 100", "2"), (2100, "2 100", "2 100"), (20, "10 20 30", "20"),
    ] as [(JSONValue, String, String?)])
  func columns(value: JSONValue, text: String, part: String?) {
    #expect(found(value, in: text) == part)
  }

  @Test(
    "a date is found in the usual styles",
    arguments: [
      "2024-03-07", "7 March 2024", "07 Mar 2024", "March 7, 2024", "Mar 07, 2024", "7. March 2024",
      "07.03.2024", "7/3/2024", "03/07/2024", "2024/03/07", "07.03.24", "7-mar-2024",
    ])
  func dates(style: String) {
    #expect(found("2024-03-07", in: "on \(style) we") == style)
    #expect(found("2024-03-08", in: "on \(style) we") == nil)
  }

  @Test("the years of the first decade keep their nought")
  func shortYear() {
    #expect(found("2005-03-07", in: "on 07.03.05 we") == "07.03.05")
    #expect(found("2005-03-07", in: "no 07.03.5 here") == nil)
  }

  @Test(
    "what one does not look up has no place", arguments: [nil, true, [], [:], ["a"]] as [JSONValue])
  func others(value: JSONValue) {
    var grounding = Grounding("null true a []")
    #expect(grounding.span(of: value) == nil)
  }

  @Test("places count Unicode scalars of the text as it is")
  func scalars() {
    let text = "👩‍👩‍👧 e\u{301}\r\n  İstanbul 42"
    var grounding = Grounding(text)
    #expect(grounding.span(of: 42) == Span(start: 21, end: 23))
    #expect(Array(text.unicodeScalars)[21] == "4")
    #expect(found("i\u{307}stanbul", in: text) == "İstanbul")
  }

  @Test(
    "punctuation does not count, where enough is left without it",
    arguments: [
      (
        "Jalan Angsa Taman Berkeley", "2, JALAN ANGSA,\nTAMAN BERKELEY.",
        "JALAN ANGSA,\nTAMAN BERKELEY"
      ),
      ("S.D.N. Bhd", "(S/D/N-BHD)", "S/D/N-BHD"), ("$5", "5 items", nil), ("東京 駅", "東京・駅前", "東京・駅"),
    ] as [(String, String, String?)])
  func punctuation(value: String, text: String, part: String?) {
    #expect(found(.string(value), in: text) == part)
  }

  @Test(
    "a text is found although a few letters or a word differ, and it is told that it is near",
    arguments: [
      ("Lot PT 2811 Jalan Angsa", "at LOT P.T. 2811, JALAN ANGSA.", "LOT P.T. 2811, JALAN ANGSA"),
      ("Restaurant Lumiere", "the Restaurant Lumière in", "Restaurant Lumière"),
      ("Fitzbilies", "near Fitzbillies.", "Fitzbillies"),
      (
        "the quick brown fox jumps", "The quick brown red fox jumps",
        "The quick brown red fox jumps"
      ),
      ("東京都新宿区西新宿", "所在地:東京都新宿区東新宿", "東京都新宿区東新宿"),
      ("Invoice 2291", "Invoice 2292", nil), ("20551", "20552", nil), ("cat", "car", nil),
      ("Acme Holdings Limited", "Acme Foods Inc", nil), ("2024-03-07", "2024-03-08", nil),
    ] as [(String, String, String?)])
  func near(value: String, text: String, part: String?) {
    #expect(found(.string(value), in: text) == part)
    var grounding = Grounding(text)
    #expect(grounding.place(of: .string(value))?.isNear == (part == nil ? nil : true))
  }

  @Test("what is found in other words or another print is not near but there")
  func exact() {
    var grounding = Grounding("ACME  corp, 7th March 2024, 1,234.50")
    for value in ["Acme Corp", "2024-03-07", 1234.5] as [JSONValue] {
      #expect(grounding.place(of: value)?.isNear == false)
    }
  }

  @Test("hostile texts take linear time", .timeLimit(.minutes(5)))
  func hostile() {
    let long = String(repeating: "a", count: 50_000)
    #expect(found(.string(String(repeating: "a", count: 20_000) + "b"), in: long) == nil)
    #expect(found(7, in: String(repeating: "1 234 ", count: 10_000)) == nil)
    #expect(found(7, in: String(repeating: "1", count: 50_000)) == nil)
    #expect(found("x", in: String(repeating: " \n", count: 50_000)) == nil)
    let same = String(repeating: "word ", count: 20_000)
    #expect(found(.string(String(repeating: "word ", count: 500) + "other"), in: same) == nil)
    #expect(found("words word words word", in: same) == nil)
  }
}
