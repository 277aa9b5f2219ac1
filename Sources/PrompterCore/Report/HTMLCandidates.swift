/// All candidates: what filters and sorts them, and one closed element for each.
enum HTMLCandidates {
  /// The most candidates that the page lists.
  static let maximumEntries = 2_000
  /// The most fields whose means it tells.
  private static let maximumFields = 40
  /// What the changes of all candidates may take, in characters of text and in bytes of markup.
  private static let maximumText = 600_000
  private static let maximumMarkup = 2_000_000

  static func render(_ lineage: SearchLineage) -> String {
    let entries = lineage.entries
    guard !entries.isEmpty else { return "" }
    let onPath = Set(lineage.path)
    // What led to the result is never left out.
    let shown = entries.indices.filter { $0 < maximumEntries || onPath.contains($0) }
    let fields = Array(
      Set(shown.flatMap { entries[$0].fields.keys }).sorted().prefix(maximumFields))
    var out = "<section aria-labelledby=\"candidates\">\n"
    out += "<h2 id=\"candidates\" tabindex=\"-1\">Candidates</h2>\n"
    out += "<p class=\"hint\">\(SearchReport.caution)</p>\n"
    out += controls(fields)
    out += "<div id=\"list\">\n"
    let changes = shown.reduce(0) { $0 + entries[$1].changes.count }
    let limit = min(2_000, max(200, maximumText / max(1, changes)))
    // Those on the way to the result have the first claim on room.
    var details: [Int: String] = [:]
    var room = maximumMarkup
    for place in shown.filter(onPath.contains) + shown.filter({ !onPath.contains($0) }) {
      guard room > 0 else { break }
      let text = HTMLChanges.render(entries[place].changes, limit: limit)
      room -= text.utf8.count
      details[place] = text
    }
    for place in shown {
      out += element(place, lineage, fields, isOnPath: onPath.contains(place), details[place])
    }
    out += "</div>\n"
    if shown.count < entries.count {
      out += "<p class=\"gap\">and \(ReportNumber.count(entries.count - shown.count)) more; "
      out += "the JSON report has them all</p>\n"
    }
    return out + "</section>\n"
  }

  /// A candidate's numbers and its end, in a line.
  static func facts(_ entry: SearchHistory.Entry) -> String {
    guard entry.n > 0 || entry.mean != nil else { return "not tried in the search" }
    var text = "\(ReportNumber.score(entry.mean)) over \(ReportNumber.count(entry.n, "row"))"
    if let death = entry.death {
      text += " · given up: <bdi>\(HTMLSearch.escape(death.cut(160)))</bdi>"
    }
    return text
  }

  /// Hidden until the script runs: without it they could do nothing.
  private static func controls(_ fields: [String]) -> String {
    var out = "<form id=\"controls\" hidden>\n<label>Show <select id=\"state\">"
    for (value, name) in [
      ("all", "all candidates"), ("way", "the way to what was found"),
      ("best", "those that were the best"), ("kept", "not given up"), ("dropped", "given up"),
    ] {
      out += "<option value=\"\(value)\">\(name)</option>"
    }
    out += "</select></label>\n<label>Score of <select id=\"field\">"
    out += "<option value=\"\">the record</option>"
    for (index, field) in fields.enumerated() {
      out += "<option value=\"\(index)\">\(HTMLSearch.escape(field.cut(80)))</option>"
    }
    out += "</select></label>\n<label class=\"search\">Search <input id=\"search\" type=\"search\" "
    out += "placeholder=\"origin or text\" autocomplete=\"off\"></label>\n"
    out += "<div class=\"sort\" role=\"group\" aria-label=\"Sort by\">"
    out += "<span aria-hidden=\"true\">Sort</span>"
    for (key, name) in [("order", "order tried"), ("score", "score"), ("n", "rows")] {
      out += "<button type=\"button\" data-sort=\"\(key)\" aria-pressed=\"\(key == "order")\">"
      out += "\(name)<span class=\"way\"></span></button>"
    }
    return out + "</div>\n<p id=\"shown\" role=\"status\"></p>\n</form>\n"
  }

  private static func element(
    _ place: Int, _ lineage: SearchLineage, _ fields: [String], isOnPath: Bool, _ changes: String?
  ) -> String {
    let entry = lineage.entries[place]
    let states = [
      isOnPath ? "way" : nil, entry.wasBest ? "best" : nil, entry.death == nil ? "kept" : "dropped",
    ].compactMap { $0 }
    let means = ([entry.mean] + fields.map { entry.fields[$0] }).map { mean in
      mean.flatMap { $0.isFinite ? ReportNumber.fixed($0, 4) : nil } ?? ""
    }
    var out = "<details class=\"row candidate\" id=\"c\(place)\" data-order=\"\(place)\" "
    out += "data-n=\"\(entry.n)\" data-state=\"\(states.joined(separator: " "))\" "
    out += "data-means=\"\(means.joined(separator: " "))\">\n"
    out += "<summary><span class=\"id\">\(HTMLSearch.origin(entry))</span>"
    out +=
      "<span class=\"score\">\(HTMLPage.meter(entry.mean.flatMap { $0.isFinite ? $0 : nil } ?? 0))"
    out += "<span class=\"sr\">score </span><span class=\"mean\">"
    out += "\(ReportNumber.score(entry.mean))</span></span>"
    out += "<span class=\"sure\">n \(ReportNumber.count(entry.n))</span>"
    out +=
      "<span class=\"chips\">\(chips(entry, isOnPath, place == lineage.found))</span></summary>\n"
    out += "<div class=\"inside\">\n"
    out += inside(place, lineage, fields)
    out +=
      changes ?? "<p class=\"gap\">Its changes are in the JSON report: the page has no room.</p>\n"
    return out + "</div>\n</details>\n"
  }

  private static func chips(
    _ entry: SearchHistory.Entry, _ isOnPath: Bool, _ isFound: Bool
  ) -> String {
    var chips: [String] = []
    if entry.parent == nil { chips.append(HTMLRows.chip("seed", "repaired")) }
    if isFound, entry.parent != nil {
      chips.append(HTMLRows.chip("found", "right"))
    } else if isOnPath, entry.parent != nil {
      chips.append(HTMLRows.chip("on the way", "right"))
    }
    if entry.wasBest, !isFound { chips.append(HTMLRows.chip("best for a time", "missing")) }
    if let death = entry.death {
      chips.append(HTMLRows.chip("<bdi>\(HTMLSearch.escape(death.cut(60)))</bdi>", ""))
    }
    return chips.joined(separator: " ")
  }

  private static func inside(_ place: Int, _ lineage: SearchLineage, _ fields: [String]) -> String {
    let entry = lineage.entries[place]
    var out = "<p class=\"facts\">\(facts(entry)) · last tried after "
    out += "\(ReportNumber.count(entry.spent, "question"))"
    if let parent = lineage.parents[place] {
      out +=
        " · made from <a href=\"#c\(parent)\">\(HTMLSearch.origin(lineage.entries[parent]))</a>"
    } else if lineage.isOrphan(place) {
      out += " · made from a candidate that was not tried"
    }
    out += " · <code>\(HTMLSearch.escape(entry.id.cut(12)))</code></p>\n"
    let means = fields.compactMap { field in entry.fields[field].map { (field, $0) } }
    if !means.isEmpty {
      out += "<ul class=\"means\">"
      for (field, mean) in means {
        out += "<li><bdi>\(HTMLSearch.escape(field.cut(80)))</bdi> \(ReportNumber.score(mean))</li>"
      }
      out += "</ul>\n"
    }
    return out
  }
}
