/// What became of the prompt: the shipped template against the seed's.
enum HTMLPromptChanges {
  /// The most demonstrations that are shown, and how much of each, in Unicode scalars.
  private static let maximumShown = 5
  private static let textLimit = 1_500
  /// How much of an instruction or a field's text is shown.
  private static let partLimit = 8_000

  static func render(_ report: SearchReport) -> String {
    let template = report.result.candidate.template
    let changes = template.changes(from: report.seed)
    var out = "<section aria-labelledby=\"prompt\">\n"
    out += "<h2 id=\"prompt\" tabindex=\"-1\">Changes of the prompt</h2>\n"
    guard !changes.isEmpty else {
      out += "<p>The shipped prompt is the one that the search started from."
      if report.lineage.path.count > 1 {
        out += " What was found, and not shipped, is marked under <a href=\"#lineage\">Lineage</a>."
      }
      return out + "</p>\n</section>\n"
    }
    // Demonstrations are named by hashes there; below they are shown.
    out += HTMLChanges.render(changes.filter { $0.part != "demonstrations" }, limit: partLimit)
    if changes.contains(where: { $0.part == "demonstrations" }) {
      out += demonstrations(template, report.seed)
    }
    return out + "</section>\n"
  }

  private static func demonstrations(_ template: PromptTemplate, _ seed: PromptTemplate) -> String {
    let all = template.demonstrations
    var out = "<h3>Demonstrations</h3>\n<p>"
    out += "\(ReportNumber.count(all.count)) now, \(ReportNumber.count(seed.demonstrations.count)) "
    out += "in the seed."
    if let nearest = template.layout.nearest {
      out +=
        " Each prompt shows \(ReportNumber.count(min(nearest, all.count))) of them, those most "
      out += "like its document."
    }
    if all.count > maximumShown { out += " These are the first \(maximumShown)." }
    out += "</p>\n"
    let before = Set(seed.demonstrations)
    for (index, demonstration) in all.prefix(maximumShown).enumerated() {
      let isOld = before.contains(demonstration)
      out += "<details class=\"shown\"\(index == 0 ? " open" : "")><summary>Demonstration "
      out += "\(index + 1)\(isOld ? ", as in the seed" : "")</summary>\n"
      out += "<div class=\"pair\"><div class=\"side\"><p class=\"label\">text</p>"
      out += block(demonstration.input.cut(textLimit))
      out += "</div>\n<div class=\"side\"><p class=\"label\">record</p>"
      out += block(demonstration.expected.text(.pretty).cut(textLimit))
      out += "</div></div></details>\n"
    }
    return out
  }

  private static func block(_ text: String) -> String {
    "<div class=\"source\" dir=\"auto\">\(HTMLSearch.escape(text))</div>"
  }
}
