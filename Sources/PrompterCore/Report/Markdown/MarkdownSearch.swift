/// A search as Markdown, short enough for a comment on a pull request.
enum MarkdownSearch {
  /// How much is listed at most; GitHub takes 65,536 characters.
  private static let fieldLimit = 60
  private static let partLimit = 15
  private static let stepLimit = 30
  private static let textLimit = 1_500

  static func render(_ report: SearchReport) -> String {
    var out = "# Search for \(MarkdownText.code(report.name))\n\n"
    out += sentence(report) + "\n\n"
    out += numbers(report)
    out += fields(report)
    out += way(report.lineage)
    out += prompt(report)
    return out + "\n\(SearchReport.caution)\n"
  }

  private static func sentence(_ report: SearchReport) -> String {
    let shipped = "Shipped: \(report.shipped)."
    guard let heldOut = report.result.heldOut, let gain = heldOut.gain else {
      return "**No held-out score:** \(report.confirmation). \(shipped)"
    }
    var text = "**Held-out score \(ReportNumber.score(heldOut.seed.mean)) → "
    text += "\(ReportNumber.score(heldOut.optimized.mean))**, gain "
    text += "\(ReportNumber.difference(gain.mean)), 95 % interval "
    text += "\(ReportNumber.differences(gain.interval)), p "
    text += "\(gain.p < 0.0005 ? "" : "= ")\(ReportNumber.p(gain.p)), n = \(heldOut.seed.count), "
    return text + "\(report.confirmation). \(shipped)"
  }

  private static func numbers(_ report: SearchReport) -> String {
    let result = report.result
    let entries = result.history.entries
    return MarkdownText.table(
      ["", ""],
      [
        ["Model", MarkdownText.code(report.model)],
        [
          "Candidates",
          "\(ReportNumber.count(entries.count)), \(entries.count { $0.death != nil }) given up",
        ],
        [
          "Calls",
          "\(result.callWords), "
            + "\(ReportNumber.count(result.cachedCalls)) from cache",
        ],
        [
          "Tokens",
          "\(ReportNumber.count(result.usage.input)) in, "
            + "\(ReportNumber.count(result.usage.output)) out",
        ],
        ["Cost", ReportNumber.cost(result.cost)],
        ["Time", HTMLSearch.time(report.seconds)],
        ["Why it ended", MarkdownText.code(result.stoppedBecause, limit: 200)],
      ])
  }

  private static func fields(_ report: SearchReport) -> String {
    guard !report.fields.isEmpty else { return "" }
    let rows = report.fields.prefix(fieldLimit).map { path, scores in
      [
        MarkdownText.code(path.description), ReportNumber.score(scores.seed),
        ReportNumber.score(scores.score), ReportNumber.difference(scores.score - scores.seed),
      ]
    }
    return "\n## Fields, held out\n\n"
      + MarkdownText.table(["Field", "Seed", "Found", "Gain"], Array(rows), right: [1, 2, 3])
      + more(report.fields.count - rows.count, "field")
  }

  private static func way(_ lineage: SearchLineage) -> String {
    guard !lineage.path.isEmpty else { return "" }
    var out = "\n## The way to what was found\n\n"
    for place in lineage.path.prefix(stepLimit) {
      let entry = lineage.entries[place]
      out += "1. \(MarkdownText.code(entry.origin)): "
      out += entry.n > 0 ? "\(ReportNumber.score(entry.mean)) over " : "not tried in the search"
      out += entry.n > 0 ? ReportNumber.count(entry.n, "row") + "\n" : "\n"
    }
    return out + more(lineage.path.count - stepLimit, "step")
  }

  private static func prompt(_ report: SearchReport) -> String {
    let template = report.result.candidate.template
    let changes = template.changes(from: report.seed)
    guard !changes.isEmpty else { return "" }
    var out = "\n## Changes of the prompt\n"
    for change in changes.prefix(partLimit) {
      let name = MarkdownText.code(HTMLChanges.name(of: change.part))
      if change.part == "demonstrations" {
        out += "\n\(name): \(ReportNumber.count(template.demonstrations.count)) now, "
        out += "\(ReportNumber.count(report.seed.demonstrations.count)) in the seed\n"
      } else {
        out += "\n\(name)\n\n" + diff(change)
      }
    }
    return out + more(changes.count - partLimit, "part")
  }

  /// Both texts in a fence that they cannot close: each of their lines begins with a sign.
  private static func diff(_ change: TemplateChange) -> String {
    var out = "```diff\n"
    for (sign, text) in [("-", change.before), ("+", change.after)] where !text.isEmpty {
      let lines = text.cut(textLimit).split(
        omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      for line in lines { out += "\(sign) \(MarkdownText.plain(line))\n" }
    }
    return out + "```\n"
  }

  private static func more(_ count: Int, _ noun: String) -> String {
    count > 0 ? "\nand \(ReportNumber.count(count, noun)) more\n" : ""
  }
}
