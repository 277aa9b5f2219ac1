extension TerminalReport {
  /// How many examples of a list are shown with their values, and how many fields of each.
  private static let exampleLimit = 5
  private static let fieldLimit = 3

  /// The table of a comparison, its verdict, and what changed.
  public static func render(_ comparison: Comparison) -> String {
    var text = "A: \(comparison.a)\nB: \(comparison.b)\n"
    text += "\(comparison.examples.count) examples in both"
    if comparison.onlyA + comparison.onlyB > 0 {
      text += ", only in A \(comparison.onlyA), only in B \(comparison.onlyB)"
    }
    if comparison.relabelled > 0 {
      text += ", left out with other labels \(comparison.relabelled)"
    }
    for caveat in comparison.caveats { text += "\nnote: \(caveat)" }
    text += "\n\n" + scores(comparison) + "\n\n" + spending(comparison) + "\n\n"
    text += "verdict: \(VerdictText.sentence(comparison))\n"
    text += "all fields right only in A \(comparison.mcNemar.aOnly), only in B "
    text += "\(comparison.mcNemar.bOnly) (McNemar p \(TableNumber.p(comparison.mcNemar.p)))\n"
    text += "better in B: \(comparison.better.count)  worse in B: \(comparison.worse.count)"
    text += "  changed alike: \(comparison.changed.count)\n"
    if !comparison.newErrors.isEmpty {
      text += "no answer in B only: \(ids(comparison.newErrors))\n"
    }
    text += list("worse in B", comparison.worse, comparison)
    return text + list("better in B", comparison.better, comparison)
  }

  private static func scores(_ comparison: Comparison) -> String {
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
        TableNumber.signed(field.delta), TableNumber.interval(field.interval),
        TableNumber.p(field.p),
      ])
    }
    return table.text
  }

  /// What both took, side by side.
  private static func spending(_ comparison: Comparison) -> String {
    var table = TextTable(["", "invalid", "errors", "calls", "tokens", "cost", "p50 ms", "p95 ms"])
    for (name, run) in [("A", comparison.runs.a), ("B", comparison.runs.b)] {
      table.add([
        name, "\(run.invalid)", "\(run.errors)", "\(run.counts.calls)",
        "\(run.counts.usage.input + run.counts.usage.output)", ReportNumber.cost(run.cost),
        TableNumber.decimals(run.latency.p50, 0), TableNumber.decimals(run.latency.p95, 0),
      ])
    }
    return table.text
  }

  private static func list(
    _ title: String, _ examples: [ComparedExample], _ comparison: Comparison
  ) -> String {
    guard !examples.isEmpty else { return "" }
    var text = "\n\(title):\n"
    for example in examples.prefix(exampleLimit) {
      text += "  \(line(example.id, 60))  \(TableNumber.score(example.scoreA))"
      text += " → \(TableNumber.score(example.scoreB))\n"
      guard let rows = example.shown else { continue }
      let missing = [("A", rows.a.missingRecord), ("B", rows.b.missingRecord)]
        .compactMap { name, text in text.map { "\(name): \($0)" } }
      guard missing.isEmpty else {
        text += "    \(missing.joined(separator: "; "))\n"
        continue
      }
      let changes = FieldChange.list(rows, comparison.fields.map(\.path))
      for change in changes.prefix(fieldLimit) {
        text += "    \(change.path): expected \(value(change.expected))"
        text += "; A \(value(change.a)); B \(value(change.b))\n"
      }
      if changes.count > fieldLimit {
        text += "    and \(changes.count - fieldLimit) more fields\n"
      }
    }
    let rest = examples.dropFirst(exampleLimit).map(\.id)
    return rest.isEmpty ? text : text + "  and \(rest.count) more: \(ids(rest))\n"
  }

  private static func ids(_ ids: [String]) -> String {
    ids.prefix(exampleLimit).map { line($0, 60) }.joined(separator: ", ")
      + (ids.count > exampleLimit ? ", …" : "")
  }

  private static func value(_ value: JSONValue?) -> String {
    guard let value, !value.isNull else { return "nothing" }
    return line(value.text(.spaced), 70)
  }

  /// A text from data on one line, without what could steer a terminal.
  private static func line(_ text: String, _ limit: Int) -> String {
    MarkdownText.plain(text.cut(limit))
  }
}
