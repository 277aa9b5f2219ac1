import PrompterKit

/// Shows what a run will take: as the product of a dry run, or in short before a real one.
enum PlanOutput {
  /// The plan of a dry run, on stdout.
  static func put(_ plan: RunPlan, isJSON: Bool) throws {
    try Terminal.put(isJSON ? plan.json.text() + "\n" : TerminalReport.render(plan))
  }

  /// The plan of a dry run of `optimize`.
  static func put(_ forecast: OptimizationForecast, isJSON: Bool) throws {
    try Terminal.put(isJSON ? forecast.json.text() + "\n" : TerminalReport.render(forecast))
  }

  /// The plan of a dry run of `compare`: one plan a prompter, their sum, and what can be seen.
  static func put(_ comparison: ComparisonForecast, isJSON: Bool) throws {
    try Terminal.put(isJSON ? comparison.json.text() + "\n" : TerminalReport.render(comparison))
  }

  /// A plan in short, on stderr.
  static func say(_ lines: [String], _ common: CommonOptions) {
    guard !common.quiet else { return }
    for line in lines { Terminal.say(line) }
  }
}
