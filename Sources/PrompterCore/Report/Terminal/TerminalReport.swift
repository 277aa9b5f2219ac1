/// Reports as they are shown on a terminal.
public enum TerminalReport {
  /// The table of an evaluation.
  public static func render(_ evaluation: Evaluation) -> String {
    var text = "\(evaluation.prompter) on \(evaluation.data) with \(evaluation.model)\n"
    text += "n \(evaluation.n)  score \(TableNumber.score(evaluation.score)) "
    text += TableNumber.interval(evaluation.interval)
    text += "  all right \(TableNumber.score(evaluation.exactMatch))"
    text += "  invalid \(share(evaluation.invalid, evaluation.n))"
    text += "  repaired \(share(evaluation.repaired, evaluation.n))"
    text += "  errors \(evaluation.errors)\n"
    if evaluation.repeats > 1 {
      text += "\(evaluation.examples) examples, each asked up to \(evaluation.repeats) times"
      text += "; intervals are over examples\n"
    }
    if let caveat = evaluation.caveat { text += "note: \(caveat)\n" }
    text += "\n" + fields(evaluation) + "\n"
    if let calibration = evaluation.calibration {
      text += "\nconfidence: AUROC \(TableNumber.score(calibration.auroc))"
      text += "  ECE \(TableNumber.score(calibration.ece))"
      text += "  Brier \(TableNumber.score(calibration.brier))  (\(calibration.n) values)\n"
    }
    return text + "\n" + spending(evaluation.counts, cost: evaluation.cost, evaluation.latency)
  }

  /// A line a field; of lists also how many of the given items are right, and of the expected ones
  /// found.
  private static func fields(_ evaluation: Evaluation) -> String {
    let summaries = evaluation.reportedFields.compactMap { path in
      evaluation.summary(of: path).map { (path, $0) }
    }
    let hasLists = summaries.contains { $0.1.items != nil }
    var table = TextTable(
      ["field", "score", "95 % interval", "n", "missing", "halluc.", "wrong"]
        + (hasLists ? ["precision", "recall", "F1"] : []))
    for (path, field) in summaries {
      var cells = [
        (evaluation.scoredFields.contains(path) ? "" : "  ") + path.description,
        TableNumber.score(field.score), TableNumber.interval(field.interval), "\(field.n)",
        "\(field.outcomes[.missing] ?? 0)", "\(field.outcomes[.hallucinated] ?? 0)",
        "\(field.outcomes[.wrong] ?? 0)",
      ]
      if let items = field.items {
        cells += [items.precision, items.recall, items.f1].map(TableNumber.score)
      }
      table.add(cells)
    }
    return table.text
  }

  /// A count and its share, as `3 (1.5 %)`.
  private static func share(_ count: Int, _ total: Int) -> String {
    count == 0 ? "0" : "\(count) (\(TableNumber.percent(count, of: total)))"
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
}
