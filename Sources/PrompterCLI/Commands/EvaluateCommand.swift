import ArgumentParser
import Foundation
import PrompterKit

/// `prompter evaluate`: how well a prompter does on labelled data.
struct EvaluateCommand: DrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Scores a prompter on labelled examples.",
    discussion: """
      The same command continues an evaluation that was stopped; -o says where its state lies.
      A row is right, wrong, invalid (an unusable answer: score 0) or an error (no answer: not in
      the score); --retry-errors asks again for the errors of a record alone.

      EXAMPLE
        prompter evaluate invoices --data datasets/invoices/test.jsonl -o record.json -o report.html
        prompter evaluate invoices --data test.jsonl -o record.json --retry-errors
        prompter evaluate invoices --data test.jsonl --repeat 5 --temperature 0.7
        prompter evaluate invoices --data test.jsonl --fail-under 0.9 --fail-under-field total=0.95
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

  @Flag(
    name: .customLong("retry-errors"),
    help: ArgumentHelp(
      "Ask again only for the rows of the record (-o FILE.json) that have no answer; the others "
        + "stay as they are. Which rows there are, the record says."))
  var retriesErrors = false

  @OptionGroup var gates: ScoreGates
  @OptionGroup var allowance: ErrorAllowance
  @OptionGroup var repetition: RepeatOptions
  @OptionGroup var labels: LabelOptions
  @OptionGroup var rows: RowOptions
  @OptionGroup var resume: ResumeOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var judge: JudgeOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var fallback: FallbackOptions
  @OptionGroup var agreement: AgreementOptions
  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    try ReportFormat.check(output, of: "-o", isJSON: common.json)
    if retriesErrors, recordPath == nil {
      throw ValidationError("--retry-errors needs the record that it mends: -o FILE.json")
    }
  }

  /// The record that is written, and with `--retry-errors` read before.
  private var recordPath: String? { output.first { $0.hasSuffix(".json") } }

  func run(_ drain: Drain) async throws {
    let settings = try common.settings()
    let seed = common.seed(settings)
    let record = retriesErrors ? try recordPath.map(RecordFile.evaluation) : nil
    let state = RunState(beside: output.first { $0 != "-" }, model)
    let loaded = try LoadedPrompter(
      prompter, model, settings, seed: seed, fallback: fallback, drain: drain,
      journal: state.journal, asksTwice: agreement.asksTwice, judge: judge)
    try gates.check(loaded.prompter.reportedFields)
    let all = try labels.load(
      data, schema: loaded.prompter.schema, isQuiet: common.quiet, for: loaded.prompter)
    // A record says itself which rows it has.
    let chosen = record == nil ? try rows.selection(seed: seed).examples(of: all) : all
    let forecast =
      if let record {
        try loaded.prompter.plan(retrying: record, on: chosen)
      } else {
        try loaded.prompter.plan(evaluating: chosen, repeats: repetition.repeats)
      }
    if plan.isDryRun { return try PlanOutput.put(forecast, isJSON: common.json) }
    for path in output where path != "-" { try AtomicFile.checkWritable(URL(filePath: path)) }
    let engines = try loaded.prompter.engines()
    PlanOutput.say(model.notes + loaded.confidenceNotes + forecast.summary, common)
    let artifact = loaded.prompter.artifact
    try state.open(
      ["evaluate", artifact.sha256, artifact.model], resume, isQuiet: common.quiet)
    let evaluation = try await state.run {
      engines.counts.inFlight
    } _: {
      try await ProgressLine.during(loaded.name, isQuiet: common.quiet) { monitor in
        try await loaded.evaluate(
          on: chosen, repeats: repetition.repeats, retrying: record, monitor: monitor)
      }
    }
    // A record of before is worth more than one of a server that was not there.
    if evaluation.n == 0, record == nil, let failure = evaluation.rows.first?.failure {
      throw failure
    }
    for path in output { try ReportFormat(path: path).write(evaluation, to: path) }
    if common.json {
      try Terminal.put(evaluation.summaryJSON.text() + "\n")
    } else if !output.contains("-") {
      try Terminal.put(TerminalReport.render(evaluation))
    }
    try allowance.check([evaluation])
    try gates.check(evaluation)
  }
}

extension LoadedPrompter {
  /// Evaluates, or asks again for the errors of a record; the record tells what it was made with.
  func evaluate(
    on data: Dataset, repeats: Int = 1, retrying record: Evaluation? = nil,
    monitor: RunMonitor? = nil
  ) async throws -> Evaluation {
    if let record {
      return try await prompter.evaluate(retrying: record, on: data, monitor: monitor)
    }
    var evaluation = try await prompter.evaluate(
      on: data, name: name, repeats: repeats, monitor: monitor)
    evaluation.setup.version = PrompterCommand.configuration.version
    evaluation.setup.commit = WorkingCommit.find()
    return evaluation
  }
}
