import ArgumentParser
import Foundation
import PrompterData
import PrompterKit

/// `prompter ab run`: the records of many documents, each by the prompter that its id is assigned.
struct AbRunCommand: DrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Extracts the records of documents, each by one of the prompters.",
    discussion: """
      The first run fixes prompters and weights; later ones may leave them out. The same command \
      continues a run that was stopped.

      EXAMPLE
        prompter ab run trial.sqlite invoices@3=90 invoices@4=10 letters/ -o records.jsonl
        prompter ab run trial.sqlite more-letters/ -o records.jsonl
        prompter ab run trial.sqlite invoices@3=1 --shadow invoices@4 mails.jsonl -o records.jsonl
      """)

  @Argument(help: "The SQLite file that the experiment is logged in.")
  var experiment: String

  @Argument(
    help: ArgumentHelp(
      "The prompters that serve, with their weights, such as invoices@3=90; then files, folders, "
        + "patterns, or -, as for extract.", valueName: "prompter=weight|input"))
  var words: [String]

  @OptionGroup var variants: VariantOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var rows: RowOptions
  @OptionGroup var resume: ResumeOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var common: CommonOptions

  /// The leading words that are prompters, but not files that happen to be called so.
  private var serving: [(reference: String, weight: Double)] {
    words.prefix { !FileManager.default.fileExists(atPath: $0) }
      .map(VariantOptions.serving).prefix { $0 != nil }.compactMap { $0 }
  }

  private var inputs: [String] { Array(words.dropFirst(serving.count)) }

  mutating func validate() throws {
    guard !inputs.isEmpty else { throw ValidationError("give a file, a folder or - to read") }
    guard !serving.isEmpty || variants.shadows.isEmpty else {
      throw ValidationError("--shadow needs a prompter that serves, such as invoices@3=1")
    }
  }

  func run(_ drain: Drain) async throws {
    let settings = try common.settings()
    let seed = common.seed(settings)
    let rows = try rows.selection(seed: seed)
    let documents = try InputReader.documents(
      of: inputs, textColumn: reading.textColumn, rows: rows, pages: reading.pages)
    let trial = try variants.experiment(
      experiment, serving: serving, model, settings, seed: seed, drain: drain)
    let definition = trial.log.definition
    let options = SinkReference.Options(
      worker: RunLedger.Worker(prompterHash: definition.sha256, model: "experiment"),
      isFresh: resume.isFresh, migrates: outputs.migrates)
    let names = outputs.names
    let sinks = try names.map {
      try SinkReference.sink($0, schema: definition.schema, options: options)
    }
    for name in names { try SinkReference.checkWritable(name) }
    if let summary = outputs.summary { try AtomicFile.checkWritable(URL(filePath: summary)) }
    let ledger = try SinkReference.ledger(names, sinks, options)
    let total = common.quiet ? nil : InputReader.count(of: inputs, rows: rows)
    let progress = ProgressLine(definition.name, isQuiet: common.quiet)
    progress.monitor.begin(total: total, trial.engines)
    let run = ExtractionRun(
      work: ExtractionWork(trial), sinks: sinks, ledger: ledger, progress: progress)
    let stream = DocumentStream(
      DistinctDocuments(documents, source: inputs.joined(separator: ", ")))
    let counts = try await RunState(hasFile: ledger != nil, model).run {
      trial.engines.counts.inFlight
    } _: {
      try await run(stream, concurrency: trial.engines.concurrency)
    }
    try counts.report(trial.engines, outputs, common)
  }
}
