/// The scores of a search over the questions asked, as SVG inside a page.
struct SearchPlot {
  private static let width = 640.0
  private static let height = 330.0
  private static let left = 54.0
  private static let top = 30.0
  private static let right = 14.0
  private static let bottom = 52.0
  /// More dots than these cannot be told apart.
  static let maximumDots = 1_500

  private let lineage: SearchLineage
  private let history: SearchHistory
  private let heldOut: OptimizationResult.HeldOut?
  private let points: [SearchHistory.Point]
  private let low, high, end: Double
  /// The questions at which the confirmation begins; nil when it is not known.
  private let confirmation: Double?

  init(_ report: SearchReport) {
    lineage = report.lineage
    history = report.result.history
    heldOut = report.result.heldOut
    points = history.points.filter { $0.mean.isFinite }
    let confirmation = history.stages.last { $0.kind == .confirm }.map { Double($0.spent) }
    self.confirmation = confirmation
    let held = [heldOut?.seed, heldOut?.optimized].compactMap { $0 }.flatMap { scores in
      let interval = Bootstrap.meanInterval(scores)
      return [scores.mean, interval?.low, interval?.high].compactMap { $0 }.filter(\.isFinite)
    }
    let scores = points.map { min(max($0.mean, 0), 1) } + (confirmation == nil ? [] : held)
    let lowest = ((scores.min() ?? 0) * 10).rounded(.down) / 10
    let highest = ((scores.max() ?? 1) * 10).rounded(.up) / 10
    high = min(1, max(highest, lowest + 0.2))
    low = max(0, min(lowest, high - 0.2))
    let last = Double(points.map(\.spent).max() ?? 0)
    // Where held-out scores are shown there must be room for them.
    end = max(1, confirmation.map { max($0, last) * 1.14 } ?? last)
  }

  /// Whether there is anything to draw.
  var hasPoints: Bool { !points.isEmpty }

  /// Whether only some of the dots are drawn.
  var isThinned: Bool { points.count > Self.maximumDots }

  /// The drawing.
  var svg: String {
    var out = "<svg class=\"plot search\" role=\"img\" viewBox=\"0 0 \(Int(Self.width)) "
    out += "\(Int(Self.height))\" aria-label=\"\(XMLText.escapeHTML(label))\">"
    return out + axes + stages + line + dots + confirmed + "</svg>"
  }

  private var label: String {
    var text = "Score of the search over questions asked: "
    text += ReportNumber.count(points.count, "evaluation")
    text += " of \(ReportNumber.count(lineage.entries.count, "candidate"))"
    if let found = lineage.found, let mean = lineage.entries[found].mean {
      text += "; what was found has \(ReportNumber.score(mean)) over "
      text += ReportNumber.count(lineage.entries[found].n, "row")
    }
    return text + "."
  }

  // MARK: Axes

  private var axes: String {
    var out = ""
    let step = high - low > 0.65 ? 0.2 : high - low > 0.25 ? 0.1 : 0.05
    var value = (low / step).rounded(.up) * step
    while value <= high + 1e-9 {
      out += "<line class=\"grid\" x1=\"\(x(0))\" x2=\"\(x(end))\" y1=\"\(y(value))\" "
      out += "y2=\"\(y(value))\"/><text class=\"tick\" text-anchor=\"end\" "
      out += "x=\"\(Self.fixed(Self.left - 7))\" y=\"\(y(value, 4))\">"
      out += "\(ReportNumber.fixed(value, step < 0.1 ? 2 : 1))</text>"
      value += step
    }
    let jump = Self.step(end)
    var spent = 0.0
    while spent <= end {
      out += "<line class=\"grid\" x1=\"\(x(spent))\" x2=\"\(x(spent))\" y1=\"\(y(low))\" "
      out += "y2=\"\(y(low, 5))\"/><text class=\"tick\" text-anchor=\"middle\" x=\"\(x(spent))\" "
      out += "y=\"\(y(low, 20))\">\(ReportNumber.count(Int(spent)))</text>"
      spent += jump
    }
    let middle = Self.fixed((Self.top + Self.height - Self.bottom) / 2)
    out += "<text class=\"axis\" text-anchor=\"middle\" x=\"\(x(end / 2))\" "
    out += "y=\"\(Self.fixed(Self.height - 6))\">questions asked</text>"
    out += "<text class=\"axis\" text-anchor=\"middle\" transform=\"rotate(-90 14 \(middle))\" "
    return out + "x=\"14\" y=\"\(middle)\">mean score in the search</text>"
  }

  /// A round step that gives at most seven ticks.
  private static func step(_ end: Double) -> Double {
    var unit = 1.0
    while unit * 60 < end { unit *= 10 }
    return [1, 2, 5, 10].map { $0 * unit }.first { end / $0 <= 7 } ?? 10 * unit
  }

  private var stages: String {
    guard history.stages.count > 1 else { return "" }
    var out = ""
    var folds = 0
    for stage in history.stages {
      let name: String
      switch stage.kind {
      case .fold:
        folds += 1
        name = "fold \(folds)"
      case .search: name = folds > 0 ? "final search" : ""
      case .confirm: name = "confirmation"
      }
      guard !name.isEmpty else { continue }
      let place = x(Double(stage.spent))
      let isConfirmation = stage.kind == .confirm
      out += "<line class=\"stage\" x1=\"\(place)\" x2=\"\(place)\" y1=\"\(Self.fixed(Self.top))\" "
      out +=
        "y2=\"\(y(low))\"/><text class=\"tick\" x=\"\(place)\" y=\"\(Self.fixed(Self.top - 14))\""
      // The last one stands at the right edge.
      out += isConfirmation ? " text-anchor=\"middle\">" : ">"
      out += "\(name)</text>"
    }
    return out
  }

  // MARK: Data

  private var dots: String {
    let most = Double(points.map(\.n).max() ?? 1)
    let stride = (points.count + Self.maximumDots - 1) / Self.maximumDots
    let onPath = Set(lineage.path)
    var out = ""
    for (index, point) in points.enumerated()
    where index.isMultiple(of: max(1, stride)) || index == points.count - 1 {
      guard lineage.entries.indices.contains(point.entry) else { continue }
      let entry = lineage.entries[point.entry]
      let isOnPath = onPath.contains(point.entry)
      let isHollow = entry.death != nil && !isOnPath
      let radius = 2 + 4 * (Double(point.n) / max(1, most)).squareRoot()
      out += "<circle class=\"dot\(isHollow ? " hollow" : "")\(isOnPath ? " way" : "")\" "
      out += "cx=\"\(x(Double(point.spent)))\" cy=\"\(y(point.mean))\" r=\"\(Self.fixed(radius))\">"
      out +=
        "<title>\(XMLText.escapeHTML(entry.origin.cut(80))): \(ReportNumber.score(point.mean)) "
      out += "over \(ReportNumber.count(point.n, "row")), after "
      out += "\(ReportNumber.count(point.spent, "question"))</title></circle>"
    }
    return out
  }

  /// The mean of the candidate that was the best, as it was known then; a line for each search.
  private var line: String {
    let starts = history.stages.filter { $0.kind != .confirm }.map(\.spent)
    let ends = starts.dropFirst() + [Int.max]
    return zip(starts.isEmpty ? [0] : starts, ends).map { line(from: $0, to: $1) }.joined()
  }

  private func line(from start: Int, to end: Int) -> String {
    let points = points.filter { $0.spent > start && $0.spent <= end }
    let changes = history.best.filter { change in
      // Where one search ends and another begins, what has no parent begins.
      let isSeed = lineage.entries[change.entry].parent == nil
      return change.spent == start && isSeed || change.spent > start && change.spent < end
        || change.spent == end && !isSeed
    }
    var places: [String] = []
    var means: [Int: Double] = [:]
    var next = changes.startIndex
    var leader: Int?
    var height: Double?
    func move(to spent: Int, _ mean: Double?) {
      let place = x(Double(spent))
      if let height { places.append("\(place),\(y(height))") }
      if let mean { places.append("\(place),\(y(mean))") }
      height = mean ?? height
    }
    for point in points {
      while next < changes.endIndex, changes[next].spent < point.spent {
        leader = changes[next].entry
        move(to: changes[next].spent, means[changes[next].entry])
        next += 1
      }
      means[point.entry] = point.mean
      if point.entry == leader { move(to: point.spent, point.mean) }
    }
    for change in changes[next...] { move(to: change.spent, means[change.entry]) }
    if let last = points.last { move(to: last.spent, nil) }
    guard !places.isEmpty else { return "" }
    return "<polyline class=\"curve\" points=\"\(places.joined(separator: " "))\"/>"
  }

  /// What the held-out rows say, right of where the confirmation begins.
  private var confirmed: String {
    guard let heldOut, let confirmation else { return "" }
    var out = ""
    for (scores, share, kind, name) in [
      (heldOut.seed, 0.35, "seed", "Seed"), (heldOut.optimized, 0.75, "found", "Found"),
    ] {
      guard let mean = scores.mean, mean.isFinite else { continue }
      let spent = confirmation + share * (end - confirmation)
      if let interval = Bootstrap.meanInterval(scores) {
        out += "<line class=\"whisker\" x1=\"\(x(spent))\" x2=\"\(x(spent))\" "
        out += "y1=\"\(y(interval.low))\" y2=\"\(y(interval.high))\"/>"
      }
      let place = "translate(\(x(spent)) \(y(mean))) rotate(45)"
      out += "<rect class=\"held \(kind)\" x=\"-5\" y=\"-5\" width=\"10\" height=\"10\" "
      out += "transform=\"\(place)\"><title>\(name), held out: \(ReportNumber.score(mean)) over "
      out += "\(ReportNumber.count(scores.count, "row"))</title></rect>"
    }
    return out
  }

  // MARK: Places

  private static func fixed(_ value: Double) -> String { ReportNumber.fixed(value, 1) }

  private func x(_ spent: Double) -> String {
    let share = min(max(spent / end, 0), 1)
    return Self.fixed(Self.left + share * (Self.width - Self.left - Self.right))
  }

  private func y(_ score: Double, _ below: Double = 0) -> String {
    let share = min(max((score - low) / (high - low), 0), 1)
    return Self.fixed(
      Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom) + below)
  }
}
