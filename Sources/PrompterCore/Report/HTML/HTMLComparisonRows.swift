/// The examples of a comparison: what changed first, each closed until it is opened.
enum HTMLComparisonRows {
  static func render(_ comparison: Comparison) -> String {
    var out = "<section aria-labelledby=\"rows\">\n<h2 id=\"rows\" tabindex=\"-1\">Examples</h2>\n"
    guard !comparison.examples.isEmpty || !comparison.newErrors.isEmpty else {
      return out + "<p>No example was answered by both.</p>\n</section>\n"
    }
    let fields = comparison.fields.map(\.path)
    out +=
      HTMLControls(
        states: [
          ("changed", "only changed"), ("worse", "worse in B"), ("better", "better in B"),
          ("other", "changed, same score"), ("error", "no answer in B only"), ("same", "the same"),
          ("all", "all examples"),
        ], fieldLabel: "Differs in", fields: fields, hasConfidence: false,
        sorts: [("order", "worst first"), ("score", "difference"), ("id", "id")]
      ).html
    out += "<div id=\"list\" data-noun=\"examples\">\n"
    var order = 0
    let same = comparison.examples.filter { $0.change == .none }
    let listed = comparison.worse + comparison.better + comparison.changed
    for example in listed + same {
      out += element(example, order, fields)
      order += 1
    }
    for id in comparison.newErrors {
      out += "<details class=\"row error\" data-order=\"\(order)\" data-state=\"error changed\""
      out += " data-score=\"\" data-confidence=\"\" data-wrong=\"\">\n<summary>"
      out += "<span class=\"id\"><bdi>\(escape(id))</bdi></span><span class=\"score\"></span>"
      out += "<span class=\"sure\"></span><span class=\"chips\">"
      out += HTMLRows.chip("no answer in B", "fault") + "</span></summary>\n"
      out += "<div class=\"inside\"><p>A has answered it, B has not: it does not count.</p></div>"
      out += "</details>\n"
      order += 1
    }
    return out + "</div>\n</section>\n"
  }

  private static func escape(_ text: String) -> String { XMLText.escapeHTML(text) }

  private static func element(
    _ example: ComparedExample, _ order: Int, _ fields: [FieldPath]
  ) -> String {
    let changes = example.shown.map { FieldChange.list($0, fields) } ?? []
    let names = Set(changes.map(\.path))
    let places = fields.indices.filter { names.contains(fields[$0]) }
    let state =
      switch example.change {
      case .worse: "worse changed"
      case .better: "better changed"
      case .other: "other changed"
      case .none: "same"
      }
    var out = "<details class=\"row\" data-order=\"\(order)\" data-state=\"\(state)\""
    out += " data-score=\"\(JSONValue.number(example.difference).text())\" data-confidence=\"\""
    out += " data-wrong=\"\(places.map(String.init).joined(separator: " "))\">\n"
    out += "<summary><span class=\"id\"><bdi>\(escape(example.id))</bdi></span>"
    out += "<span class=\"score\">\(ReportNumber.score(example.scoreA)) → "
    out += "\(ReportNumber.score(example.scoreB))</span><span class=\"sure\">"
    out += "\(ReportNumber.difference(example.difference))</span>"
    out += "<span class=\"chips\">\(chips(example, changes))</span></summary>\n"
    out += "<div class=\"inside\">\n"
    out += detail(example, changes)
    return out + "</div>\n</details>\n"
  }

  private static func chips(_ example: ComparedExample, _ changes: [FieldChange]) -> String {
    var chips: [String] = []
    switch example.change {
    case .worse: chips.append(HTMLRows.chip("worse", "wrong"))
    case .better: chips.append(HTMLRows.chip("better", "right"))
    case .other: chips.append(HTMLRows.chip("changed", "missing"))
    case .none: chips.append(HTMLRows.chip("the same", ""))
    }
    chips += changes.prefix(5).map {
      HTMLRows.chip("<bdi>\(escape($0.path.description))</bdi>", $0.isWorse ? "wrong" : "")
    }
    if changes.count > 5 { chips.append(HTMLRows.chip("and \(changes.count - 5) more", "")) }
    return chips.joined(separator: " ")
  }

  private static func detail(_ example: ComparedExample, _ changes: [FieldChange]) -> String {
    guard let rows = example.shown else { return "" }
    var out = ""
    if example.a.count + example.b.count > 2 {
      out += "<p class=\"facts\">Means over \(example.a.count) and \(example.b.count) repeats; "
      out +=
        "shown are repeats \(rows.a.repetition + 1) of A and \(rows.b.repetition + 1) of B.</p>\n"
    }
    guard !changes.isEmpty else {
      return out + "<p class=\"facts\">Both give the same record.</p>\n"
    }
    out += "<div class=\"values three\">\n"
    for change in changes {
      out += "<div class=\"value\"><p class=\"name\"><bdi>\(escape(change.path.description))</bdi>"
      out += "</p>\n<div class=\"side\"><p class=\"label\">expected</p>"
      out += "\(HTMLValue.single(change.expected))</div>\n"
      out += side("A", change.a, change.scoreA, rows.a, change.expected)
      out += side("B", change.b, change.scoreB, rows.b, change.expected) + "</div>\n"
    }
    out += "</div>\n"
    if let text = rows.a.text ?? rows.b.text {
      out += HTMLSource.render(text, evidence: rows.b.evidence)
    }
    return out
  }

  private static func side(
    _ name: String, _ value: JSONValue?, _ score: FieldScore?, _ row: EvaluationRow,
    _ expected: JSONValue?
  ) -> String {
    var out = "<div class=\"side\"><p class=\"label\">\(name)"
    if let score {
      let part = score.score > 0 && score.score < 1 ? " " + ReportNumber.score(score.score) : ""
      out += " " + HTMLRows.chip(score.outcome.rawValue + part, score.outcome.rawValue)
    }
    out += "</p>"
    if let missing = row.missingRecord {
      out += "<p class=\"none\">\(escape(missing))</p>"
    } else {
      out += HTMLValue.marked(value, against: expected, isRight: score?.outcome == .right)
    }
    return out + "</div>\n"
  }
}
