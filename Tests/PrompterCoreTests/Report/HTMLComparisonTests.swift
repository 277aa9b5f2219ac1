import PrompterCore
import Testing

@Suite struct HTMLComparisonTests {
  /// `a` gets worse, `b` better, `c` stays, `d` is an error in B only, `e` changes alike.
  private func comparison(text: String? = nil) -> Comparison {
    func with(_ row: EvaluationRow) -> EvaluationRow {
      var row = row
      row.text = text
      return row
    }
    let a = ReportSample.evaluation(
      [
        with(ReportSample.right("a")), ReportSample.half("b", expected: "Acme"),
        ReportSample.right("c"),
        ReportSample.right("d"), ReportSample.half("e", predicted: "X"),
      ], prompter: "p@1")
    let b = ReportSample.evaluation(
      [
        with(ReportSample.half("a", expected: "Acme")), ReportSample.right("b"),
        ReportSample.right("c"),
        ReportSample.error("d"), ReportSample.half("e", predicted: "Y"),
      ], prompter: "p@2")
    return Comparison(a, b)
  }

  @Test("the page says the verdict, the numbers behind it and every field")
  func header() {
    let html = HTMLComparison.render(comparison())
    for part in [
      "<h1><bdi>p@2</bdi> against <bdi>p@1</bdi></h1>", "no evidence of a difference",
      "<dt>B − A</dt><dd>0.000</dd>", "<dt>Examples</dt><dd>4</dd>",
      "<dt>All right in one only</dt><dd>1 : 1</dd>", "answered only by A 1, only by B 0",
      "<bdi>vendor</bdi>", "<h2 id=\"runs\">Runs</h2>", "default-src 'none'",
    ] {
      #expect(html.contains(part), "\(part)")
    }
    #expect(html.occurrences(of: "<script>") == 1)
  }

  @Test("examples carry what the script filters by, those that changed first")
  func rows() {
    let html = HTMLComparison.render(comparison())
    #expect(
      html.contains(
        "<details class=\"row\" data-order=\"0\" data-state=\"worse changed\" data-score=\"-0.5\" "
          + "data-confidence=\"\" data-wrong=\"1\">"))
    #expect(html.contains("data-order=\"1\" data-state=\"better changed\" data-score=\"0.5\""))
    #expect(html.contains("data-order=\"2\" data-state=\"other changed\" data-score=\"0\""))
    #expect(html.contains("data-order=\"3\" data-state=\"same\""))
    #expect(html.contains("data-order=\"4\" data-state=\"error changed\""))
    #expect(html.contains("<option value=\"changed\">only changed</option>"))
    #expect(html.contains("Both give the same record."))
  }

  @Test("expected, A and B stand side by side, with what differs from the expected marked")
  func values() {
    let html = HTMLComparison.render(comparison(text: "Acme Garden sells."))
    #expect(
      html.contains("<p class=\"label\">expected</p><div class=\"text\" dir=\"auto\">Acme</div>"))
    #expect(
      html.contains("Acme <ins>Garden Ltd</ins>") || html.contains("Acme<ins> Garden Ltd</ins>"))
    #expect(html.contains("source text"))
  }

  @Test("hostile text never becomes markup")
  func hostile() {
    let text = ReportSample.hostile
    func evaluation(_ row: EvaluationRow) -> Evaluation {
      var row = row
      row.text = text
      return ReportSample.evaluation([row, ReportSample.right("x" + text)], prompter: text)
    }
    var other = evaluation(ReportSample.half(text, expected: "Acme", predicted: .string(text)))
    other.rows[1] = ReportSample.error("x" + text, text)
    let html = HTMLComparison.render(
      Comparison(evaluation(ReportSample.right(text)), other))
    #expect(html.occurrences(of: "<script") == 1 && html.occurrences(of: "</script") == 1)
    #expect(!html.contains("<!--"))
    #expect(!html.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F })
  }

  @Test("nothing in common is said, not shown")
  func disjoint() {
    let html = HTMLComparison.render(
      Comparison(
        ReportSample.evaluation([ReportSample.right("x")]),
        ReportSample.evaluation([ReportSample.right("y")])))
    #expect(html.contains("No example was answered by both."))
    #expect(html.contains("nothing can be said") && !html.contains("<form"))
  }
}
