import ArgumentParser
import Foundation
import PrompterKit

/// `prompter optimize`: trains a prompter.
struct OptimizeCommand: DrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "optimize", abstract: "Trains a prompter on labelled examples.",
    discussion: """
      The same command continues a training that was stopped.

      EXAMPLE
        prompter optimize datasets/invoices/train.jsonl --schema datasets/invoices/schema.json \\
          --model local/smollm2-135m --out invoices
        prompter optimize train.jsonl --schema schema.json --model openai/gpt-4.1-mini \\
          --out invoices --dry-run
      """)

  @Argument(
    help: """
      The labelled data: a .jsonl or .csv file, or a folder of labelled folders; --max-calls 0 needs \
      none.
      """)
  var data: String?

  @Option(help: "The JSON Schema of the records.")
  var schema: String

  @Option(help: "Where the prompter is written: NAME for its next version, or a .json file.")
  var out: String

  @Option(help: "How far to search: light, medium or heavy (250, 500, 1,000 calls).")
  var effort: EffortName = .light

  @Option(
    name: .customLong("max-seconds"),
    help: "The most seconds to take; answers under way are waited for.")
  var maximumSeconds: Double?

  @Option(help: "What searches: \(OptimizerName.list).")
  var optimizer: OptimizerName = .auto

  @OptionGroup var space: SearchOptions

  @Option(help: "The model that writes new texts (default: the task model).")
  var proposer: String?

  @Option(
    help:
      "The model whose right answers become demonstrations and thoughts (default: the task model).")
  var teacher: String?

  @Option(help: "The prompter to start from instead of the schema's own words.")
  var from: String?

  @Option(
    name: .customLong("transfer-to"),
    help: "Train the prompter of --from for this model: whole and in parts it enters the race.")
  var transferTo: String?

  @Option(
    help:
      "Write what was gained, what was tried and what changed: .html, .md, .json, or - for JSON.")
  var report: String?

  @OptionGroup var agreement: AgreementOptions
  @OptionGroup var labels: LabelOptions
  @OptionGroup var resume: ResumeOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var judge: JudgeOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    if transferTo != nil {
      guard from != nil else { throw ValidationError("--transfer-to needs --from") }
      guard model.model == nil else {
        throw ValidationError("--transfer-to names the model; leave out --model")
      }
    }
    guard maximumSeconds ?? 1 > 0 else { throw ValidationError("--max-seconds must be above 0") }
    if let report { try SearchReportFormat.check([report], of: "--report", isJSON: common.json) }
  }

  func run(_ drain: Drain) async throws {
    guard self.data != nil || model.maximumCalls == 0 else {
      throw ValidationError(
        "give labelled data; without it only the seed of the schema can be written: --max-calls 0")
    }
    let settings = try common.settings()
    let seed = common.seed(settings)
    let start = ContinuousClock.now
    let (destination, name, version) = try PrompterStore().destination(out)
    let schema = try Schema(contentsOf: URL(filePath: schema))
    var state = RunState(beside: destination.relativePath, model)
    let parent = try from.map(SearchParent.init)
    let base = try seedPrompter(
      schema, parent, name, version,
      model.configuration(settings, seed: seed, drain: drain, journal: state.journal),
      settings)
    let data =
      try data.map { try labels.load($0, schema: schema, isQuiet: common.quiet, for: base) }
      ?? Dataset(name: "no data", [])
    if self.data != nil { try data.requireLabels(schema) }
    var options = try options(base, parent, seed)
    if plan.isDryRun {
      return try PlanOutput.put(base.plan(optimizing: data, options), isJSON: common.json)
    }
    // What is missing is missed before anything is written.
    if model.maximumCalls != 0 {
      try base.prepare(options)
      PlanOutput.say(
        model.notes + (try base.plan(optimizing: data, options).summary), common)
    }
    try AtomicFile.checkWritable(destination)
    if let report, report != "-" { try AtomicFile.checkWritable(URL(filePath: report)) }
    options.journal = try journal(state, base, data)
    if model.maximumCalls != 0, let best = BestSoFar(of: destination, from: parent?.reference) {
      options.best = { found in
        found.template == base.artifact.template ? best.remove() : best.keep(found)
      }
      state.best = best
    }
    let trained = try await state.run {
      (try? base.makeEngine().meter.current.inFlight) ?? 0
    } _: {
      try await ProgressLine.during("search", isQuiet: common.quiet) { monitor in
        try await base.optimize(on: data, options, monitor: monitor)
      }
    }
    let output = SearchOutput(
      reference: out, file: destination, report: report, isJSON: common.json,
      state: model.maximumCalls == 0 ? nil : state)
    try output.write(
      trained, from: base.artifact.template, seconds: (ContinuousClock.now - start).seconds)
  }

  /// Decisions go to `OUT.run`, where the answers are, and, in short, to stderr.
  private func journal(
    _ state: RunState, _ base: Prompter<JSONValue>, _ data: Dataset
  ) throws -> Journal {
    let narrator = SearchNarrator(isQuiet: common.quiet).journal
    guard model.maximumCalls != 0, let journal = state.journal else { return narrator }
    let artifact = base.artifact
    try state.open(
      ["optimize", artifact.sha256, artifact.model, data.sha256], resume, isQuiet: common.quiet)
    return journal.journal(telling: narrator)
  }

  /// What the search starts from.
  private func seedPrompter(
    _ schema: Schema, _ parent: SearchParent?, _ name: String, _ version: Int,
    _ configuration: PrompterConfiguration, _ settings: Settings
  ) throws -> Prompter<JSONValue> {
    let reference = settings.model(model.model) ?? ModelReference.standard.description
    var configuration = configuration
    var artifact: Artifact
    if let parent {
      artifact = try parent.adopting(schema)
      artifact.model = transferTo ?? model.model ?? artifact.model
    } else {
      artifact = Artifact(name: name, template: .seed(schema), model: reference)
    }
    artifact.name = name
    artifact.version = version
    artifact.decoding = model.decoding(artifact.decoding)
    configuration = try model.priced(configuration, for: artifact.model)
    configuration.asksTwice = agreement.asksTwice
    for helper in [proposer, teacher].compactMap(\.self) {
      _ = try configuration.capabilities(of: helper)
      try configuration.checkBudget(for: helper)
    }
    configuration.metrics = try judge.metrics(configuration, beside: artifact.model)
    return try Prompter(artifact: artifact, configuration: configuration)
  }

  private func options(
    _ base: Prompter<JSONValue>, _ parent: SearchParent?, _ seed: UInt64
  ) throws -> OptimizationOptions {
    var options = OptimizationOptions(
      effort: effort.effort, maximumCalls: model.maximumCalls, maximumSeconds: maximumSeconds,
      optimizer: optimizer.make(effort.effort, calls: model.maximumCalls), proposer: proposer,
      seed: seed, space: try space.space(base.schema),
      command: command(model: base.artifact.model, from: parent?.reference, seed: seed))
    options.teacher = teacher
    options.keepsDecoding = model.maximumOutputTokens != nil
    options.parentHash = parent?.artifact.sha256
    if transferTo != nil { options.arms = TransferArms.parts(of: base.artifact.template) }
    return options
  }
}
