/// The part of the page that says how far confidence can be trusted.
enum HTMLCalibration {
  /// Nothing when no value has a confidence.
  static func render(_ evaluation: Evaluation) -> String {
    guard let summary = evaluation.calibration else { return "" }
    let (confidences, rightness) = judged(evaluation)
    let bins = ReliabilityMetrics.reliabilityTable(confidences, rightness)
    var out = "<section aria-labelledby=\"confidence\">\n<h2 id=\"confidence\">Confidence</h2>\n"
    out += "<p>Over \(ReportNumber.count(summary.n, "value")) of scored fields: Brier score "
    out += "\(ReportNumber.score(summary.brier)), calibration error (ECE) "
    out += "\(ReportNumber.score(summary.ece)), AUROC \(ReportNumber.score(summary.auroc)).</p>\n"
    out += "<div class=\"plots\">\n<figure>\(ReliabilityPlot.reliability(bins))"
    out += "<figcaption>Is confidence right? Points below the diagonal are overconfident; "
    out += "whiskers are 95 % intervals.</figcaption></figure>\n"
    out += "<figure>\(ReliabilityPlot.riskCoverage(confidences, rightness))"
    out += "<figcaption>What does accepting only confident values leave wrong?</figcaption>"
    out += "</figure>\n</div>\n<details class=\"data\"><summary>The numbers behind the drawings"
    out +=
      "</summary>\n<div class=\"plots\">\(table(bins))\(coverage(confidences, rightness))</div>"
    return out + "</details>\n</section>\n"
  }

  /// The values that `Evaluation.calibration` judges.
  private static func judged(_ evaluation: Evaluation) -> ([Double], [Bool]) {
    var confidences: [Double] = []
    var rightness: [Bool] = []
    for row in evaluation.answered where row.failure == nil {
      for field in evaluation.scoredFields {
        guard let confidence = row.confidence[field], let score = row.fields[field] else {
          continue
        }
        confidences.append(confidence)
        rightness.append(score.outcome == .right)
      }
    }
    return (confidences, rightness)
  }

  private static func table(_ bins: [ReliabilityRow]) -> String {
    var out =
      "<table><caption>Reliability</caption><thead><tr><th scope=\"col\" class=\"n\">Stated</th>"
    out += "<th scope=\"col\" class=\"n\">Right</th><th scope=\"col\">95 % interval</th>"
    out += "<th scope=\"col\" class=\"n\">n</th></tr></thead><tbody>\n"
    for bin in bins {
      out += "<tr><td class=\"n\">\(ReportNumber.score(bin.meanProbability))</td>"
      out += "<td class=\"n\">\(ReportNumber.score(bin.accuracy))</td>"
      out += "<td>\(ReportNumber.interval(bin.interval))</td><td class=\"n\">\(bin.n)</td></tr>\n"
    }
    return out + "</tbody></table>\n"
  }

  private static func coverage(_ confidences: [Double], _ rightness: [Bool]) -> String {
    var out = "<table><caption>Risk and coverage</caption><thead><tr>"
    out += "<th scope=\"col\" class=\"n\">Share wrong at most</th>"
    out += "<th scope=\"col\" class=\"n\">Share accepted</th></tr></thead><tbody>\n"
    for risk in [0.01, 0.02, 0.05, 0.1, 0.2] {
      let share = ReliabilityMetrics.coverage(confidences, rightness, atRisk: risk)
      out += "<tr><td class=\"n\">\(ReportNumber.percent(risk))</td>"
      out += "<td class=\"n\">\(ReportNumber.percent(share))</td></tr>\n"
    }
    return out + "</tbody></table>\n"
  }
}
