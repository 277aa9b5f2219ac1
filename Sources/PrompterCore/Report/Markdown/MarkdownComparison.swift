extension MarkdownReport {
  /// Renders a comparison: the verdict, the numbers behind it, the fields and what got worse.
  ///
  /// Fields are those that moved most; of the examples, the five that moved most are shown with
  /// their values, and ten more of each list by their ids.
  public static func render(_ comparison: Comparison) -> String {
    let a = MarkdownText.code(comparison.a)
    let b = MarkdownText.code(comparison.b)
    var out = "# \(b) against \(a): \(comparison.verdict.rawValue)\n\n"
    out += sentence(comparison, a: a, b: b) + "\n\n"
    for caveat in comparison.caveats { out += "**Note:** \(caveat).\n\n" }
    if let difference = comparison.difference {
      out += MarkdownText.table(
        ["Score of A", "Score of B", "B − A", "95 % interval", "p", "n"],
        [
          [
            ReportNumber.score(comparison.scoreA), ReportNumber.score(comparison.scoreB),
            ReportNumber.difference(difference.mean),
            ReportNumber.differences(difference.interval), ReportNumber.p(difference.p),
            "\(comparison.examples.count)",
          ]
        ], right: [0, 1, 2, 4, 5])
      let mcNemar = comparison.mcNemar
      out += "\nAll fields right only in A: \(mcNemar.aOnly), only in B: \(mcNemar.bOnly) "
      out += "(exact McNemar p \(mcNemar.p < 0.0005 ? "" : "= ")\(ReportNumber.p(mcNemar.p))).\n"
    }
    if comparison.onlyA + comparison.onlyB > 0 {
      out +=
        "\nNot compared: \(ReportNumber.count(comparison.onlyA, "example")) answered only by A, "
      out += "\(comparison.onlyB) only by B.\n"
    }
    if comparison.relabelled > 0 {
      out += "\nLeft out: \(ReportNumber.count(comparison.relabelled, "example")) of which the "
      out += "records expect different things.\n"
    }
    if !comparison.newErrors.isEmpty {
      out += "\n**No answer in B only** (\(comparison.newErrors.count)): "
      out += "\(ids(comparison.newErrors, 10))\n"
    }
    out += spending(comparison)
    out += fields(comparison)
    out += list("Worse", comparison.worse, comparison)
    out += list("Better", comparison.better, comparison)
    return out
  }

  private static func spending(_ comparison: Comparison) -> String {
    let rows = [("A", comparison.runs.a), ("B", comparison.runs.b)].map { name, run in
      [
        name, MarkdownText.code(run.model), "\(run.invalid)", "\(run.errors)",
        ReportNumber.count(run.counts.calls),
        ReportNumber.count(run.counts.usage.input + run.counts.usage.output),
        ReportNumber.cost(run.cost), ReportNumber.latency(run.latency),
      ]
    }
    return "\n"
      + MarkdownText.table(
        ["", "Model", "Invalid", "Errors", "Calls", "Tokens", "Cost", "Latency p50 / p95"], rows,
        right: [2, 3, 4, 5, 6])
  }

  private static func sentence(_ comparison: Comparison, a: String, b: String) -> String {
    let roles = "A is \(a), B is \(b)."
    guard comparison.difference != nil else {
      return "\(roles) No example was answered by both: nothing can be said."
    }
    guard comparison.verdict == .noEvidence, let least = comparison.minimumDetectable else {
      return roles
    }
    return "\(roles) No difference could be shown, which does not mean that there is none: "
      + "\(ReportNumber.count(comparison.examples.count, "example")) would show one of "
      + "\(ReportNumber.score(least)) four times out of five."
  }

  private static func fields(_ comparison: Comparison) -> String {
    guard !comparison.fields.isEmpty else { return "" }
    let limit = 30
    let places = comparison.fields.indices.sorted {
      let moved = (
        abs(comparison.fields[$0].comparison.delta), abs(comparison.fields[$1].comparison.delta)
      )
      return moved.0 == moved.1 ? $0 < $1 : moved.0 > moved.1
    }
    let rows = places.prefix(limit).sorted().map { place in
      let (path, field) = comparison.fields[place]
      return [
        MarkdownText.code(path.description), ReportNumber.score(field.a),
        ReportNumber.score(field.b), ReportNumber.difference(field.delta),
        ReportNumber.p(field.p),
      ]
    }
    return "\n"
      + MarkdownText.table(
        ["Field", "A", "B", "B − A", "p (Holm)"], rows, right: [1, 2, 3, 4])
      + more(comparison.fields.count, limit, "field")
  }

  /// The examples of a list: the first with their values, the next by their ids.
  private static func list(
    _ title: String, _ examples: [ComparedExample], _ comparison: Comparison
  ) -> String {
    guard !examples.isEmpty else { return "" }
    let limit = 5
    var rows: [[String]] = []
    for example in examples.prefix(limit) {
      guard let pair = example.shown else { continue }
      let changes = FieldChange.list(pair, comparison.fields.map(\.path))
      for (index, change) in changes.prefix(limit).enumerated() {
        rows.append([
          index == 0 ? MarkdownText.code(example.id, limit: 60) : "",
          MarkdownText.code(change.path.description), MarkdownDiff.plain(change.expected),
          pair.a.missingRecord ?? MarkdownDiff.marked(change.a, against: change.expected),
          pair.b.missingRecord ?? MarkdownDiff.marked(change.b, against: change.expected),
        ])
      }
    }
    var out = "\n**\(title) in B** (\(examples.count)): \(ids(examples.map(\.id), 10))\n"
    if !rows.isEmpty {
      out += "\n" + MarkdownText.table(["Id", "Field", "Expected", "A", "B"], rows)
    }
    return out
  }
}
