import ArgumentParser
import Foundation
import PrompterKit

/// `prompter threshold`: from which confidence on records may be accepted.
struct ThresholdCommand: DrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "threshold",
    abstract: "Finds the confidence from which on few records are wrong, and proves it.",
    discussion: """
      Of records at or above the threshold at most the share --target-error is wrong, 95 % sure: the \
      upper bound of Clopper and Pearson on labelled examples. Take examples that the calibration \
      has not seen: those that it was fitted on are left out, or judged by folds when there are no \
      others. With --out the prompter keeps \
      the confidences of these examples, and 'extract --accept-error' takes its thresholds from them. \
      Exit code 100 when nothing can be proven; then it is said how many examples would do.

      EXAMPLE
        prompter threshold invoices --data datasets/invoices/more.jsonl --target-error 0.05
        prompter threshold invoices --data more.jsonl --target-error 0.05 --out invoices
      """)

  @Argument(help: "The prompter: a .json file, NAME or NAME@VERSION.")
  var prompter: String

  @Option(help: "The labelled data: a .jsonl or .csv file, or a folder of labelled folders.")
  var data: String

  @Option(
    name: .customLong("target-error"),
    help: "The share of accepted records that may be wrong, such as 0.05.")
  var target: Double

  @Option(help: "How sure it is to be (default 0.95).")
  var sure: Double?

  @Option(help: "Where a prompter is written that keeps what was found: NAME or a .json file.")
  var out: String?

  @OptionGroup var agreement: AgreementOptions
  @OptionGroup var labels: LabelOptions
  @OptionGroup var rows: RowOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var judge: JudgeOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    guard target > 0, target < 1 else {
      throw ValidationError("--target-error must be between 0 and 1, such as 0.05")
    }
    guard sure.map({ $0 > 0 && $0 < 1 }) ?? true else {
      throw ValidationError("--sure must be between 0 and 1, such as 0.95")
    }
  }

  func run(_ drain: Drain) async throws {
    let settings = try common.settings()
    let seed = common.seed(settings)
    let loaded = try LoadedPrompter(
      prompter, model, settings, seed: seed, drain: drain, asksTwice: agreement.asksTwice,
      judge: judge)
    let data = try rows.selection(seed: seed).examples(
      of: labels.load(
        data, schema: loaded.prompter.schema, isQuiet: common.quiet, for: loaded.prompter))
    if plan.isDryRun {
      return try PlanOutput.put(loaded.prompter.plan(evaluating: data), isJSON: common.json)
    }
    let destination = try out.map(CalibrationOutput.destination)
    if let destination { try AtomicFile.checkWritable(destination.file) }
    let report = try await RunState(hasFile: false, model).run {
      (try? loaded.prompter.makeEngine().meter.current.inFlight) ?? 0
    } _: {
      try await ProgressLine.during(loaded.name, isQuiet: common.quiet) { monitor in
        try await loaded.prompter.threshold(
          on: data, error: target, confidence: sure ?? 0.95, monitor: monitor)
      }
    }
    if let (file, name, version) = destination {
      try CalibrationOutput.write(
        loaded.prompter.with(report.calibration), to: file, name: name, version: version)
      Terminal.say("wrote \(file.relativePath)")
    }
    if report.seen > 0, !common.quiet {
      Terminal.say(
        "left out \(report.seen) of \(data.examples.count) examples: the confidence was fitted on them"
      )
    }
    try Terminal.put(
      common.json
        ? json(report, destination?.file.relativePath).text() + "\n"
        : TerminalReport.render(report.outcome, report.heldOut, target: target))
    guard report.outcome.certified != nil else { throw ExitCode(100) }
  }

  private func json(_ report: ThresholdReport, _ artifact: String?) -> JSONValue {
    var json = report.outcome.json.object ?? JSONObject()
    json["artifact"] = artifact.map(JSONValue.string) ?? .null
    json["target_error"] = .number(target)
    json["sure"] = .number(sure ?? 0.95)
    json["n"] = .integer(report.heldOut.records.right.count)
    json["source"] = .string(report.heldOut.source.rawValue)
    return .object(json)
  }
}
