import ArgumentParser
import Foundation
import PrompterKit

/// `prompter compare`: whether B is better than A.
struct CompareCommand: DrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares prompters, models or evaluation records on the same examples.",
    discussion: """
      Examples are aligned by id. B is called better, or worse, only when the 95 % interval of the
      difference excludes 0 and the test's p is below 0.05. More than two are ranked, and gates
      hold each of them against the first. The same command continues a comparison that was
      stopped; -o says where its state lies.

      EXAMPLE
        prompter compare invoices@1 invoices@2 --data datasets/invoices/test.jsonl
        prompter compare invoices --data test.jsonl --model-a openai/x --model-b openai/y
        prompter compare base.json candidate.json -o compare.html --fail-on-regression
        prompter compare a.json b.json c.json -o ranking.md
      """)

  @Argument(help: "Prompters or evaluation records: A, B and more.")
  var prompters: [String]

  @Option(help: "The labelled data; not needed for records.")
  var data: String?

  @Option(
    name: .customLong("model-a"), help: "The model of A. With one prompter, A and B are that one.")
  var modelA: String?

  @Option(name: .customLong("model-b"), help: "The model of B.")
  var modelB: String?

  @Flag(help: "Compare records of different data on the examples that both have.")
  var intersect = false

  @Option(
    name: [.customShort("o"), .long], parsing: .singleValue,
    help: "Write the comparison: .html, .md or .json. Repeatable.")
  var output: [String] = []

  @OptionGroup var gates: ComparisonGates
  @OptionGroup var allowance: ErrorAllowance
  @OptionGroup var repetition: RepeatOptions
  @OptionGroup var labels: LabelOptions
  @OptionGroup var rows: RowOptions
  @OptionGroup var resume: ResumeOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var judge: JudgeOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    try ComparisonFormat.check(output, of: "-o", isJSON: common.json)
    let hasModels = modelA != nil || modelB != nil
    guard references.count > 1 else {
      throw ValidationError(
        "two are needed to compare: two prompters or records, or one prompter with --model-a and "
          + "--model-b")
    }
    guard references.count <= 26 else { throw ValidationError("at most 26 can be compared") }
    guard !hasModels || references.count == 2 else {
      throw ValidationError(
        "--model-a and --model-b are for two; evaluate each and compare records")
    }
    guard !hasModels || model.price == nil else {
      throw ValidationError(
        "--price is of one model; write the prices of two into the configuration file")
    }
  }

  /// What is compared; one prompter with two models stands on both sides.
  private var references: [String] {
    let isAlone = prompters.count == 1 && (modelA != nil || modelB != nil)
    return isAlone ? [prompters[0], prompters[0]] : prompters
  }

  func run(_ drain: Drain) async throws {
    let settings = try common.settings()
    let seed = common.seed(settings)
    let file = output.first { $0 != "-" }
    let isRecords = references.allSatisfy(RecordFile.isEvaluation)
    let state =
      isRecords
      ? RunState(hasFile: false, model) : RunState(beside: plan.isDryRun ? nil : file, model)
    let sides = try sides(settings, seed, drain, state.journal)
    try checkAddress(sides)
    let set = isRecords ? nil : try examples(sides, seed: seed)
    if plan.isDryRun {
      guard let set else {
        throw ValidationError("records are compared without a call: no --dry-run")
      }
      return try PlanOutput.put(
        sides.forecast(on: set, repeats: repetition.repeats), isJSON: common.json)
    }
    for path in output where path != "-" { try AtomicFile.checkWritable(URL(filePath: path)) }
    let engines = try sides.asked.map { try $0.prompter.engines() }
    if let set {
      PlanOutput.say(
        model.notes
          + (try sides.forecast(on: set, repeats: repetition.repeats).summary), common)
      try state.open(sides.parts, resume, isQuiet: common.quiet)
    }
    let evaluations = try await state.run {
      engines.reduce(0) { $0 + $1.counts.inFlight }
    } _: {
      try await sides.evaluations(
        on: set, repeats: repetition.repeats, isQuiet: common.quiet)
    }
    if !intersect { try ComparedSides.requireSameData(evaluations, references) }
    try report(evaluations, seed: seed)
  }

  private func report(_ evaluations: [Evaluation], seed: UInt64) throws {
    let effect = gates.minimumEffect
    if evaluations.count > 2 {
      let ranking = Ranking(evaluations, minimumEffect: effect, seed: seed)
      for path in output { try ComparisonFormat(path: path).write(ranking, to: path) }
      if !output.contains("-") {
        try Terminal.put(common.json ? ranking.json.text() + "\n" : TerminalReport.render(ranking))
      }
      try allowance.check(evaluations)
      return try gates.check(ranking)
    }
    let comparison = Comparison(
      evaluations[0], evaluations[1], minimumEffect: effect, seed: seed)
    for path in output { try ComparisonFormat(path: path).write(comparison, to: path) }
    if !output.contains("-") {
      try Terminal.put(
        common.json ? comparison.json.text() + "\n" : TerminalReport.render(comparison))
    }
    try allowance.check(evaluations)
    try gates.check(comparison)
  }

  /// Reads the records and loads the prompters; all of them share one budget.
  private func sides(
    _ settings: Settings, _ seed: UInt64, _ drain: Drain, _ journal: RunJournal?
  ) throws -> ComparedSides {
    let budget = Budget(model.budgetLimits)
    return ComparedSides(
      sides: try references.enumerated().map { index, reference in
        if RecordFile.isEvaluation(reference) {
          return .record(try RecordFile.evaluation(reference))
        }
        var model = model
        model.model = (index == 0 ? modelA : index == 1 ? modelB : nil) ?? model.model
        return .prompter(
          try LoadedPrompter(
            reference, model, settings, seed: seed, drain: drain, journal: journal, budget: budget,
            judge: judge)
        )
      })
  }

  /// No provider's key must go to another provider's address.
  private func checkAddress(_ sides: ComparedSides) throws {
    let providers = Set(
      try sides.asked.map { try ModelReference($0.prompter.artifact.model).provider })
    guard model.baseURL == nil || providers.count < 2 else {
      throw ValidationError(
        "--base-url is the address of one provider, and these models are of several; evaluate "
          + "each on its own and compare the records")
    }
  }

  /// The examples that prompters are compared on.
  private func examples(_ sides: ComparedSides, seed: UInt64) throws -> Dataset {
    guard let data else { throw ValidationError("prompters need --data to be compared on") }
    let first = sides.asked.first?.prompter
    return try rows.selection(seed: seed).examples(
      of: labels.load(data, schema: first?.schema, isQuiet: common.quiet, for: first))
  }
}
