import ArgumentParser
import Foundation
import PrompterKit

/// `prompter ab predict`: the record of one text, by the prompter that its id is assigned.
struct AbPredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Extracts the record of one text, by one of the prompters.",
    discussion: """
      EXAMPLE
        prompter ab predict trial.sqlite --id mail-17 "Invoice 7 from Acme Ltd, total USD 12.50"
        prompter ab predict trial.sqlite --id mail-17 - < mail.txt
      """)

  @Argument(help: "The SQLite file of an experiment that has begun.")
  var experiment: String

  @Argument(help: "The text; '-' or nothing reads stdin.")
  var text: String?

  @Option(help: "The document's id, which decides who serves it (default: a hash of the text).")
  var id: String?

  @OptionGroup var model: ModelOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let settings = try common.settings()
    let trial = try VariantOptions.parse([]).experiment(
      experiment, serving: [], model, settings, seed: common.seed(settings))
    let work = ExtractionWork(trial)
    let extraction = await work.extractor.extract(
      Document(id: id, text: try InputText.text(text)))
    try Task.checkCancellation()
    try Terminal.put(work.line(extraction).text() + "\n")
    if let failure = extraction.failure {
      Terminal.say("error: \(Failure.line(failure))")
      throw ExitCode(1)
    }
  }
}
