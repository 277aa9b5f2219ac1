/// An evaluation as one HTML page that needs no network and works from a file.
///
/// Everything that comes from data is escaped, and the page's policy forbids it to load anything.
public enum HTMLReport {
  /// Renders an evaluation.
  public static func render(_ evaluation: Evaluation) -> String {
    var body = header(evaluation)
    body += "<main>\n"
    body += fields(evaluation)
    body += HTMLCalibration.render(evaluation)
    body += HTMLRows.render(evaluation)
    body += "</main>\n"
    return HTMLPage.render(
      title: "\(evaluation.prompter) · evaluation", skip: ("rows", "Skip to the rows"),
      style: HTMLStyle.text, script: HTMLScript.text, body: body)
  }

  static func escape(_ text: String) -> String { XMLText.escapeHTML(text) }

  private static func header(_ evaluation: Evaluation) -> String {
    let counts = evaluation.counts
    var out = "<header>\n<h1><bdi>\(escape(evaluation.prompter))</bdi></h1>\n"
    out += "<p class=\"about\"><bdi>\(escape(evaluation.model))</bdi> on "
    out += "<bdi>\(escape(evaluation.data))</bdi></p>\n"
    if let caveat = evaluation.caveat { out += "<p class=\"note\">Note: \(escape(caveat)).</p>\n" }
    out += "<dl class=\"numbers\">\n"
    let interval = evaluation.interval.map { "95 % interval \(ReportNumber.interval($0))" }
    out += HTMLPage.number(
      "Score", ReportNumber.score(evaluation.score), interval ?? "no answered row", "main")
    out += HTMLPage.number(
      "Exact match", ReportNumber.percent(evaluation.exactMatch), "all fields right")
    out += HTMLPage.number(
      "Answered", ReportNumber.count(evaluation.n),
      "of \(ReportNumber.count(evaluation.rows.count, "row"))"
        + (evaluation.repeats > 1
          ? ", \(ReportNumber.count(evaluation.examples, "example")) asked up to "
            + "\(evaluation.repeats) times" : ""))
    out += HTMLPage.number(
      "Invalid", ReportNumber.count(evaluation.invalid), "unusable answers, score 0",
      evaluation.invalid > 0 ? "bad" : "")
    out += HTMLPage.number("Repaired", ReportNumber.count(evaluation.repaired), "answers mended")
    out += HTMLPage.number(
      "Errors", ReportNumber.count(evaluation.errors), "no answer, not in n",
      evaluation.errors > 0 ? "bad" : "")
    out += HTMLPage.number(
      "Calls", ReportNumber.count(counts.calls),
      "\(ReportNumber.count(counts.retries)) of them again, "
        + "\(ReportNumber.count(counts.cachedCalls)) more from cache")
    out += HTMLPage.number(
      "Tokens", ReportNumber.count(counts.usage.input + counts.usage.output),
      "\(ReportNumber.count(counts.usage.input)) in, \(ReportNumber.count(counts.usage.output)) out"
    )
    out += HTMLPage.number("Cost", ReportNumber.cost(evaluation.cost), "US dollars")
    out += HTMLPage.number(
      "Latency",
      evaluation.latency.p50.map { ReportNumber.fixed($0, 0) + " ms" } ?? ReportNumber.none,
      evaluation.latency.p95.map { "95th percentile \(ReportNumber.fixed($0, 0)) ms" } ?? "")
    out += "</dl>\n"
    out += hashes(evaluation)
    return out + "</header>\n"
  }

  private static func hashes(_ evaluation: Evaluation) -> String {
    let pairs = [("prompter", evaluation.prompterHash), ("data", evaluation.dataHash)]
      .filter { !$0.1.isEmpty }
    guard !pairs.isEmpty else { return "" }
    let text = pairs.map { "\($0.0) <code>\(escape($0.1))</code>" }.joined(separator: " · ")
    return "<p class=\"hashes\">SHA-256: \(text)</p>\n"
  }

  private static func fields(_ evaluation: Evaluation) -> String {
    var rows = ""
    let hasLists = evaluation.reportedFields.contains { evaluation.summary(of: $0)?.items != nil }
    for (index, field) in evaluation.reportedFields.enumerated() {
      guard let summary = evaluation.summary(of: field) else { continue }
      rows += "<tr><th scope=\"row\"\(field.isOfItems ? " class=\"item\"" : "")>"
      rows +=
        "<a href=\"#rows\" data-field=\"\(index)\"><bdi>\(escape(field.description))</bdi></a></th>"
      rows += "<td class=\"n\">\(ReportNumber.score(summary.score))</td>"
      rows +=
        "<td>\(bar(summary))<span class=\"ci\">\(ReportNumber.interval(summary.interval))</span></td>"
      rows += "<td class=\"n\">\(ReportNumber.count(summary.n))</td>"
      for outcome in [FieldOutcome.missing, .hallucinated, .wrong] {
        let count = summary.outcomes[outcome] ?? 0
        rows += "<td class=\"n\(count == 0 ? " zero" : "")\">\(ReportNumber.count(count))</td>"
      }
      if hasLists {
        let items = summary.items
        for value in [items?.precision, items?.recall, items?.f1] {
          rows += "<td class=\"n\">\(value.map { ReportNumber.score($0) } ?? "")</td>"
        }
      }
      rows += "</tr>\n"
    }
    guard !rows.isEmpty else { return "" }
    var out = "<section aria-labelledby=\"fields\">\n<h2 id=\"fields\">Fields</h2>\n"
    out += "<div class=\"scroll\" role=\"region\" aria-labelledby=\"fields\" tabindex=\"0\">\n"
    out += "<table class=\"fields\"><thead><tr><th scope=\"col\">Field</th>"
    out += "<th scope=\"col\" class=\"n\">Score</th><th scope=\"col\">95 % interval</th>"
    for name in ["n", "Missing", "Hallucinated", "Wrong"]
      + (hasLists ? ["Precision", "Recall", "F1"] : [])
    {
      out += "<th scope=\"col\" class=\"n\">\(name)</th>"
    }
    return out + "</tr></thead><tbody>\n\(rows)</tbody></table>\n</div>\n"
      + "<p class=\"hint\">A field's name shows the rows where it is not right.</p>\n</section>\n"
  }

  /// The score and its interval on a line from 0 to 1; the numbers beside it say the same.
  private static func bar(_ summary: Evaluation.FieldSummary) -> String {
    func place(_ score: Double) -> String { ReportNumber.fixed(4 + 92 * min(max(score, 0), 1), 1) }
    return "<svg class=\"bar\" viewBox=\"0 0 100 12\" aria-hidden=\"true\">"
      + "<line class=\"rail\" x1=\"4\" x2=\"96\" y1=\"6\" y2=\"6\"/>"
      + "<line class=\"range\" x1=\"\(place(summary.interval.low))\""
      + " x2=\"\(place(summary.interval.high))\" y1=\"6\" y2=\"6\"/>"
      + "<circle class=\"point\" cx=\"\(place(summary.score))\" cy=\"6\" r=\"3.5\"/></svg>"
  }
}
