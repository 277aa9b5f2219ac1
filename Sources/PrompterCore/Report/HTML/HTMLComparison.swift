/// A comparison as one HTML page that needs no network and works from a file.
///
/// Everything that comes from data is escaped, and the page's policy forbids it to load anything.
public enum HTMLComparison {
  /// Renders a comparison.
  public static func render(_ comparison: Comparison) -> String {
    let body =
      header(comparison) + "<main>\n" + runs(comparison) + fields(comparison)
      + HTMLComparisonRows.render(comparison) + "</main>\n"
    return HTMLPage.render(
      title: "\(comparison.b) against \(comparison.a) · comparison",
      skip: ("rows", "Skip to the examples"), style: HTMLStyle.text + HTMLComparisonStyle.text,
      script: HTMLScript.text, body: body)
  }

  private static func escape(_ text: String) -> String { XMLText.escapeHTML(text) }

  private static func header(_ comparison: Comparison) -> String {
    let difference = comparison.difference
    let kind = ["better": "good", "worse": "bad"][comparison.verdict.rawValue] ?? ""
    var out = "<header>\n<h1><bdi>\(escape(comparison.b))</bdi> against "
    out += "<bdi>\(escape(comparison.a))</bdi></h1>\n"
    out += "<p class=\"verdict \(kind)\">\(escape(VerdictText.sentence(comparison)))</p>\n"
    for caveat in comparison.caveats { out += "<p class=\"note\">Note: \(escape(caveat)).</p>\n" }
    out += "<dl class=\"numbers\">\n"
    out += HTMLPage.number(
      "B − A", ReportNumber.difference(difference?.mean),
      difference.map { "95 % interval \(ReportNumber.differences($0.interval))" } ?? "", "main")
    out += HTMLPage.number(
      "p", difference.map { escape(ReportNumber.p($0.p)) } ?? "–",
      "sign-flip permutation, two-sided")
    out += HTMLPage.number(
      "Chance that B is better", ReportNumber.percent(difference?.aboveZero),
      "share of resamples above 0")
    out += HTMLPage.number("Score of A", ReportNumber.score(comparison.scoreA), "on these examples")
    out += HTMLPage.number("Score of B", ReportNumber.score(comparison.scoreB), "on these examples")
    let mcNemar = comparison.mcNemar
    out += HTMLPage.number(
      "All right in one only", "\(mcNemar.aOnly) : \(mcNemar.bOnly)",
      "A : B, exact McNemar p \(escape(ReportNumber.p(mcNemar.p)))")
    out += HTMLPage.number(
      "Examples", ReportNumber.count(comparison.examples.count), apart(comparison))
    out += HTMLPage.number(
      "Could have been seen", ReportNumber.score(comparison.minimumDetectable),
      "a difference found four times out of five")
    return out + "</dl>\n</header>\n"
  }

  private static func apart(_ comparison: Comparison) -> String {
    var parts: [String] = []
    if comparison.onlyA + comparison.onlyB > 0 {
      parts.append("answered only by A \(comparison.onlyA), only by B \(comparison.onlyB)")
    }
    if comparison.relabelled > 0 {
      parts.append("\(comparison.relabelled) left out with other labels")
    }
    return parts.isEmpty ? "answered by both" : parts.joined(separator: "; ")
  }

  /// What both were and took.
  private static func runs(_ comparison: Comparison) -> String {
    var out = "<section aria-labelledby=\"runs\">\n<h2 id=\"runs\">Runs</h2>\n"
    out += "<div class=\"scroll\" role=\"region\" aria-labelledby=\"runs\" tabindex=\"0\">\n"
    out += "<table><thead><tr><th scope=\"col\">Run</th><th scope=\"col\">Model</th>"
    for name in ["Invalid", "Errors", "Calls", "Tokens", "Cost", "p50", "p95"] {
      out += "<th scope=\"col\" class=\"n\">\(name)</th>"
    }
    out += "</tr></thead><tbody>\n"
    for (name, run) in [("A", comparison.runs.a), ("B", comparison.runs.b)] {
      out += "<tr><th scope=\"row\">\(name): <bdi>\(escape(run.name))</bdi></th>"
      out += "<td><bdi>\(escape(run.model))</bdi></td>"
      let time = { (value: Double?) in
        value.map { ReportNumber.fixed($0, 0) + " ms" } ?? ReportNumber.none
      }
      for cell in [
        "\(run.invalid)", "\(run.errors)", ReportNumber.count(run.counts.calls),
        ReportNumber.count(run.counts.usage.input + run.counts.usage.output),
        ReportNumber.cost(run.cost), time(run.latency.p50), time(run.latency.p95),
      ] { out += "<td class=\"n\">\(cell)</td>" }
      out += "</tr>\n"
    }
    return out + "</tbody></table>\n</div>\n</section>\n"
  }

  private static func fields(_ comparison: Comparison) -> String {
    guard !comparison.fields.isEmpty else { return "" }
    // The scale fits the widest interval: differences are small.
    let widest = comparison.fields.map {
      max(abs($0.comparison.interval.low), abs($0.comparison.interval.high))
    }.max()
    let reach = max(widest ?? 0, 0.02)
    var out = "<section aria-labelledby=\"fields\">\n<h2 id=\"fields\">Fields</h2>\n"
    out += "<div class=\"scroll\" role=\"region\" aria-labelledby=\"fields\" tabindex=\"0\">\n"
    out += "<table class=\"fields\"><thead><tr><th scope=\"col\">Field</th>"
    for name in ["A", "B", "B − A"] { out += "<th scope=\"col\" class=\"n\">\(name)</th>" }
    out += "<th scope=\"col\">95 % interval</th><th scope=\"col\" class=\"n\">p (Holm)</th>"
    out += "</tr></thead><tbody>\n"
    for (index, (path, field)) in comparison.fields.enumerated() {
      let kind = field.delta > 0 ? " up" : field.delta < 0 ? " down" : ""
      out += "<tr><th scope=\"row\"\(path.isOfItems ? " class=\"item\"" : "")>"
      out += "<a href=\"#rows\" data-field=\"\(index)\"><bdi>\(escape(path.description))</bdi>"
      out += "</a></th><td class=\"n\">\(ReportNumber.score(field.a))</td>"
      out += "<td class=\"n\">\(ReportNumber.score(field.b))</td>"
      out += "<td class=\"n\(kind)\">\(ReportNumber.difference(field.delta))</td>"
      out += "<td>\(bar(field, reach))<span class=\"ci\">"
      out += "\(ReportNumber.differences(field.interval))</span></td>"
      out += "<td class=\"n\">\(escape(ReportNumber.p(field.p)))</td></tr>\n"
    }
    return out + "</tbody></table>\n</div>\n"
      + "<p class=\"hint\">A field's name shows the examples where A and B differ in it.</p>\n"
      + "</section>\n"
  }

  /// The difference and its interval around 0; the numbers beside it say the same.
  private static func bar(_ field: Comparison.FieldComparison, _ reach: Double) -> String {
    func place(_ value: Double) -> String {
      ReportNumber.fixed(50 + 46 * min(max(value / reach, -1), 1), 1)
    }
    let kind = field.interval.low > 0 ? " up" : field.interval.high < 0 ? " down" : ""
    return "<svg class=\"bar\" viewBox=\"0 0 100 12\" aria-hidden=\"true\">"
      + "<line class=\"rail\" x1=\"4\" x2=\"96\" y1=\"6\" y2=\"6\"/>"
      + "<line class=\"rail\" x1=\"50\" x2=\"50\" y1=\"0\" y2=\"12\"/>"
      + "<line class=\"range\(kind)\" x1=\"\(place(field.interval.low))\""
      + " x2=\"\(place(field.interval.high))\" y1=\"6\" y2=\"6\"/>"
      + "<circle class=\"point\(kind)\" cx=\"\(place(field.delta))\" cy=\"6\" r=\"3.5\"/></svg>"
  }
}
