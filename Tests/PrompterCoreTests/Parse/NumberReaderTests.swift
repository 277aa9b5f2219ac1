import Testing

@testable import PrompterCore

@Suite("The one number in a text")
struct NumberReaderTests {
  @Test(
    "reads what can only mean one number",
    arguments: [
      ("42", 42), ("-42", -42), ("+3", 3), ("−5", -5), ("3.5", 3.5), (".5", 0.5), ("5.", 5),
      ("01", 1), ("1_000", 1000), ("1e3", 1000), ("2.5E-3", 0.0025), ("1,234", 1234),
      ("1,234.56", 1234.56), ("1,234,567", 1_234_567), ("$3,000", 3000), ("-$5", -5), ("$-5", -5),
      ("€ 12.50", 12.5), ("12.50 EUR", 12.5), ("EUR 20", 20), ("45%", 45), ("(1,234)", -1234),
      ("($1,234.50)", -1234.5), ("(about 5)", 5), ("1'234.5", 1234.5), ("2\u{2009}450", 2450),
      ("2\u{A0}450,75", 2450.75), ("2\u{202F}450 EUR", 2450), ("2 450", 2450),
      ("12 450.5", 12450.5),
      ("1/2", 0.5), ("-3/4", -0.75), ("6 / 2", 3), ("Amount due: $3,000", 3000), ("3,", 3),
      ("1.234", 1.234), ("５", 5), ("20 mm", 20), ("in 7 days.", 7), ("INV 17", 17), ("5 apples", 5),
    ] as [(String, Double)])
  func reads(text: String, number: Double) {
    #expect(NumberReader.read(text) == .number(.number(number)))
  }

  @Test(
    "does not guess",
    arguments: [
      "1.234,56", "1,5", "1,23", "1.234.567", "1,2345", "12,34,567", "12k", "3M", "3 million",
      "1/0", "INV-20", "- 5", "1,234.5.6", "2 thousand", "1 234,5,6",
    ])
  func isAmbiguous(text: String) {
    #expect(NumberReader.read(text) == .ambiguous)
  }

  @Test(
    "refuses several numbers", arguments: ["3 of 5", "10-20", "2024-03-07", "10:30", "2 450 EUR"])
  func isSeveral(text: String) {
    #expect(NumberReader.read(text) == .several)
  }

  @Test("finds none", arguments: ["", " ", "few", "-", "$", "N/A", ".", "½"])
  func isNone(text: String) {
    #expect(NumberReader.read(text) == .none)
  }

  @Test("keeps whole numbers whole, and those beyond 64 bits as they can be")
  func kinds() {
    #expect(NumberReader.read("9223372036854775807") == .number(.integer(.max)))
    #expect(NumberReader.read("9223372036854775808") == .number(.number(9_223_372_036_854_775_808)))
    #expect(NumberReader.read(String(repeating: "9", count: 400)) == .ambiguous)
  }
}
