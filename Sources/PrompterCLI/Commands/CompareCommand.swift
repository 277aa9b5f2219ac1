import ArgumentParser
import Foundation
import PrompterKit

/// `prompter compare`: whether B is better than A.
struct CompareCommand: DrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compares two prompters, or two evaluation records.",
    discussion: """
      The same command continues a comparison that was stopped; -o says where its state lies.

      EXAMPLE
        prompter compare invoices@1 invoices@2 --data datasets/invoices/test.jsonl
        prompter compare base.json candidate.json --fail-on-regression
      """)

  @Argument(help: "A: a prompter or an evaluation record.")
  var a: String

  @Argument(help: "B: a prompter or an evaluation record.")
  var b: String

  @Option(help: "The labelled data; not needed for two records.")
  var data: String?

  @Option(name: .customLong("min-effect"), help: "A smaller difference counts as none.")
  var minimumEffect: Double = 0

  @Flag(name: .customLong("fail-on-regression"), help: "Exit 100 when B is worse than A.")
  var failsOnRegression = false

  @Option(
    name: .customLong("max-regressions"),
    help: "Exit 100 when more examples than this are worse in B.")
  var maximumRegressions: Int?

  @Option(
    name: .customLong("non-inferior"),
    help: "Exit 100 unless B is at most this much worse than A, with 97.5 % confidence.")
  var margin: Double?

  @Option(
    name: [.customShort("o"), .long], help: "Write a summary: .md or .json.")
  var output: String?

  @OptionGroup var labels: LabelOptions
  @OptionGroup var rows: RowOptions
  @OptionGroup var resume: ResumeOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    if let output, !output.hasSuffix(".md"), !output.hasSuffix(".json") {
      throw ValidationError("'\(output)': the ending must be .md or .json")
    }
  }

  func run(_ drain: Drain) async throws {
    let settings = try common.settings()
    let seed = common.seed(settings)
    let state = RunState(beside: output, model)
    if plan.isDryRun {
      let (first, second, data) = try prompters(settings, seed, drain, nil)
      return try PlanOutput.put(Self.forecast(first, second, data), isJSON: common.json)
    }
    if let output { try AtomicFile.checkWritable(URL(filePath: output)) }
    let (first, second) = try await evaluations(settings, seed, drain, state)
    let comparison = Comparison(first, second, minimumEffect: minimumEffect, seed: seed)
    if let output {
      let text =
        output.hasSuffix(".md")
        ? MarkdownReport.render(comparison) : comparison.json.text(.pretty) + "\n"
      try AtomicFile.write(text, to: URL(filePath: output))
    }
    try Terminal.put(
      common.json ? comparison.json.text() + "\n" : TerminalReport.render(comparison))
    let errors = first.errors + second.errors
    if errors > 0 {
      let failure = (first.rows + second.rows).first { !$0.isAnswered }?.failure
      Terminal.say(
        "error: \(errors) examples have no answer: \(failure.map(Failure.line) ?? "")")
      throw ExitCode(1)
    }
    try checkGates(comparison)
  }

  private func evaluations(
    _ settings: Settings, _ seed: UInt64, _ drain: Drain, _ state: RunState
  ) async throws -> (Evaluation, Evaluation) {
    if RecordFile.isEvaluation(a), RecordFile.isEvaluation(b) {
      let (first, second) = (try RecordFile.evaluation(a), try RecordFile.evaluation(b))
      guard first.dataHash == second.dataHash else {
        throw DataError(
          file: b, message: "the records are of different data; evaluate both on the same file")
      }
      return (first, second)
    }
    let (first, second, set) = try prompters(settings, seed, drain, state.journal)
    let engines = try [first, second].map { try $0.prompter.engines() }
    PlanOutput.say(
      model.notes(settings) + (try Self.forecast(first, second, set).summary), common)
    try state.open(
      ["compare"]
        + [first, second].flatMap { [$0.prompter.artifact.sha256, $0.prompter.artifact.model] },
      resume, isQuiet: common.quiet)
    return try await state.run {
      engines.reduce(0) { $0 + $1.counts.inFlight }
    } _: {
      let evaluation = try await EvaluateCommand.evaluate(first, on: set, isQuiet: common.quiet)
      return (
        evaluation, try await EvaluateCommand.evaluate(second, on: set, isQuiet: common.quiet)
      )
    }
  }

  /// The two prompters and the examples that they are compared on.
  private func prompters(
    _ settings: Settings, _ seed: UInt64, _ drain: Drain, _ journal: RunJournal?
  ) throws -> (LoadedPrompter, LoadedPrompter, Dataset) {
    if plan.isDryRun, RecordFile.isEvaluation(a), RecordFile.isEvaluation(b) {
      throw ValidationError("two evaluation records are compared without a call: no --dry-run")
    }
    guard let data else {
      throw ValidationError("two prompters need --data to be compared on")
    }
    let budget = Budget(model.budgetLimits)
    let both = try [a, b].map {
      try LoadedPrompter(
        $0, model, settings, seed: seed, drain: drain, journal: journal, budget: budget)
    }
    let set = try rows.selection(seed: seed).examples(
      of: labels.load(
        data, schema: both[0].prompter.schema, isQuiet: common.quiet, for: both[0].prompter))
    return (both[0], both[1], set)
  }

  private static func forecast(
    _ a: LoadedPrompter, _ b: LoadedPrompter, _ data: Dataset
  ) throws -> ComparisonForecast {
    try ComparisonForecast(a.prompter.plan(evaluating: data), b.prompter.plan(evaluating: data))
  }

  private func checkGates(_ comparison: Comparison) throws {
    var failed: [String] = []
    if failsOnRegression, comparison.verdict == .worse { failed.append("B is worse than A") }
    if let maximumRegressions, comparison.regressions.count > maximumRegressions {
      failed.append("\(comparison.regressions.count) examples are worse in B")
    }
    if let margin, comparison.difference.map({ $0.interval.low < -margin }) ?? true {
      failed.append("B may be more than \(margin) worse than A")
    }
    guard !failed.isEmpty else { return }
    for line in failed { Terminal.say("gate failed: \(line)") }
    throw ExitCode(100)
  }
}
