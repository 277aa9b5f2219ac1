extension TerminalReport {
  /// The table of a ranking, and of all its pairs.
  public static func render(_ ranking: Ranking) -> String {
    var text = "\(ranking.n) examples in all"
    let leftOut = ranking.leftOut.reduce(0, +)
    if leftOut > 0 { text += "; \(leftOut) answers left out, of examples that not all have" }
    text += "\n\n"
    var table = TextTable([
      "", "score", "95 % interval", "all right", "better than", "errors", "cost", "p50 ms",
    ])
    for (rank, entry) in ranking.entries.enumerated() {
      table.add([
        "\(rank + 1) \(name(entry))", TableNumber.score(entry.score),
        TableNumber.interval(entry.interval), TableNumber.score(entry.exactMatch),
        entry.betterThan.isEmpty
          ? "–" : entry.betterThan.map(ComparisonForecast.letter).joined(separator: " "),
        "\(entry.run.errors)", ReportNumber.cost(entry.run.cost),
        TableNumber.decimals(entry.run.latency.p50, 0),
      ])
    }
    text += table.text + "\n\n"
    var pairs = TextTable(["pair", "difference", "95 % interval", "p (Holm)", "verdict"])
    for pair in ranking.pairs {
      let (a, b) = (ComparisonForecast.letter(pair.a), ComparisonForecast.letter(pair.b))
      pairs.add([
        "\(b) - \(a)", TableNumber.signed(pair.difference.mean),
        TableNumber.interval(pair.difference.interval), TableNumber.p(pair.p),
        pair.verdict == .noEvidence ? pair.verdict.rawValue : "\(b) is \(pair.verdict.rawValue)",
      ])
    }
    return text + pairs.text + "\n"
  }

  private static func name(_ entry: Ranking.Entry) -> String {
    "\(ComparisonForecast.letter(entry.index)): \(MarkdownText.plain(entry.name.cut(60)))"
  }
}
