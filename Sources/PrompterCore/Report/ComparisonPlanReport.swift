extension ComparisonForecast {
  /// What `compare --dry-run --json` prints.
  public var json: JSONValue {
    [
      "a": a.json, "b": b.json,
      "calls": [
        "low": .integer(a.calls.lowerBound + b.calls.lowerBound),
        "high": .integer(a.calls.upperBound + b.calls.upperBound),
      ],
      "cost_usd": RunPlan.json(cost),
      "minimum_detectable": a.documents > 0 ? .number(minimumDetectable) : .null,
      "assumed_spread": .number(Self.assumedSpread),
    ]
  }

  /// Both plans, a line each.
  public var summary: [String] {
    zip(["A, ", "B, "], [a, b]).flatMap { name, plan in
      plan.summary.map { $0.replacing("plan: ", with: "plan: \(name)", maxReplacements: 1) }
    }
  }
}

extension TerminalReport {
  /// The tables of both plans, the sum of the costs, and what can be seen.
  public static func render(_ forecast: ComparisonForecast) -> String {
    var text = "A\n" + render(forecast.a) + "\nB\n" + render(forecast.b) + "\n"
    text += "both: cost \(PlanText.cost(forecast.cost))\n"
    text += "a difference of \(ReportNumber.score(forecast.minimumDetectable)) is mostly seen "
    text += "(80 % power at 5 %), if differences of examples spread by "
    return text + "\(ReportNumber.fixed(ComparisonForecast.assumedSpread, 2))\n"
  }
}
