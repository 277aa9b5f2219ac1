/// Reports as they are shown on a terminal.
public enum TerminalReport {
  /// The table of an evaluation.
  public static func render(_ evaluation: Evaluation) -> String {
    var text = "\(evaluation.prompter) on \(evaluation.data) with \(evaluation.model)\n"
    text += "n \(evaluation.n)  score \(TableNumber.score(evaluation.score)) "
    text += TableNumber.interval(evaluation.interval)
    text += "  all right \(TableNumber.score(evaluation.exactMatch))"
    text += "  invalid \(evaluation.invalid)  repaired \(evaluation.repaired)"
    text += "  errors \(evaluation.errors)\n\n"
    var table = TextTable(["field", "score", "95 % interval", "n", "missing", "halluc.", "wrong"])
    for path in evaluation.reportedFields {
      guard let field = evaluation.summary(of: path) else { continue }
      table.add([
        (evaluation.scoredFields.contains(path) ? "" : "  ") + path.description,
        TableNumber.score(field.score), TableNumber.interval(field.interval), "\(field.n)",
        "\(field.outcomes[.missing] ?? 0)", "\(field.outcomes[.hallucinated] ?? 0)",
        "\(field.outcomes[.wrong] ?? 0)",
      ])
    }
    text += table.text + "\n"
    if let calibration = evaluation.calibration {
      text += "\nconfidence: AUROC \(TableNumber.score(calibration.auroc))"
      text += "  ECE \(TableNumber.score(calibration.ece))"
      text += "  Brier \(TableNumber.score(calibration.brier))  (\(calibration.n) values)\n"
    }
    return text + "\n" + spending(evaluation.counts, cost: evaluation.cost, evaluation.latency)
  }

  private static func spending(
    _ counts: RunCounts, cost: Double?, _ latency: (p50: Double?, p95: Double?)
  ) -> String {
    var text = "calls \(counts.calls) (\(counts.retries) retries, \(counts.cachedCalls) from cache)"
    text += "  tokens \(counts.usage.input) in, \(counts.usage.output) out"
    text += "  cost \(cost.map { "$" + TableNumber.decimals($0, 4) } ?? "unknown")"
    text += "  latency p50 \(TableNumber.decimals(latency.p50, 0)) ms,"
    text += " p95 \(TableNumber.decimals(latency.p95, 0)) ms\n"
    return text
  }

  /// The table of a comparison.
  public static func render(_ comparison: Comparison) -> String {
    var text = "A: \(comparison.a)\nB: \(comparison.b)\n"
    text += "\(comparison.pairs.count) examples in both"
    if comparison.onlyA + comparison.onlyB > 0 {
      text += ", only in A \(comparison.onlyA), only in B \(comparison.onlyB)"
    }
    text += "\n\n"
    var table = TextTable(["", "A", "B", "B - A", "95 % interval", "p"])
    if let difference = comparison.difference {
      table.add([
        "score", TableNumber.score(comparison.scoreA), TableNumber.score(comparison.scoreB),
        TableNumber.signed(difference.mean), TableNumber.interval(difference.interval),
        TableNumber.p(difference.p),
      ])
    }
    for (path, field) in comparison.fields {
      table.add([
        path.description, TableNumber.score(field.a), TableNumber.score(field.b),
        TableNumber.signed(field.delta), "", TableNumber.p(field.p),
      ])
    }
    text += table.text + "\n\n"
    text += "verdict: \(sentence(comparison))\n"
    text += "all fields right only in A \(comparison.mcNemar.aOnly), only in B "
    text += "\(comparison.mcNemar.bOnly) (McNemar p \(TableNumber.p(comparison.mcNemar.p)))\n"
    text += "better in B: \(comparison.fixes.count)  worse in B: \(comparison.regressions.count)"
    if !comparison.regressions.isEmpty {
      text += " (\(comparison.regressions.prefix(5).joined(separator: ", "))"
      text += comparison.regressions.count > 5 ? ", …)" : ")"
    }
    return text + "\n"
  }

  private static func sentence(_ comparison: Comparison) -> String {
    switch comparison.verdict {
    case .better: return "B is better than A"
    case .worse: return "B is worse than A"
    case .noEvidence:
      if comparison.minimumDetectable == 0 { return "no difference on any example" }
      let least = comparison.minimumDetectable.map {
        "; with so many examples a difference below \(TableNumber.score($0)) is mostly not seen"
      }
      return "no evidence of a difference\(least ?? "")"
    }
  }
}
