import ArgumentParser
import Foundation
import PrompterKit

/// `prompter calibrate`: fits the confidence of a prompter.
struct CalibrateCommand: DrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Fits a prompter's confidence on labelled examples.",
    discussion: """
      The prompt stays as it is. Take examples that it was not trained with. Without --out, NAME gets \
      its next version, and a .json file is replaced.

      EXAMPLE
        prompter calibrate invoices --data datasets/invoices/more.jsonl
        prompter calibrate invoices@2 --data more.jsonl --agreement --out invoices-careful
        prompter calibrate invoices --data more.jsonl --model openai/gpt-4.1-mini --dry-run
      """)

  @Argument(help: "The prompter: a .json file, NAME or NAME@VERSION.")
  var prompter: String

  @Option(help: "The labelled data: a .jsonl or .csv file, or a folder of labelled folders.")
  var data: String

  @Option(help: "Where the prompter is written: NAME for its next version, or a .json file.")
  var out: String?

  @OptionGroup var agreement: AgreementOptions
  @OptionGroup var labels: LabelOptions
  @OptionGroup var rows: RowOptions
  @OptionGroup var resume: ResumeOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var judge: JudgeOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var common: CommonOptions

  func run(_ drain: Drain) async throws {
    let settings = try common.settings()
    let seed = common.seed(settings)
    let (file, name, version) = try CalibrationOutput.destination(out ?? prompter)
    let state = RunState(beside: file.relativePath, model)
    let loaded = try LoadedPrompter(
      prompter, model, settings, seed: seed, drain: drain, journal: state.journal,
      asksTwice: agreement.asksTwice, judge: judge)
    let data = try rows.selection(seed: seed).examples(
      of: labels.load(
        data, schema: loaded.prompter.schema, isQuiet: common.quiet, for: loaded.prompter))
    if plan.isDryRun {
      return try PlanOutput.put(loaded.prompter.plan(evaluating: data), isJSON: common.json)
    }
    try AtomicFile.checkWritable(file)
    let engine = try loaded.prompter.makeEngine()
    PlanOutput.say(
      model.notes + (try loaded.prompter.plan(evaluating: data).summary), common)
    let artifact = loaded.prompter.artifact
    try state.open(
      ["calibrate", artifact.sha256, artifact.model], resume, isQuiet: common.quiet)
    let before = engine.meter.current
    let calibrated = try await state.run {
      engine.meter.current.inFlight
    } _: {
      try await ProgressLine.during(loaded.name, isQuiet: common.quiet) { monitor in
        try await loaded.prompter.calibrate(on: data, monitor: monitor)
      }
    }
    guard let calibration = calibrated.artifact.calibration else { return }
    try CalibrationOutput.write(calibrated, to: file, name: name, version: version)
    let fields = calibrated.scoredFields
    guard common.json else {
      try Terminal.put(TerminalReport.render(calibration, fields: fields))
      return Terminal.say("wrote \(file.relativePath)")
    }
    let counts = engine.meter.current - before
    try Terminal.put(
      CalibrationOutput.json(calibration, fields, counts, artifact: file.relativePath).text() + "\n"
    )
    Terminal.say("wrote \(file.relativePath)")
  }
}

/// Where calibrated prompters go, and what is said of them.
enum CalibrationOutput {
  /// The file that a reference is written to: of a name its next version, whichever was named.
  static func destination(_ reference: String) throws -> (file: URL, name: String, version: Int) {
    guard !reference.hasSuffix(".json"), let at = reference.firstIndex(of: "@") else {
      return try PrompterStore().destination(reference)
    }
    return try PrompterStore().destination(String(reference[..<at]))
  }

  /// Writes a prompter; one that stays in its file keeps its name and version.
  static func write(
    _ prompter: Prompter<JSONValue>, to file: URL, name: String, version: Int
  ) throws {
    var artifact = prompter.artifact
    if !FileManager.default.fileExists(atPath: file.path) {
      artifact.name = name
      artifact.version = version
    }
    try AtomicFile.write(artifact.text, to: file)
  }

  /// The summary of `calibrate`.
  static func json(
    _ calibration: Calibration, _ fields: [FieldPath], _ counts: RunCounts, artifact: String
  ) -> JSONValue {
    func held(_ fit: CalibrationFit?) -> JSONValue { fit?.heldOut?.summaryJSON(fields) ?? .null }
    return [
      "artifact": .string(artifact), "n": .integer(calibration.n),
      "wrong": .integer(calibration.wrong), "rows": .string(calibration.rows.rawValue),
      "method": .string(calibration.plain.method.rawValue), "held_out": held(calibration.plain),
      "agreement": held(calibration.agreeing), "calls": .integer(counts.calls),
      "cached_calls": .integer(counts.cachedCalls), "input_tokens": .integer(counts.usage.input),
      "output_tokens": .integer(counts.usage.output),
    ]
  }
}
