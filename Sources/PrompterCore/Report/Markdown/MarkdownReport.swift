/// An evaluation or a comparison as Markdown, short enough for a comment on a pull request.
public enum MarkdownReport {
  /// How many fields and rows are listed at most; GitHub takes 65,536 characters.
  private static let fieldLimit = 60
  private static let rowLimit = 10

  /// Renders an evaluation: its numbers, its fields, the worst ten rows, what had no answer.
  public static func render(_ evaluation: Evaluation) -> String {
    var out = "# Evaluation of \(MarkdownText.code(evaluation.prompter))\n\n"
    if let score = evaluation.score {
      out += "**Score \(ReportNumber.score(score))**, 95 % interval "
      out += "\(ReportNumber.interval(evaluation.interval)), n = \(evaluation.n); exact match "
      out += "\(ReportNumber.percent(evaluation.exactMatch)).\n\n"
    } else if evaluation.rows.isEmpty {
      out += "**No rows.**\n\n"
    } else {
      out +=
        "**No score:** none of \(ReportNumber.count(evaluation.rows.count, "row")) was answered.\n\n"
    }
    if let caveat = evaluation.caveat { out += "**Note:** \(caveat).\n\n" }
    out += summary(evaluation)
    out += fields(evaluation)
    out += worst(evaluation)
    return out + errors(evaluation)
  }

  private static func summary(_ evaluation: Evaluation) -> String {
    let counts = evaluation.counts
    var rows = [
      ["Model", MarkdownText.code(evaluation.model)],
      ["Data", MarkdownText.code(evaluation.data)],
      [
        "Rows",
        "\(evaluation.n) answered (\(evaluation.invalid) invalid, \(evaluation.repaired) repaired), "
          + ReportNumber.count(evaluation.errors, "error"),
      ],
      [
        "Calls",
        "\(ReportNumber.count(counts.calls)), \(ReportNumber.count(counts.cachedCalls)) from cache",
      ],
      [
        "Tokens",
        "\(ReportNumber.count(counts.usage.input)) in, \(ReportNumber.count(counts.usage.output)) out",
      ],
      ["Cost", ReportNumber.cost(evaluation.cost)],
      ["Latency p50 / p95", ReportNumber.latency(evaluation.latency)],
    ]
    if let calibration = evaluation.calibration {
      rows.append([
        "Calibration",
        "Brier \(ReportNumber.score(calibration.brier)), ECE \(ReportNumber.score(calibration.ece)), "
          + "AUROC \(ReportNumber.score(calibration.auroc)), n = \(calibration.n)",
      ])
    }
    return MarkdownText.table(["", ""], rows)
  }

  private static func fields(_ evaluation: Evaluation) -> String {
    var rows: [[String]] = []
    for field in evaluation.reportedFields.prefix(fieldLimit) {
      guard let summary = evaluation.summary(of: field) else { continue }
      let outcomes = [FieldOutcome.missing, .hallucinated, .wrong].map {
        "\(summary.outcomes[$0] ?? 0)"
      }
      let cells = [
        MarkdownText.code(field.description), ReportNumber.score(summary.score),
        ReportNumber.interval(summary.interval), "\(summary.n)",
      ]
      rows.append(cells + outcomes)
    }
    guard !rows.isEmpty else { return "" }
    let table = MarkdownText.table(
      ["Field", "Score", "95 % interval", "n", "Missing", "Hallucinated", "Wrong"], rows,
      right: [1, 3, 4, 5, 6])
    return "\n## Fields\n\n" + table + more(evaluation.reportedFields.count, fieldLimit, "field")
      + lists(evaluation)
  }

  /// Of lists, how many of the given items are right, and how many of the expected ones were found.
  private static func lists(_ evaluation: Evaluation) -> String {
    let rows = evaluation.reportedFields.prefix(fieldLimit).compactMap { field -> [String]? in
      guard let items = evaluation.summary(of: field)?.items else { return nil }
      return [
        MarkdownText.code(field.description), ReportNumber.score(items.precision),
        ReportNumber.score(items.recall), ReportNumber.score(items.f1),
        ReportNumber.count(items.given), ReportNumber.count(items.expected),
      ]
    }
    guard !rows.isEmpty else { return "" }
    return "\n"
      + MarkdownText.table(
        ["List", "Precision", "Recall", "F1", "Items given", "Items expected"], rows,
        right: [1, 2, 3, 4, 5])
  }

  private static func worst(_ evaluation: Evaluation) -> String {
    let failing = evaluation.rows.filter { $0.isFailing(evaluation.scoredFields) }
    guard !failing.isEmpty else { return "" }
    let order = failing.enumerated().sorted {
      ($0.element.score ?? 0, $0.offset) < ($1.element.score ?? 0, $1.offset)
    }
    let rows = order.prefix(rowLimit).map { _, row in
      [
        MarkdownText.code(row.name), ReportNumber.score(row.score),
        faults(row, evaluation),
      ]
    }
    return "\n## Worst rows\n\n"
      + MarkdownText.table(["Id", "Score", "Not right"], rows, right: [1])
      + more(failing.count, rowLimit, "failing row")
  }

  private static func faults(_ row: EvaluationRow, _ evaluation: Evaluation) -> String {
    if let failure = row.failure {
      return "invalid answer: \(MarkdownText.code(failure.message, limit: 160))"
    }
    let faults = row.faults(evaluation.scoredFields)
    let shown = faults.prefix(5).map {
      "\(MarkdownText.code($0.path.description)) \($0.score.outcome.rawValue)"
    }
    let rest = faults.count > 5 ? ["and \(faults.count - 5) more"] : []
    return (shown + rest).joined(separator: ", ")
  }

  private static func errors(_ evaluation: Evaluation) -> String {
    let failed = Dictionary(grouping: evaluation.rows.filter { !$0.isAnswered }) {
      $0.failure?.type ?? "error"
    }
    guard !failed.isEmpty else { return "" }
    let rows = failed.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .prefix(rowLimit).map { type, rows in
        [
          MarkdownText.code(type), "\(rows.count)",
          MarkdownText.code(rows.first?.failure?.message ?? "", limit: 160), ids(rows.map(\.id), 5),
        ]
      }
    return "\n## No answer\n\n"
      + MarkdownText.table(["Kind", "Rows", "First message", "Ids"], rows, right: [1])
  }

  static func ids(_ ids: [String], _ limit: Int) -> String {
    let shown = ids.prefix(limit).map { MarkdownText.code($0) }.joined(separator: ", ")
    return ids.count > limit ? "\(shown) and \(ids.count - limit) more" : shown
  }

  static func more(_ count: Int, _ limit: Int, _ noun: String) -> String {
    count > limit ? "\n…and \(ReportNumber.count(count - limit, "more " + noun)).\n" : ""
  }
}
