/// A ranking as one HTML page that needs no network and works from a file.
public enum HTMLRanking {
  /// Renders a ranking.
  public static func render(_ ranking: Ranking) -> String {
    var body = "<header>\n<h1>Ranking on \(ReportNumber.count(ranking.n, "example"))</h1>\n"
    body += "<p class=\"about\">Better means shown to be: the interval of the difference excludes "
    body += "0, and p, adjusted over all pairs (Holm), is below 0.05.</p>\n</header>\n<main>\n"
    body += entries(ranking) + pairs(ranking) + "</main>\n"
    return HTMLPage.render(
      title: "Ranking · comparison", skip: ("pairs", "Skip to the pairs"),
      style: HTMLStyle.text + HTMLComparisonStyle.text, script: "", body: body)
  }

  private static func escape(_ text: String) -> String { XMLText.escapeHTML(text) }

  private static func entries(_ ranking: Ranking) -> String {
    var out = "<section aria-labelledby=\"ranking\">\n<h2 id=\"ranking\">Ranking</h2>\n"
    out += head(
      "ranking", ["", "Name", "Model"],
      [
        "Score", "95 % interval", "Exact match", "Better than", "Invalid", "Errors", "Cost",
        "p50 / p95",
      ])
    for entry in ranking.entries {
      out += "<tr><td>\(ComparisonForecast.letter(entry.index))</td>"
      out += "<th scope=\"row\"><bdi>\(escape(entry.name))</bdi></th>"
      out += "<td><bdi>\(escape(entry.run.model))</bdi></td>"
      let beaten = entry.betterThan.map(ComparisonForecast.letter).joined(separator: ", ")
      for cell in [
        ReportNumber.score(entry.score), ReportNumber.interval(entry.interval),
        ReportNumber.percent(entry.exactMatch), beaten.isEmpty ? ReportNumber.none : beaten,
        "\(entry.run.invalid)", "\(entry.run.errors)", ReportNumber.cost(entry.run.cost),
        ReportNumber.latency(entry.run.latency),
      ] { out += "<td class=\"n\">\(cell)</td>" }
      out += "</tr>\n"
    }
    return out + "</tbody></table>\n</div>\n</section>\n"
  }

  private static func pairs(_ ranking: Ranking) -> String {
    var out = "<section aria-labelledby=\"pairs\">\n<h2 id=\"pairs\" tabindex=\"-1\">Pairs</h2>\n"
    out += head(
      "pairs", ["Pair"],
      [
        "Difference", "95 % interval", "p (Holm)", "Verdict", "Worse", "Better",
        "Could have been seen",
      ])
    for pair in ranking.pairs {
      let (a, b) = (ComparisonForecast.letter(pair.a), ComparisonForecast.letter(pair.b))
      let kind = [.better: " up", .worse: " down"][pair.verdict] ?? ""
      out += "<tr><th scope=\"row\">\(b) − \(a)</th>"
      out += "<td class=\"n\(kind)\">\(ReportNumber.difference(pair.difference.mean))</td>"
      for cell in [
        ReportNumber.differences(pair.difference.interval),
        escape(ReportNumber.p(pair.p)),
        pair.verdict == .noEvidence
          ? pair.verdict.rawValue : "\(b) is \(pair.verdict.rawValue)",
        "\(pair.regressions)", "\(pair.fixes)", ReportNumber.score(pair.minimumDetectable),
      ] { out += "<td class=\"n\">\(cell)</td>" }
      out += "</tr>\n"
    }
    return out + "</tbody></table>\n</div>\n"
      + "<p class=\"hint\">Worse and Better count examples of the first against the second.</p>\n"
      + "</section>\n"
  }

  private static func head(_ id: String, _ names: [String], _ numbers: [String]) -> String {
    var out = "<div class=\"scroll\" role=\"region\" aria-labelledby=\"\(id)\" tabindex=\"0\">\n"
    out += "<table><thead><tr>"
    for name in names { out += "<th scope=\"col\">\(name)</th>" }
    for name in numbers { out += "<th scope=\"col\" class=\"n\">\(name)</th>" }
    return out + "</tr></thead><tbody>\n"
  }
}
