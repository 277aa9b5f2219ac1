extension ComparisonForecast {
  /// What the sides are called: A, B, C and so on.
  static func letter(_ index: Int) -> String {
    String(UnicodeScalar(UInt8(0x41 + index % 26)))
  }

  /// What `compare --dry-run --json` prints.
  public var json: JSONValue {
    var json = JSONObject(
      plans.enumerated().map { (Self.letter($0.offset).lowercased(), $0.element.json) })
    json["calls"] = ["low": .integer(calls.lowerBound), "high": .integer(calls.upperBound)]
    json["cost_usd"] = RunPlan.json(cost)
    json["minimum_detectable"] = examples > 0 ? .number(minimumDetectable) : .null
    json["assumed_spread"] = .number(Self.assumedSpread)
    return .object(json)
  }

  /// All plans, a line each.
  public var summary: [String] {
    plans.enumerated().flatMap { index, plan in
      plan.summary.map {
        $0.replacing("plan: ", with: "plan: \(Self.letter(index)), ", maxReplacements: 1)
      }
    }
  }
}

extension TerminalReport {
  /// The tables of all plans, the sum of the costs, and what can be seen.
  public static func render(_ forecast: ComparisonForecast) -> String {
    var text = forecast.plans.enumerated().map { index, plan in
      ComparisonForecast.letter(index) + "\n" + render(plan) + "\n"
    }.joined()
    text += "together: cost \(PlanText.cost(forecast.cost))\n"
    text += "a difference of \(ReportNumber.score(forecast.minimumDetectable)) is mostly seen "
    text += "(80 % power at 5 %), if differences of examples spread by "
    return text + "\(ReportNumber.fixed(ComparisonForecast.assumedSpread, 2))\n"
  }
}
