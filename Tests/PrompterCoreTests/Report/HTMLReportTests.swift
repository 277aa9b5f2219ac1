import PrompterCore
import Testing

@Suite struct HTMLReportTests {
  @Test("the header has every number of the run")
  func header() {
    let html = HTMLReport.render(ReportSample.mixed)
    for part in [
      "<h1><bdi>invoices@3</bdi></h1>", "<bdi>openai/m</bdi> on <bdi>test.jsonl</bdi>",
      "<dt>Score</dt><dd>0.500</dd><dd class=\"note\">95 % interval [0.000, 1.000]</dd>",
      "<dt>Exact match</dt><dd>33.3 %</dd>", "<dt>Answered</dt><dd>3</dd>",
      "<dt>Invalid</dt><dd>1</dd>", "<dt>Repaired</dt><dd>1</dd>", "<dt>Errors</dt><dd>1</dd>",
      "<dt>Calls</dt><dd>1,204</dd>", "160,211 in, 8,120 out", "<dt>Cost</dt><dd>$0.0310</dd>",
      "<code>aa</code>", "<code>bb</code>",
    ] {
      #expect(html.contains(part), "\(part)")
    }
  }

  @Test("the page loads nothing and needs no handler in an attribute")
  func policy() {
    let html = HTMLReport.render(ReportSample.mixed)
    #expect(
      html.contains(
        "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\""))
    for part in ["http://", "https://", "src=", "@import", "url(", " onclick", " onload", "<link"] {
      #expect(!html.contains(part), "\(part)")
    }
    #expect(html.occurrences(of: "<script>") == 1)
    #expect(html.occurrences(of: "<style>") == 1)
  }

  @Test("a field's line counts what went wrong")
  func fields() {
    let html = HTMLReport.render(ReportSample.mixed)
    #expect(
      html.contains(
        "<a href=\"#rows\" data-field=\"1\"><bdi>vendor</bdi></a></th><td class=\"n\">0.333</td>"))
    #expect(
      html.contains(
        "<td class=\"n\">3</td><td class=\"n\">1</td><td class=\"n zero\">0</td><td class=\"n\">1</td>"
      ))
  }

  @Test("rows are closed and carry what the script filters by")
  func rows() {
    let html = HTMLReport.render(ReportSample.mixed)
    #expect(html.occurrences(of: "<details class=\"row ") == 4)
    #expect(!html.contains("<details open"))
    #expect(
      html.contains(
        "<details class=\"row failing\" data-order=\"1\" data-state=\"failing repaired\" "
          + "data-score=\"0.5\" data-confidence=\"0.3\" data-wrong=\"1\">"))
    #expect(
      html.contains(
        "data-state=\"error\" data-score=\"\" data-confidence=\"\" data-wrong=\"\""
      ))
    #expect(html.contains("data-state=\"invalid failing\" data-score=\"0\""))
    #expect(html.contains("data-confidence=\"0.75\""))
  }

  @Test("a wrong value is shown with what is only in one of both")
  func diff() {
    let html = HTMLReport.render(ReportSample.mixed)
    #expect(html.contains("dir=\"auto\">Acme <del>Tools</del> Ltd</div>"))
    #expect(html.contains("dir=\"auto\">Acme <ins>Garden</ins> Ltd</div>"))
    #expect(html.contains("del::before { content: \" [only expected: \"; }"))
    #expect(html.contains("ins::before { content: \" [only predicted: \"; }"))
  }

  @Test(
    "absent, empty and differently typed values are told apart",
    arguments: [
      ("Acme", nil, ">Acme</div>", "<p class=\"none\">nothing</p>"),
      ("5", 5, "<del>&quot;</del>5<del>&quot;</del>", "dir=\"auto\">5</div>"),
      ("x", "", ">x<", ">&quot;&quot;<"),
      (
        ["a", "b"], ["a"], ">&quot;a&quot;<del>\n&quot;b&quot;</del>",
        "dir=\"auto\">&quot;a&quot;</div>"
      ),
    ] as [(JSONValue, JSONValue, String, String)])
  func values(expected: JSONValue, predicted: JSONValue, left: String, right: String) {
    let row = ReportSample.half("b", expected: expected, predicted: predicted)
    let html = HTMLReport.render(ReportSample.evaluation([row], fields: [ReportSample.vendor]))
    #expect(html.contains(left))
    #expect(html.contains(right))
  }

  @Test("failures say whether the model answered")
  func failures() {
    let html = HTMLReport.render(ReportSample.mixed)
    #expect(
      html.contains(
        "The answer could not be used</strong> (<code>invalid_answer</code>): <bdi>no JSON</bdi>"))
    #expect(
      html.contains(
        "There was no answer</strong> (<code>rate_limited</code>): <bdi>slow down</bdi>"))
    #expect(html.contains("repairs: <code>fence</code>, <code>reask</code>"))
  }

  @Test("hostile text never becomes markup")
  func hostile() {
    let text = ReportSample.hostile
    let field = FieldPath.root.key("\"><script>" + text)
    var row = ReportSample.half(text, expected: .string(text), predicted: "x")
    row.text = text
    row.fields[field] = FieldScore(0, .wrong)
    row.evidence = [field: Span(start: 0, end: 9)]
    row.repairs = [text]
    let evaluation = Evaluation(
      prompter: text, prompterHash: text, model: text, data: text, dataHash: text,
      scoredFields: [field, ReportSample.vendor], reportedFields: [field, ReportSample.vendor],
      rows: [row, ReportSample.invalid(text, text), ReportSample.error(text, text)],
      counts: RunCounts(), cost: nil)
    let html = HTMLReport.render(evaluation)
    #expect(html.occurrences(of: "<script") == 1)
    #expect(html.occurrences(of: "</script") == 1)
    #expect(!html.contains("<!--") && !html.contains("\"><script"))
    #expect(!html.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F })
    #expect(html.contains("<mark data-field=\"[&quot;\\&quot;&gt;&lt;script&gt;"))
    #expect(html.contains("<dt>Cost</dt><dd>unknown</dd>"))
  }

  @Test("without rows or answers the page says so")
  func degenerate() {
    let empty = HTMLReport.render(ReportSample.empty)
    #expect(empty.contains("<p>The data set has no labelled example.</p>"))
    #expect(empty.contains("<dt>Score</dt><dd>–</dd>"))
    #expect(!empty.contains("<form") && !empty.contains("<h2 id=\"fields\""))
    let errors = HTMLReport.render(ReportSample.allErrors)
    #expect(errors.contains("<dt>Errors</dt><dd>2</dd>"))
    #expect(errors.occurrences(of: "data-state=\"error\"") == 2)
    #expect(!errors.contains("confidence-limit\" type") && !errors.contains("class=\"plot\""))
  }

  @Test("confidence is drawn with a description and its numbers")
  func calibration() {
    let html = HTMLReport.render(ReportSample.mixed)
    #expect(html.occurrences(of: "<svg class=\"plot\" role=\"img\"") == 2)
    #expect(html.contains("aria-label=\"Reliability diagram: share of values that are right"))
    #expect(html.contains("all accepted: 25.0 % wrong.\""))
    #expect(html.contains("<title>stated 30.0 %, right 0.0 %, n = 1</title>"))
    #expect(html.contains("Over 4 values of scored fields: Brier score 0.036"))
    #expect(html.contains("<td class=\"n\">1.0 %</td><td class=\"n\">75.0 %</td>"))
    // Most confident first: right at 0.95, 0.9 and 0.8, wrong at 0.3.
    #expect(html.contains("points=\"118.0,254.0 184.0,254.0 250.0,254.0 316.0,104.0\""))
  }
}
