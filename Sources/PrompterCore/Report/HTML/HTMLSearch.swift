/// A search as one HTML page that works from a file.
enum HTMLSearch {
  static func render(_ report: SearchReport) -> String {
    var body = header(report)
    body += "<main>\n"
    body += plot(report)
    body += fields(report)
    body += HTMLPromptChanges.render(report)
    body += HTMLLineage.render(report.lineage, shipped: report.result)
    body += HTMLCandidates.render(report.lineage)
    body += refused(report.result.history)
    body += "</main>\n"
    return HTMLPage.render(
      title: "\(report.name) · search", skip: ("prompt", "Skip to the changes of the prompt"),
      style: HTMLStyle.text + HTMLSearchStyle.text, script: HTMLSearchScript.text, body: body)
  }

  static func escape(_ text: String) -> String { XMLText.escapeHTML(text) }

  /// What was done to get a candidate; long texts are cut.
  static func origin(_ entry: SearchHistory.Entry) -> String {
    let text = entry.origin.cut(160)
    return "<bdi>\(text.isEmpty ? "without a name" : escape(text))</bdi>"
  }

  // MARK: Header

  private static func header(_ report: SearchReport) -> String {
    let result = report.result
    var out = "<header>\n<h1><bdi>\(escape(report.name))</bdi></h1>\n"
    out += "<p class=\"about\">Search with <bdi>\(escape(report.model))</bdi>: "
    out += "\(escape(report.shipped)) is shipped</p>\n<dl class=\"numbers\">\n"
    out += gain(result, report.confirmation)
    let history = result.history
    let dropped = history.entries.count { $0.death != nil }
    out += HTMLPage.number(
      "Shipped", report.shipped, escape(result.candidate.origin.cut(120)))
    out += HTMLPage.number(
      "Candidates", ReportNumber.count(history.entries.count),
      "\(ReportNumber.count(dropped)) given up")
    out += HTMLPage.number(
      "Calls",
      ReportNumber.count(result.calls),
      "\(result.callWords); "
        + "\(ReportNumber.count(result.cachedCalls)) more from cache")
    out += HTMLPage.number(
      "Tokens", ReportNumber.count(result.usage.input + result.usage.output),
      "\(ReportNumber.count(result.usage.input)) in, "
        + "\(ReportNumber.count(result.usage.output)) out")
    out += HTMLPage.number("Cost", ReportNumber.cost(result.cost), "US dollars")
    out += HTMLPage.number(
      "Time", time(report.seconds),
      result.calibration == nil ? "confidence uncalibrated" : "confidence calibrated")
    out += "</dl>\n<p>Why it ended: <bdi>\(escape(result.stoppedBecause.cut(400)))</bdi>.</p>\n"
    out += "<p class=\"caution\">\(SearchReport.caution)</p>\n"
    return out + "</header>\n"
  }

  private static func gain(_ result: OptimizationResult, _ confirmation: String) -> String {
    guard let heldOut = result.heldOut, let gain = heldOut.gain else {
      return HTMLPage.number("Held-out score", ReportNumber.none, confirmation, "main bad")
    }
    let scores = [heldOut.seed.mean, heldOut.optimized.mean].map { ReportNumber.score($0) }
    return HTMLPage.number(
      "Held-out score", scores.joined(separator: " → "), "seed → found, \(confirmation)", "main")
      + HTMLPage.number(
        "Gain", ReportNumber.difference(gain.mean),
        "95 % interval \(ReportNumber.differences(gain.interval))")
      + HTMLPage.number(
        "p", escape(ReportNumber.p(gain.p)),
        "n = \(ReportNumber.count(heldOut.seed.count)), sign-flip test")
  }

  /// A duration in the unit that fits it.
  static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return ReportNumber.none }
    switch seconds {
    case ..<120: return ReportNumber.fixed(seconds, seconds < 10 ? 1 : 0) + " s"
    case ..<7_200: return ReportNumber.fixed(seconds / 60, 0) + " min"
    default: return ReportNumber.fixed(seconds / 3_600, 1) + " h"
    }
  }

  // MARK: Fields

  private static func fields(_ report: SearchReport) -> String {
    guard let heldOut = report.result.heldOut, !report.fields.isEmpty else { return "" }
    var out = "<section aria-labelledby=\"fields\">\n<h2 id=\"fields\">Fields, held out</h2>\n"
    out += "<div class=\"scroll\" role=\"region\" aria-labelledby=\"fields\" tabindex=\"0\">\n"
    out += "<table class=\"fields\"><thead><tr><th scope=\"col\">Field</th>"
    for name in ["Seed", "Found", "Gain"] { out += "<th scope=\"col\" class=\"n\">\(name)</th>" }
    out += "<th scope=\"col\">Seed ○ to found ●</th></tr></thead><tbody>\n"
    for (path, scores) in report.fields {
      let gain = scores.score - scores.seed
      let kind = abs(gain) < 0.0005 ? " zero" : gain > 0 ? " up" : " down"
      out += "<tr><th scope=\"row\"\(path.isOfItems ? " class=\"item\"" : "")>"
      out += "<bdi>\(escape(path.description))</bdi></th>"
      out += "<td class=\"n\">\(ReportNumber.score(scores.seed))</td>"
      out += "<td class=\"n\">\(ReportNumber.score(scores.score))</td>"
      out += "<td class=\"n\(kind)\">\(ReportNumber.difference(gain))</td>"
      out += "<td>\(bar(scores, kind))</td></tr>\n"
    }
    out += "</tbody></table>\n</div>\n<p class=\"hint\">Means over "
    return out + "\(ReportNumber.count(heldOut.seed.count, "row")), \(report.confirmation).</p>\n"
      + "</section>\n"
  }

  /// Both scores on a line from 0 to 1; the numbers beside it say the same.
  private static func bar(_ scores: OptimizationResult.FieldScores, _ kind: String) -> String {
    func place(_ score: Double) -> String {
      ReportNumber.fixed(4 + 92 * (score.isFinite ? min(max(score, 0), 1) : 0), 1)
    }
    return "<svg class=\"bar\" viewBox=\"0 0 100 12\" aria-hidden=\"true\">"
      + "<line class=\"rail\" x1=\"4\" x2=\"96\" y1=\"6\" y2=\"6\"/>"
      + "<line class=\"range\(kind)\" x1=\"\(place(scores.seed))\""
      + " x2=\"\(place(scores.score))\" y1=\"6\" y2=\"6\"/>"
      + "<circle class=\"before\" cx=\"\(place(scores.seed))\" cy=\"6\" r=\"3.2\"/>"
      + "<circle class=\"point\" cx=\"\(place(scores.score))\" cy=\"6\" r=\"3.2\"/></svg>"
  }

  // MARK: The course of the search

  private static func plot(_ report: SearchReport) -> String {
    let plot = SearchPlot(report)
    guard plot.hasPoints else { return "" }
    var out = "<section aria-labelledby=\"course\">\n<h2 id=\"course\">Score over calls</h2>\n"
    out += "<figure class=\"course\">\(plot.svg)<figcaption>One dot for each evaluation: the mean "
    out += "over all rows that the candidate had answered by then; the larger, the more rows. "
    out += "Hollow: given up later. Green: on the way to what was found. The line is the best "
    out += "candidate so far; it falls when further rows correct its mean."
    if plot.isThinned { out += " Not every evaluation is drawn; the JSON report has them all." }
    if report.result.heldOut != nil {
      out += " Diamonds: seed (hollow) and found on the held-out rows, with 95 % intervals."
    }
    out += report.lineage.caution
    return out + " <strong>\(SearchReport.caution)</strong></figcaption></figure>\n</section>\n"
  }

  // MARK: Refused texts

  private static func refused(_ history: SearchHistory) -> String {
    guard !history.refused.isEmpty else { return "" }
    let reasons = history.refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var out = "<section aria-labelledby=\"refused\">\n<h2 id=\"refused\">Texts refused</h2>\n"
    out += "<p class=\"hint\">Proposed texts that were not tried, and why.</p>\n"
    out += "<table><thead><tr><th scope=\"col\">Reason</th><th scope=\"col\" class=\"n\">Texts"
    out += "</th></tr></thead><tbody>\n"
    for (reason, count) in reasons.prefix(50) {
      out += "<tr><th scope=\"row\" class=\"reason\"><bdi>\(escape(reason.cut(200)))</bdi></th>"
      out += "<td class=\"n\">\(ReportNumber.count(count))</td></tr>\n"
    }
    out += "</tbody></table>\n"
    if reasons.count > 50 { out += "<p class=\"gap\">and \(reasons.count - 50) more reasons</p>\n" }
    return out + "</section>\n"
  }
}
