/// What a row shows when it is opened.
enum HTMLRowDetail {
  static func render(_ row: EvaluationRow, _ evaluation: Evaluation) -> String {
    var out = facts(row)
    if let failure = row.failure {
      out += "<p class=\"failure\"><strong>"
      out += failure.isInvalidAnswer ? "The answer could not be used" : "There was no answer"
      out += "</strong> (<code>\(escape(failure.type))</code>): "
      out += "<bdi>\(escape(failure.message.cut(HTMLValue.limit)))</bdi></p>\n"
    }
    out += "<div class=\"values\">\n"
    for field in evaluation.reportedFields {
      let score = row.fields[field]
      // The values of items are in their list already; they are told apart when one is not right.
      if field.isOfItems, score.map({ $0.outcome == .right }) ?? true { continue }
      out += value(field, score, row)
    }
    out += "</div>\n"
    if let text = row.text { out += HTMLSource.render(text, evidence: row.evidence) }
    return out
  }

  private static func escape(_ text: String) -> String { HTMLReport.escape(text) }

  private static func facts(_ row: EvaluationRow) -> String {
    var facts: [String] = []
    if let latency = row.latency { facts.append("\(ReportNumber.fixed(latency, 0)) ms") }
    facts.append(ReportNumber.count(row.attempts, "request"))
    facts.append(
      "\(ReportNumber.count(row.usage.input)) tokens in, \(ReportNumber.count(row.usage.output)) out"
    )
    if let confidence = row.recordConfidence {
      facts.append("confidence of the record \(ReportNumber.score(confidence))")
    }
    if !row.repairs.isEmpty {
      facts.append(
        "repairs: "
          + row.repairs.prefix(20).map { "<code>\(escape($0))</code>" }.joined(separator: ", "))
    }
    return "<p class=\"facts\">\(facts.joined(separator: " · "))</p>\n"
  }

  private static func value(_ field: FieldPath, _ score: FieldScore?, _ row: EvaluationRow)
    -> String
  {
    var out = "<div class=\"value\"><p class=\"name\"><bdi>\(escape(field.description))</bdi> "
    if let score {
      let part = score.score > 0 && score.score < 1 ? " " + ReportNumber.score(score.score) : ""
      out += HTMLRows.chip(score.outcome.rawValue + part, score.outcome.rawValue)
    }
    if let confidence = row.confidence(of: field) {
      out += " <span class=\"sure\">confidence \(ReportNumber.score(confidence))</span>"
    }
    let (expected, predicted) = HTMLValue.sides(
      row.expected.reported(at: field), row.predicted?.reported(at: field),
      isRight: score?.outcome == .right)
    out += "</p>\n<div class=\"side\"><p class=\"label\">expected</p>\(expected)</div>\n"
    out += "<div class=\"side\"><p class=\"label\">predicted</p>"
    out += row.predicted == nil ? "<p class=\"none\">no record</p>" : predicted
    return out + "</div></div>\n"
  }
}
