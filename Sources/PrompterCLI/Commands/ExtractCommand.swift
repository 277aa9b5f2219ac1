import ArgumentParser
import Foundation
import PrompterData
import PrompterKit

/// `prompter extract`: the records of many documents.
struct ExtractCommand: DrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract", abstract: "Extracts the records of many documents.",
    discussion: """
      The same command continues a run that was stopped, and tries failed documents again.

      EXAMPLE
        prompter extract invoices letters/ -o records.jsonl
        prompter extract invoices mails.csv --text-column body -o records.csv --limit calls=500/60s
        prompter extract invoices letters/ -o records.jsonl --limit calls=500/60s --dry-run
        prompter extract invoices letters/ -o records.jsonl --fallback openai/gpt-4.1-mini
        prompter extract invoices letters/ -o records.jsonl --accept-error 0.02
        prompter extract invoices letters/ -o records.jsonl --review-under 0.85
        prompter extract invoices --watch inbox/ -o sqlite:records.db
      """)

  @Argument(help: "The prompter: a .json file, NAME or NAME@VERSION.")
  var prompter: String

  @Argument(
    help: """
      Files (.jsonl .csv .tsv .txt .md .html .xml .pdf .eml, also .gz), folders, patterns such as \
      'mails/**/*.eml', or - for JSON lines on stdin.
      """)
  var inputs: [String] = []

  @OptionGroup var outputs: OutputOptions
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var flow: FlowOptions
  @OptionGroup var rows: RowOptions
  @OptionGroup var review: ReviewOptions
  @OptionGroup var resume: ResumeOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var fallback: FallbackOptions
  @OptionGroup var agreement: AgreementOptions
  @OptionGroup var acceptance: AcceptanceOptions
  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    guard !inputs.isEmpty || flow.watch != nil else {
      throw ValidationError("give a file, a folder or - to read")
    }
    try flow.validate(
      inputs: inputs, output: outputs.output, isFresh: resume.isFresh, isDryRun: plan.isDryRun, rows
    )
  }

  func run(_ drain: Drain) async throws {
    let settings = try common.settings()
    let seed = common.seed(settings)
    let rows = try rows.selection(seed: seed)
    let loaded = try LoadedPrompter(
      prompter, model, settings, seed: seed, fallback: fallback, drain: drain,
      asksTwice: agreement.asksTwice)
    let acceptance = try acceptance.acceptance(
      for: loaded.prompter, hasFallback: !fallback.references.isEmpty)
    let names = outputs.names
    let artifact = loaded.prompter.artifact
    // Fallbacks do not count: a document that one of them answered is done.
    let options = SinkReference.Options(
      worker: RunLedger.Worker(prompterHash: artifact.sha256, model: artifact.model),
      isFresh: resume.isFresh, migrates: outputs.migrates)
    let sinks = try names.map {
      try SinkReference.sink($0, schema: loaded.prompter.schema, options: options)
    }
    if plan.isDryRun {
      var survey = survey(loaded, rows)
      survey.done = await SinkReference.done(names, sinks, options)
      return try PlanOutput.put(survey.dry(), isJSON: common.json)
    }
    let watched = try flow.watched(reading, loaded)
    let documents =
      watched == nil
      ? try InputReader.documents(
        of: inputs, textColumn: reading.textColumn, rows: rows, pages: reading.pages,
        seesPictures: loaded.prompter.seesPictures) : nil
    _ = try review.place(names, isReviewing: acceptance != nil)
    for name in names { try SinkReference.checkWritable(name) }
    if let summary = outputs.summary { try AtomicFile.checkWritable(URL(filePath: summary)) }
    let engines = try loaded.prompter.engines()
    let ledger = try SinkReference.ledger(names, sinks, options)
    let retried = try await flow.failedBefore(sinks)
    var survey = survey(loaded, rows)
    // What failed before is not done, whatever else is.
    if !common.quiet, retried == nil {
      survey.done = await SinkReference.done(names, sinks, options)
    }
    let total =
      common.quiet || watched != nil
      ? nil
      : retried?.count
        ?? InputReader.count(
          of: inputs, rows: rows, seesPictures: loaded.prompter.seesPictures)
    if !common.quiet {
      PlanOutput.say(
        [InputReader.leftOut(of: inputs)].compactMap(\.self) + model.notes
          + loaded.confidenceNotes + (acceptance?.notes ?? [])
          + (try survey.short(total: total)),
        common)
    }
    let progress = ProgressLine(loaded.name, isQuiet: common.quiet)
    progress.monitor.begin(total: total, engines)
    let run = ExtractionRun(
      work: try ExtractionWork(loaded), sinks: sinks, ledger: ledger, progress: progress,
      review: try review.desk(names, acceptance?.rule, loaded.prompter.schema),
      retried: retried ?? [], isWatching: watched != nil)
    let stream = flow.stream(watched, documents, retried: retried, inputs)
    let counts = try await RunState(hasFile: ledger != nil, model).run {
      engines.counts.inFlight
    } _: {
      try await run(stream, concurrency: engines.concurrency)
    }
    try counts.report(engines, outputs, common)
  }

  /// What is planned: all inputs.
  private func survey(_ loaded: LoadedPrompter, _ rows: RowSelection) -> ExtractionPlan {
    ExtractionPlan(loaded: loaded, inputs: inputs, reading: reading, rows: rows)
  }
}
