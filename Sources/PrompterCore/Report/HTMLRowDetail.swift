/// What a row shows when it is opened.
enum HTMLRowDetail {
  /// How much of a value is shown, in Unicode scalars.
  private static let valueLimit = 8_000

  static func render(_ row: EvaluationRow, _ evaluation: Evaluation) -> String {
    var out = facts(row)
    if let failure = row.failure {
      out += "<p class=\"failure\"><strong>"
      out += failure.isInvalidAnswer ? "The answer could not be used" : "There was no answer"
      out += "</strong> (<code>\(escape(failure.type))</code>): "
      out += "<bdi>\(escape(failure.message.cut(valueLimit)))</bdi></p>\n"
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
    let (expected, predicted) = sides(
      row.expected.reported(at: field), row.predicted?.reported(at: field),
      isRight: score?.outcome == .right)
    out += "</p>\n<div class=\"side\"><p class=\"label\">expected</p>\(expected)</div>\n"
    out += "<div class=\"side\"><p class=\"label\">predicted</p>"
    out += row.predicted == nil ? "<p class=\"none\">no record</p>" : predicted
    return out + "</div></div>\n"
  }

  /// Both values, with what is only in one of them marked.
  private static func sides(
    _ expected: JSONValue?, _ predicted: JSONValue?, isRight: Bool
  ) -> (String, String) {
    guard let expected, let predicted, !expected.isNull, !predicted.isNull else {
      return (single(expected), single(predicted))
    }
    // "5" and 5 must not look alike.
    let isPlain = (expected.string == nil) == (predicted.string == nil)
    let a = shown(expected, isPlain)
    let b = shown(predicted, isPlain)
    if isRight || a == b { return (block(escape(a)), block(escape(b))) }
    var left = ""
    var right = ""
    for piece in WordDiff(a, b).pieces {
      switch piece.kind {
      case .same:
        left += escape(piece.text)
        right += escape(piece.text)
      // Names on these elements are forbidden to ARIA: the style says "removed" and "added".
      case .removed: left += "<del>\(escape(piece.text))</del>"
      case .added: right += "<ins>\(escape(piece.text))</ins>"
      }
    }
    return (block(left), block(right))
  }

  private static func single(_ value: JSONValue?) -> String {
    guard let value, !value.isNull else { return "<p class=\"none\">nothing</p>" }
    return block(escape(shown(value, true)))
  }

  /// A text as it is or as JSON; a list with one item a line.
  private static func shown(_ value: JSONValue, _ isPlain: Bool) -> String {
    if isPlain, let text = value.string, !text.isEmpty { return text.cut(valueLimit) }
    guard let items = value.array, !items.isEmpty else {
      return value.text(.pretty).cut(valueLimit)
    }
    return items.map { $0.text(.spaced) }.joined(separator: "\n").cut(valueLimit)
  }

  private static func block(_ html: String) -> String {
    "<div class=\"text\" dir=\"auto\">\(html)</div>"
  }
}
