/// All candidates: what filters and sorts them, and one closed element for each.
enum HTMLCandidates {
  /// The most candidates that the page lists.
  static let maximumEntries = 1_500
  /// The most fields whose means it tells, and the most means of all.
  private static let maximumFields = 40
  private static let maximumMeans = 20_000
  /// What a text of a change may take, and all of them, in Unicode scalars.
  private static let longest = 2_000
  private static let maximumText = 300_000
  /// What is shown when candidates are opened may take so many bytes together.
  private static let maximumMarkup = 2_000_000

  static func render(_ lineage: SearchLineage) -> String {
    let entries = lineage.entries
    guard !entries.isEmpty else { return "" }
    let onPath = Set(lineage.path)
    // What led to the result is never left out.
    let shown = entries.indices.filter { $0 < maximumEntries || onPath.contains($0) }
    let fields = Array(
      Set(shown.flatMap { entries[$0].fields.keys }).sorted()
        .prefix(min(maximumFields, maximumMeans / shown.count)))
    var out = "<section aria-labelledby=\"candidates\">\n"
    out += "<h2 id=\"candidates\" tabindex=\"-1\">Candidates</h2>\n"
    out += "<p class=\"hint\">\(SearchReport.caution)\(lineage.caution)</p>\n"
    out += controls(fields)
    out += "<div id=\"list\">\n"
    let changes = shown.reduce(0) { $0 + entries[$1].changes.count }
    let limit = min(longest, max(200, maximumText / max(1, changes)))
    // Those on the way to the result have the first claim on room.
    var details: [Int: String] = [:]
    var room = maximumMarkup
    for place in shown.filter(onPath.contains).suffix(20) + shown {
      guard room > 0 else { break }
      guard details[place] == nil else { continue }
      let isOnPath = details.count < 20 && onPath.contains(place)
      let text =
        means(entries[place], fields)
        + HTMLChanges.render(entries[place].changes, limit: isOnPath ? longest : limit)
      room -= text.utf8.count
      details[place] = text
    }
    for place in shown {
      out += element(place, lineage, fields, isOnPath: onPath.contains(place), details[place])
    }
    out += "</div>\n"
    if limit < longest {
      out += "<p class=\"gap\">Long texts are cut; the JSON report has them whole.</p>\n"
    }
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
    _ place: Int, _ lineage: SearchLineage, _ fields: [String], isOnPath: Bool, _ details: String?
  ) -> String {
    let entry = lineage.entries[place]
    let states = [
      isOnPath ? "way" : nil, entry.wasBest ? "best" : nil, entry.death == nil ? "kept" : "dropped",
    ].compactMap { $0 }
    let means = ([entry.mean] + fields.map { entry.fields[$0] }).map { mean in
      mean.map { $0.isFinite ? ReportNumber.score($0) : "" } ?? ""
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
    out += facts(place, lineage)
    out +=
      details ?? "<p class=\"gap\">More is in the JSON report: the page has no room.</p>\n"
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

  private static func facts(_ place: Int, _ lineage: SearchLineage) -> String {
    let entry = lineage.entries[place]
    var out = "<p class=\"facts\">\(facts(entry)) · last tried after "
    out += "\(ReportNumber.count(entry.spent, "question"))"
    if let parent = lineage.parents[place] {
      out += " · made from <a href=\"#c\(parent)\">"
      out += "\(HTMLSearch.origin(lineage.entries[parent]))</a>"
    } else if lineage.isOrphan(place) {
      out += " · made from a candidate that was not tried"
    }
    return out + " · <code>\(HTMLSearch.escape(entry.id.cut(12)))</code></p>\n"
  }

  private static func means(_ entry: SearchHistory.Entry, _ fields: [String]) -> String {
    let means = fields.compactMap { field in entry.fields[field].map { (field, $0) } }
    guard !means.isEmpty else { return "" }
    var out = "<ul class=\"means\">"
    for (field, mean) in means {
      out += "<li><bdi>\(HTMLSearch.escape(field.cut(80)))</bdi> \(ReportNumber.score(mean))</li>"
    }
    return out + "</ul>\n"
  }
}
