public import ArgumentParser
public import PrompterKit

/// `prompter ab report`: which prompter is better, as far as one can tell.
struct AbReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Shows which prompter is better, as far as one can tell yet.",
    discussion: """
      The intervals hold at every look, so that looking early does no harm.

      EXAMPLE
        prompter ab report trial.sqlite
        prompter ab report trial.sqlite --measure score --json
      """)

  @Argument(help: "The SQLite file of the experiment.")
  var experiment: String

  @Option(help: "What is compared: correct, whether whole records are right, or score.")
  var measure = ExperimentReport.Measure.correct

  @Option(help: "The probability of ever being wrong that is accepted.")
  var alpha = 0.05

  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    guard alpha > 0, alpha < 1 else { throw ValidationError("--alpha must be between 0 and 1") }
  }

  func run() throws {
    let report = try ExperimentLog(existing: experiment).report(measure, alpha: alpha)
    try Terminal.put(common.json ? report.json.text() + "\n" : TerminalReport.render(report))
  }
}

extension ExperimentReport.Measure: ExpressibleByArgument {}
