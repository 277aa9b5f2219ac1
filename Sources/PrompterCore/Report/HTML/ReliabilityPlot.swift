/// Two drawings of how far confidence can be trusted, as SVG inside a page.
///
/// Colours come from the page's classes, so that they follow its light or dark look.
enum ReliabilityPlot {
  private static let width = 340.0
  private static let height = 300.0
  private static let left = 52.0
  private static let top = 14.0
  private static let right = 24.0
  private static let bottom = 46.0

  /// The share right against the stated confidence, one point a bin, with Wilson intervals.
  static func reliability(_ bins: [ReliabilityRow]) -> String {
    var body = "<line class=\"ideal\" \(line(0, 0, 1, 1))/>"
    let most = bins.map(\.n).max() ?? 1
    for bin in bins {
      let share = Double(bin.n) / Double(most)
      body += "<line class=\"whisker\" "
      body += line(bin.meanProbability, bin.interval.low, bin.meanProbability, bin.interval.high)
      body += "/><circle class=\"point\" cx=\"\(x(bin.meanProbability))\" cy=\"\(y(bin.accuracy))\""
      body += " r=\"\(ReportNumber.fixed(3 + 3 * share.squareRoot(), 1))\"><title>"
      body += "stated \(ReportNumber.percent(bin.meanProbability)), "
      body += "right \(ReportNumber.percent(bin.accuracy)), n = \(bin.n)</title></circle>"
    }
    let label =
      "Reliability diagram: share of values that are right against stated confidence, "
      + ReportNumber.count(bins.count, "bin") + "; the dashed diagonal is perfect calibration."
    return frame(body, label: label, x: "stated confidence", y: "share right", top: 1)
  }

  /// The share wrong among the most confident values against how many of them are accepted.
  static func riskCoverage(_ confidences: [Double], _ rightness: [Bool]) -> String {
    var points: [(coverage: Double, risk: Double)] = []
    var accepted = 0
    var wrong = 0
    let total = min(confidences.count, rightness.count)
    for group in TieGroup.descending(confidences, rightness) {
      accepted += group.count
      wrong += group.count - group.right
      let coverage = Double(accepted) / Double(total)
      // Steps under half a percent cannot be seen.
      guard accepted == total || coverage - (points.last?.coverage ?? -1) >= 0.005 else { continue }
      points.append((coverage, Double(wrong) / Double(accepted)))
    }
    let highest = points.map(\.risk).max() ?? 0
    let ceiling = [0.05, 0.1, 0.2, 0.4, 0.6, 0.8].first { $0 >= highest } ?? 1
    let path = points.map { "\(x($0.coverage)),\(y($0.risk / ceiling))" }.joined(separator: " ")
    var body = "<polyline class=\"curve\" points=\"\(path)\"/>"
    if points.count == 1, let point = points.first {
      body +=
        "<circle class=\"point\" cx=\"\(x(point.coverage))\" cy=\"\(y(point.risk / ceiling))\" r=\"4\"/>"
    }
    let label =
      "Risk-coverage curve: share of accepted values that are wrong against the share accepted, "
      + "most confident first; all accepted: \(ReportNumber.percent(points.last?.risk)) wrong."
    return frame(body, label: label, x: "share accepted", y: "share wrong", top: ceiling)
  }

  private static func frame(
    _ body: String, label: String, x xName: String, y yName: String, top ceiling: Double
  ) -> String {
    var out = "<svg class=\"plot\" role=\"img\" viewBox=\"0 0 \(Int(width)) \(Int(height))\""
    out += " aria-label=\"\(XMLText.escapeHTML(label))\">"
    for step in 0...4 {
      let share = Double(step) / 4
      out += "<line class=\"grid\" \(line(share, 0, share, 1))/>"
      out += "<line class=\"grid\" \(line(0, share, 1, share))/>"
      out += "<text class=\"tick\" text-anchor=\"middle\" x=\"\(x(share))\""
      out += " y=\"\(ReportNumber.fixed(height - bottom + 17, 1))\">\(step * 25) %</text>"
      let value = ReportNumber.fixed(100 * ceiling * share, ceiling < 0.2 ? 1 : 0)
      out += "<text class=\"tick\" text-anchor=\"end\" x=\"\(ReportNumber.fixed(left - 6, 1))\""
      out += " y=\"\(ReportNumber.fixed(place(share) + 4, 1))\">\(value) %</text>"
    }
    out += body
    out += "<text class=\"axis\" text-anchor=\"middle\" x=\"\(x(0.5))\""
    out += " y=\"\(ReportNumber.fixed(height - 8, 1))\">\(xName)</text>"
    out += "<text class=\"axis\" text-anchor=\"middle\" transform=\"rotate(-90 12 "
    out += "\(y(0.5)))\" x=\"12\" y=\"\(y(0.5))\">\(yName)</text>"
    return out + "</svg>"
  }

  private static func x(_ share: Double) -> String {
    ReportNumber.fixed(left + share * (width - left - right), 1)
  }

  private static func place(_ share: Double) -> Double {
    height - bottom - share * (height - top - bottom)
  }

  private static func y(_ share: Double) -> String { ReportNumber.fixed(place(share), 1) }

  private static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    "x1=\"\(x(x1))\" y1=\"\(y(y1))\" x2=\"\(x(x2))\" y2=\"\(y(y2))\""
  }
}
