extension RunProgress: CustomStringConvertible {
  /// The progress in one line: done of total, rate, time left, calls, tokens, cost.
  public var description: String {
    var parts = [total.map { "\(done)/\($0)" } ?? "\(done)"]
    if failed > 0 { parts.append("\(failed) failed") }
    if !isOver, let rate { parts.append("\(Self.decimal(rate, rate < 10 ? 2 : 1))/s") }
    if !isOver, let timeLeft { parts.append("\(Self.time(timeLeft)) left") }
    if isOver { parts.append(Self.time(elapsed)) }
    parts.append("\(calls) calls" + (cachedCalls > 0 ? " + \(cachedCalls) cached" : ""))
    if retries > 0 { parts.append("\(retries) retries") }
    if usage != Usage() {
      parts.append("\(Self.short(usage.input)) tokens in, \(Self.short(usage.output)) out")
    }
    if let cost, cost > 0 { parts.append("$" + Self.decimal(cost, cost < 1 ? 4 : 2)) }
    return parts.joined(separator: "  ")
  }

  /// A count of at most four digits and a unit.
  private static func short(_ count: Int) -> String {
    switch count {
    case ..<10_000: "\(count)"
    case ..<10_000_000: decimal(Double(count) / 1e3, count < 100_000 ? 1 : 0) + "k"
    default: decimal(Double(count) / 1e6, count < 100_000_000 ? 1 : 0) + "M"
    }
  }

  private static func time(_ duration: Duration) -> String {
    let seconds = duration.seconds
    guard seconds < 360_000 else { return "over 100 h" }
    let whole = Int(seconds.rounded(.up))
    switch whole {
    case ..<120: return "\(whole) s"
    case ..<7_200: return "\(whole / 60) min \(whole % 60) s"
    default: return "\(whole / 3_600) h \(whole / 60 % 60) min"
    }
  }

  private static func decimal(_ value: Double, _ digits: Int) -> String {
    ReportNumber.fixed(value, digits)
  }
}
