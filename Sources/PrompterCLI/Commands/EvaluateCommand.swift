import ArgumentParser
import Foundation
import PrompterKit

/// `prompter evaluate`: how well a prompter does on labelled data.
struct EvaluateCommand: DrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Scores a prompter on labelled examples.",
    discussion: """
      The same command continues an evaluation that was stopped; -o says where its state lies.

      EXAMPLE
        prompter evaluate invoices --data datasets/invoices/test.jsonl -o record.json -o report.html
        prompter evaluate invoices --data test.jsonl --model openai/gpt-4.1-mini --dry-run
        prompter evaluate invoices --data test.jsonl --fallback invoices-large --fallback-under 0.7
      """)

  @Argument(help: "The prompter: a .json file, NAME or NAME@VERSION.")
  var prompter: String

  @Option(help: "The labelled data: a .jsonl or .csv file, or a folder of labelled folders.")
  var data: String

  @Option(
    name: [.customShort("o"), .long], parsing: .singleValue,
    help: "Write the record: .json, .html, .md, .csv or .junit.xml. Repeatable.")
  var output: [String] = []

  @Option(name: .customLong("fail-under"), help: "Exit 100 when the score is below this.")
  var failUnder: Double?

  @Option(
    name: .customLong("fail-under-field"), parsing: .singleValue,
    help: "Exit 100 when a field's score is below: FIELD=SCORE. Repeatable.")
  var failUnderField: [String] = []

  @Option(
    name: .customLong("max-errors"),
    help: "How many examples may stay without an answer: a number or a share like 1%.")
  var maximumErrors: String?

  @OptionGroup var labels: LabelOptions
  @OptionGroup var rows: RowOptions
  @OptionGroup var resume: ResumeOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var fallback: FallbackOptions
  @OptionGroup var agreement: AgreementOptions
  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    for path in output { _ = try ReportFormat(path: path) }
    for gate in failUnderField where Self.gate(gate) == nil {
      throw ValidationError("'\(gate)' is no gate; write FIELD=SCORE")
    }
    if let maximumErrors, Self.share(maximumErrors, of: 100) == nil {
      throw ValidationError("'\(maximumErrors)': write --max-errors 3 or --max-errors 1%")
    }
  }

  func run(_ drain: Drain) async throws {
    let settings = try common.settings()
    let seed = common.seed(settings)
    let state = RunState(beside: output.first { $0 != "-" }, model)
    let loaded = try LoadedPrompter(
      prompter, model, settings, seed: seed, fallback: fallback, drain: drain,
      journal: state.journal, asksTwice: agreement.asksTwice)
    let data = try rows.selection(seed: seed).examples(
      of: labels.load(
        data, schema: loaded.prompter.schema, isQuiet: common.quiet, for: loaded.prompter))
    if plan.isDryRun {
      return try PlanOutput.put(loaded.prompter.plan(evaluating: data), isJSON: common.json)
    }
    for path in output where path != "-" { try AtomicFile.checkWritable(URL(filePath: path)) }
    let engines = try loaded.prompter.engines()
    PlanOutput.say(
      model.notes(settings) + loaded.confidenceNotes
        + (try loaded.prompter.plan(evaluating: data).summary), common)
    let artifact = loaded.prompter.artifact
    try state.open(
      ["evaluate", artifact.sha256, artifact.model], resume, isQuiet: common.quiet)
    let evaluation = try await state.run {
      engines.counts.inFlight
    } _: {
      try await Self.evaluate(loaded, on: data, isQuiet: common.quiet)
    }
    if evaluation.n == 0, let failure = evaluation.rows.first?.failure { throw failure }
    for path in output { try ReportFormat(path: path).write(evaluation, to: path) }
    if common.json {
      try Terminal.put(evaluation.summaryJSON.text() + "\n")
    } else {
      try Terminal.put(TerminalReport.render(evaluation))
    }
    try checkErrors(evaluation)
    try checkGates(evaluation)
  }

  /// Evaluates with a line of progress.
  static func evaluate(
    _ loaded: LoadedPrompter, on data: Dataset, isQuiet: Bool
  ) async throws -> Evaluation {
    try await ProgressLine.during(loaded.name, isQuiet: isQuiet) { monitor in
      try await loaded.prompter.evaluate(on: data, name: loaded.name, monitor: monitor)
    }
  }

  private func checkErrors(_ evaluation: Evaluation) throws {
    let allowed = maximumErrors.flatMap { Self.share($0, of: evaluation.rows.count) } ?? 0
    guard evaluation.errors > allowed else { return }
    let first = evaluation.rows.first { !$0.isAnswered }?.failure.map(Failure.line) ?? ""
    Terminal.say(
      "error: \(evaluation.errors) of \(evaluation.rows.count) examples have no answer: \(first)")
    throw ExitCode(1)
  }

  private func checkGates(_ evaluation: Evaluation) throws {
    var failed: [String] = []
    if let failUnder, evaluation.score ?? 0 < failUnder {
      failed.append("score \(TableNumber.score(evaluation.score)) is below \(failUnder)")
    }
    for (path, least) in failUnderField.compactMap(Self.gate) {
      let score = evaluation.summary(of: path)?.score
      if score ?? 0 < least {
        failed.append("\(path) \(TableNumber.score(score)) is below \(least)")
      }
    }
    guard !failed.isEmpty else { return }
    for line in failed { Terminal.say("gate failed: \(line)") }
    throw ExitCode(100)
  }

  private static func gate(_ text: String) -> (FieldPath, Double)? {
    guard let equals = text.lastIndex(of: "="), let path = FieldPath(String(text[..<equals])),
      let least = Double(text[text.index(after: equals)...])
    else { return nil }
    return (path, least)
  }

  private static func share(_ text: String, of total: Int) -> Int? {
    if text.hasSuffix("%") {
      return Double(text.dropLast()).map { Int($0 / 100 * Double(total)) }
    }
    return Int(text).flatMap { $0 >= 0 ? $0 : nil }
  }
}
