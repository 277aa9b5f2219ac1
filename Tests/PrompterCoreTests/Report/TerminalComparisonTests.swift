import PrompterCore
import Testing

@Suite struct TerminalComparisonTests {
  @Test("what got worse and better is shown with its values, in short")
  func values() {
    let a = ReportSample.evaluation(
      [ReportSample.right("a"), ReportSample.half("b", expected: "Acme")], prompter: "p@1")
    let b = ReportSample.evaluation(
      [ReportSample.half("a", expected: "Acme"), ReportSample.right("b")], prompter: "p@2")
    let text = TerminalReport.render(Comparison(a, b))
    #expect(text.contains("A: p@1\nB: p@2\n2 examples in both\n"))
    #expect(
      text.contains(
        "worse in B:\n  a  1.000 → 0.500\n    vendor: expected \"Acme\"; A \"Acme\"; "
          + "B \"Acme Garden Ltd\"\n"))
    #expect(text.contains("better in B:\n  b  0.500 → 1.000\n"))
    #expect(text.contains("verdict: no evidence of a difference; with so many examples"))
  }

  @Test("an unusable answer and long lists are told, not spelt out")
  func limits() {
    let ids = (0..<9).map { "r\($0)" }
    let a = ReportSample.evaluation(ids.map { ReportSample.right($0) })
    let b = ReportSample.evaluation(ids.map { ReportSample.invalid($0) })
    let text = TerminalReport.render(Comparison(a, b))
    #expect(text.contains("verdict: B is worse than A by 1.000, 95 % interval [-1.000, -1.000]"))
    #expect(text.contains("    B: no record (invalid_answer)\n"))
    #expect(text.contains("  and 4 more: r5, r6, r7, r8\n"))
  }

  @Test("text from data cannot steer the terminal")
  func hostile() {
    let text = "a\u{1B}[2J\rb\nc"
    let a = ReportSample.evaluation([ReportSample.right(text)])
    let b = ReportSample.evaluation([
      ReportSample.half(text, expected: "Acme", predicted: .string(text))
    ])
    let out = TerminalReport.render(Comparison(a, b))
    #expect(!out.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(out.contains("  a [2J b c  1.000"))
  }

  @Test("the same prompter with two models is told apart by them")
  func names() {
    var a = ReportSample.evaluation([ReportSample.right("a")])
    let b = ReportSample.evaluation([ReportSample.right("a")])
    a.model = "openai/old"
    let comparison = Comparison(a, b)
    #expect(comparison.a == "invoices@3 (openai/old)" && comparison.b == "invoices@3 (openai/m)")
    #expect(Comparison(b, b).a == "invoices@3")
    #expect(TerminalReport.render(Comparison(b, b)).contains("verdict: no"))
  }
}
