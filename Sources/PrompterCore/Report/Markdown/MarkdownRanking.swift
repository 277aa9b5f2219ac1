extension MarkdownReport {
  /// Renders a ranking: a line for each, and every pair with its difference.
  public static func render(_ ranking: Ranking) -> String {
    let letter = ComparisonForecast.letter
    var out = "# Ranking on \(ReportNumber.count(ranking.n, "example"))\n\n"
    out += MarkdownText.table(
      ["", "", "Score", "95 % interval", "Exact match", "Better than", "Errors", "Cost"],
      ranking.entries.map { entry in
        [
          letter(entry.index), MarkdownText.code(entry.name), ReportNumber.score(entry.score),
          ReportNumber.interval(entry.interval), ReportNumber.percent(entry.exactMatch),
          entry.betterThan.isEmpty
            ? ReportNumber.none : entry.betterThan.map(letter).joined(separator: ", "),
          "\(entry.run.errors)", ReportNumber.cost(entry.run.cost),
        ]
      }, right: [2, 4, 6, 7])
    out += "\nBetter means shown to be: the interval of the difference excludes 0 and p, adjusted "
    out += "over all pairs (Holm), is below 0.05.\n\n"
    out += MarkdownText.table(
      ["Pair", "Difference", "95 % interval", "p (Holm)", "Verdict", "Could have been seen"],
      ranking.pairs.map { pair in
        [
          "\(letter(pair.b)) − \(letter(pair.a))", ReportNumber.difference(pair.difference.mean),
          ReportNumber.differences(pair.difference.interval), ReportNumber.p(pair.p),
          pair.verdict == .noEvidence
            ? pair.verdict.rawValue : "\(letter(pair.b)) is \(pair.verdict.rawValue)",
          ReportNumber.score(pair.minimumDetectable),
        ]
      }, right: [1, 3, 5])
    return out
  }
}
