/// Numbers as reports write them: the same on every machine, whatever its language.
enum ReportNumber {
  /// What stands for a number that does not exist.
  static let none = "–"

  /// A number with a fixed count of decimals.
  static func fixed(_ value: Double?, _ digits: Int) -> String {
    guard let value, value.isFinite else { return none }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e15 else { return value.description }
    var text = String(Int(scaled))
    if digits > 0 {
      text = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
      text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
    }
    // A difference that rounds to nothing has no sign.
    return value < 0 && scaled > 0 ? "-" + text : text
  }

  /// A score or probability: three decimals.
  static func score(_ value: Double?) -> String { fixed(value, 3) }

  /// A p value, which is never 0.
  static func p(_ value: Double) -> String { value < 0.0005 ? "< 0.001" : fixed(value, 3) }

  /// A difference of scores, with its sign.
  static func difference(_ value: Double?) -> String {
    let text = fixed(value, 3)
    return (value ?? 0) > 0 && text != "0.000" && text != none ? "+" + text : text
  }

  /// An interval of scores.
  static func interval(_ interval: Interval?) -> String {
    interval.map { "[\(score($0.low)), \(score($0.high))]" } ?? none
  }

  /// An interval of differences, with signs.
  static func differences(_ interval: Interval) -> String {
    "[\(difference(interval.low)), \(difference(interval.high))]"
  }

  /// A share from 0 to 1 in percent.
  static func percent(_ value: Double?) -> String {
    guard let value, value.isFinite else { return none }
    return fixed(value * 100, 1) + " %"
  }

  /// A count with commas between thousands.
  static func count(_ value: Int) -> String {
    var text = ""
    for (place, digit) in String(value.magnitude).reversed().enumerated() {
      if place > 0, place.isMultiple(of: 3) { text = "," + text }
      text = String(digit) + text
    }
    return value < 0 ? "-" + text : text
  }

  /// A count with its noun: `1 row`, `2 rows`.
  static func count(_ value: Int, _ noun: String) -> String {
    "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
  }

  /// US dollars; nil is an unknown price, not a free call.
  static func cost(_ value: Double?) -> String {
    value.map { "$" + fixed($0, abs($0) >= 1 ? 2 : 4) } ?? "unknown"
  }

  /// The median and 95th percentile of times in milliseconds.
  static func latency(_ latency: (p50: Double?, p95: Double?)) -> String {
    guard let p50 = latency.p50, let p95 = latency.p95 else { return none }
    return "\(fixed(p50, 0)) ms / \(fixed(p95, 0)) ms"
  }
}
