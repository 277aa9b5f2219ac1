/// The rows of an evaluation: what filters and sorts them, and one closed element for each.
enum HTMLRows {
  static func render(_ evaluation: Evaluation) -> String {
    var out = "<section aria-labelledby=\"rows\">\n<h2 id=\"rows\" tabindex=\"-1\">Rows</h2>\n"
    guard !evaluation.rows.isEmpty else {
      return out + "<p>The data set has no labelled example.</p>\n</section>\n"
    }
    let confidences = evaluation.rows.map { $0.confidence(over: evaluation.scoredFields) }
    out += controls(evaluation, hasConfidence: confidences.contains { $0 != nil })
    out += "<div id=\"list\" data-noun=\"rows\">\n"
    for (index, row) in evaluation.rows.enumerated() {
      out += element(row, index, confidences[index], evaluation)
    }
    return out + "</div>\n</section>\n"
  }

  private static func controls(_ evaluation: Evaluation, hasConfidence: Bool) -> String {
    HTMLControls(
      states: [
        ("all", "all rows"), ("failing", "failing"), ("right", "all right"), ("error", "errors"),
        ("invalid", "invalid answers"), ("repaired", "repaired"),
      ], fieldLabel: "Not right", fields: evaluation.reportedFields,
      hasConfidence: hasConfidence,
      sorts: [("order", "data order"), ("score", "score"), ("id", "id")]
        + (hasConfidence ? [("confidence", "confidence")] : [])
    ).html
  }

  private static func element(
    _ row: EvaluationRow, _ index: Int, _ confidence: Double?, _ evaluation: Evaluation
  ) -> String {
    let faults = row.faults(evaluation.reportedFields)
    let isFailing = row.isFailing(evaluation.scoredFields)
    let state =
      !row.isAnswered ? "error" : row.failure != nil ? "invalid" : isFailing ? "failing" : "right"
    let wrong = evaluation.reportedFields.indices.filter {
      row.fields[evaluation.reportedFields[$0]].map { $0.outcome != .right } ?? false
    }
    let states =
      [state] + (state == "invalid" ? ["failing"] : []) + (row.repairs.isEmpty ? [] : ["repaired"])
    var out = "<details class=\"row \(state)\" data-order=\"\(index)\""
    out += " data-state=\"\(states.joined(separator: " "))\""
    out += " data-score=\"\(plain(row.score))\" data-confidence=\"\(plain(confidence))\""
    out += " data-wrong=\"\(wrong.map(String.init).joined(separator: " "))\">\n"
    out += "<summary><span class=\"id\"><bdi>\(HTMLReport.escape(row.name))</bdi></span>"
    out += "<span class=\"score\">\(HTMLPage.meter(row.score))"
    out += "<span class=\"sr\">score </span>\(ReportNumber.score(row.score))</span>"
    out += "<span class=\"sure\">"
    if let confidence {
      out += "<span class=\"what\">confidence</span> \(ReportNumber.score(confidence))"
    }
    out += "</span><span class=\"chips\">\(chips(row, faults, state))</span></summary>\n"
    out += "<div class=\"inside\">\n"
    out += HTMLRowDetail.render(row, evaluation)
    return out + "</div>\n</details>\n"
  }

  private static func plain(_ value: Double?) -> String {
    value.map { JSONValue.number($0).text() } ?? ""
  }

  private static func chips(
    _ row: EvaluationRow, _ faults: [(path: FieldPath, score: FieldScore)], _ state: String
  ) -> String {
    var chips: [String] = []
    if state == "error" {
      let kind = row.failure.map { ": " + HTMLReport.escape($0.type.cut(60)) } ?? ""
      chips.append(chip("error" + kind, "fault"))
    } else if state == "invalid" {
      chips.append(chip("invalid answer", "fault"))
    } else {
      // What is wrong inside a list is told by the list; its items' fields are in the detail.
      let shown = faults.filter { !$0.path.isOfItems }
      chips += shown.prefix(5).map { path, score in
        chip(
          "<bdi>\(HTMLReport.escape(path.description))</bdi> \(score.outcome.rawValue)",
          score.outcome.rawValue)
      }
      if shown.count > 5 { chips.append(chip("and \(shown.count - 5) more", "")) }
      if state == "right" { chips.append(chip("all right", "right")) }
    }
    if !row.repairs.isEmpty { chips.append(chip("repaired", "repaired")) }
    return chips.joined(separator: " ")
  }

  static func chip(_ html: String, _ kind: String) -> String {
    "<span class=\"chip \(kind)\">\(html)</span>"
  }
}
