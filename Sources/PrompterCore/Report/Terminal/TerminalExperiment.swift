extension TerminalReport {
  /// The table of an experiment.
  public static func render(_ report: ExperimentReport) -> String {
    let level = "\(TableNumber.decimals(100 * (1 - report.alpha), 0)) %"
    var text = "experiment \(report.name), by "
    text += report.measure == .correct ? "whole records that are right\n\n" : "score\n\n"
    var table = TextTable([
      "variant", "weight", "served", "answered", "invalid", "errors", "outcomes", "mean",
      "\(level) interval",
    ])
    let total = report.variants.reduce(0) { $0 + ($1.weight ?? 0) }
    for (variant, summary) in zip(report.variants, report.summaries) {
      table.add([
        variant.name,
        variant.weight.map { TableNumber.decimals(100 * $0 / total, 1) + " %" } ?? "shadow",
        "\(variant.counts.served)", "\(variant.counts.answered)", "\(variant.counts.invalid)",
        "\(variant.counts.errors)", "\(summary.n)", TableNumber.score(summary.mean),
        TableNumber.interval(summary.interval),
      ])
    }
    text += table.text + "\n"
    for contrast in report.contrasts { text += "\n" + sentences(contrast, report) }
    if report.contrasts.isEmpty { text += "\nthere is nothing to compare\n" }
    text += "\nThese intervals hold at every look (confidence sequences)"
    text += report.contrasts.count > 1 ? ", all comparisons together" : ""
    return text + ": look as often as you like.\n"
  }

  private static func sentences(
    _ contrast: ExperimentReport.Contrast, _ report: ExperimentReport
  ) -> String {
    let (a, b) = (report.variants[contrast.a].name, report.variants[contrast.b].name)
    var text = "\(b) against \(a): \(TableNumber.signed(contrast.mean)) "
    text += TableNumber.interval(contrast.interval)
    text +=
      contrast.isPaired
      ? ", \(contrast.nA) pairs of answers to the same\n"
      : ", \(contrast.nB) outcomes against \(contrast.nA)\n"
    switch contrast.verdict {
    case .better: return text + "  verdict: \(b) is better than \(a)\n"
    case .worse: return text + "  verdict: \(b) is worse than \(a)\n"
    case .noEvidence:
      guard contrast.nA > 0, contrast.nB > 0 else {
        return text + "  verdict: no evidence yet: there are no outcomes to compare\n"
      }
      let least = TableNumber.score(contrast.resolution)
      return text + "  verdict: no evidence of a difference yet; with so many outcomes one below "
        + "\(least) is not seen\n"
    }
  }
}
