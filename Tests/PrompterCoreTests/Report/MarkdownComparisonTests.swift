import PrompterCore
import Testing

@Suite struct MarkdownComparisonTests {
  @Test("a clear gain is called better, with its numbers and ids")
  func better() {
    let a = ReportSample.evaluation(
      (0..<12).map { ReportSample.half("r\($0)", expected: "Acme") }, prompter: "p@1")
    let b = ReportSample.evaluation((0..<12).map { ReportSample.right("r\($0)") }, prompter: "p@2")
    let text = MarkdownReport.render(Comparison(a, b))
    #expect(text.hasPrefix("# `p@2` against `p@1`: better\n\nA is `p@1`, B is `p@2`.\n"))
    #expect(text.contains("| 0.500 | 1.000 | +0.500 | [+0.500, +0.500] |"))
    #expect(
      text.contains("All fields right only in A: 0, only in B: 12 (exact McNemar p < 0.001)."))
    #expect(text.contains("| `vendor` | 0.000 | 1.000 | +1.000 |"))
    #expect(text.contains("**Better in B** (12): `r0`, `r1`"))
    #expect(text.contains("`r9` and 2 more\n"))
    #expect(!text.contains("Worse in B"))
  }

  @Test("no evidence says what could have been seen")
  func noEvidence() {
    let a = ReportSample.evaluation([
      ReportSample.half("x", expected: "Acme"), ReportSample.right("y"),
    ])
    let b = ReportSample.evaluation([
      ReportSample.right("x"), ReportSample.half("y", expected: "Acme"),
    ])
    let text = MarkdownReport.render(Comparison(a, b))
    #expect(text.contains(": no evidence\n"))
    #expect(text.contains("2 examples would show one of 1.400 four times out of five"))
    #expect(text.contains("**Worse in B** (1): `y`"))
    #expect(
      text.contains(
        "| `y` | `vendor` | <code>Acme</code> | <code>Acme</code> | "
          + "<code>Acme<ins> Garden Ltd</ins></code> |"))
  }

  @Test("values from data are spelt so that neither Markdown nor HTML reads them")
  func hostile() {
    let value = ReportSample.hostile + " @someone #12 **bold** [a](b)"
    let a = ReportSample.evaluation([ReportSample.half("x", expected: .string(value))])
    var b = a
    b.rows[0] = ReportSample.half("x", expected: .string(value), predicted: .string(value))
    b.rows[0].fields[ReportSample.vendor] = FieldScore(1, .right)
    b.rows[0].score = 1
    let text = MarkdownReport.render(Comparison(a, b))
    #expect(text.contains("&#60;script&#62;alert&#40;1&#41;"))
    for part in ["<script", "@someone", "**bold**", "[a]", " #12"] {
      #expect(!text.contains(part), "\(part)")
    }
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test("without a common example nothing is claimed")
  func disjoint() {
    let a = ReportSample.evaluation([ReportSample.right("x")])
    let b = ReportSample.evaluation([ReportSample.right("y"), ReportSample.error("x")])
    let text = MarkdownReport.render(Comparison(a, b))
    #expect(text.contains("No example was answered by both"))
    #expect(text.contains("Not compared: 1 example answered only by A, 1 only by B."))
    #expect(!text.contains("| Score of A |"))
  }
}
