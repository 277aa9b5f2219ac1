extension MarkdownReport {
  /// Renders a comparison: the verdict, the numbers behind it, the fields and what got worse.
  ///
  /// Fields are those that moved most; ids are the first ten of each list.
  public static func render(_ comparison: Comparison) -> String {
    let a = MarkdownText.code(comparison.a)
    let b = MarkdownText.code(comparison.b)
    var out = "# \(b) against \(a): \(comparison.verdict.rawValue)\n\n"
    out += sentence(comparison, a: a, b: b) + "\n\n"
    if let difference = comparison.difference {
      out += MarkdownText.table(
        ["Score of A", "Score of B", "B − A", "95 % interval", "p", "n"],
        [
          [
            ReportNumber.score(comparison.scoreA), ReportNumber.score(comparison.scoreB),
            ReportNumber.difference(difference.mean),
            ReportNumber.differences(difference.interval), ReportNumber.p(difference.p),
            "\(comparison.pairs.count)",
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
    out += fields(comparison)
    out += list("Worse", comparison.regressions) + list("Better", comparison.fixes)
    return out
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
      + "\(ReportNumber.count(comparison.pairs.count, "example")) would show one of "
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

  private static func list(_ title: String, _ ids: [String]) -> String {
    ids.isEmpty
      ? "" : "\n**\(title) in B** (\(ids.count)): \(self.ids(ids, 10))\n"
  }
}
