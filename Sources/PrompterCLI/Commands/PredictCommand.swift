import ArgumentParser
import Foundation
import PrompterKit

/// `prompter predict`: the record of one text.
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Extracts the record of one text.",
    discussion: """
      EXAMPLE
        prompter predict invoices "Invoice 7 from Acme Ltd, 3 May 2024, total USD 12.50"
        prompter predict prompters/invoices/1.json - < invoice.txt
        prompter predict invoices - --fallback openai/gpt-4.1-mini < invoice.txt
      """)

  @Argument(help: "The prompter: a .json file, NAME or NAME@VERSION.")
  var prompter: String

  @Argument(help: "The text; '-' or nothing reads stdin.")
  var text: String?

  @OptionGroup var model: ModelOptions
  @OptionGroup var fallback: FallbackOptions
  @OptionGroup var agreement: AgreementOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let settings = try common.settings()
    let loaded = try LoadedPrompter(
      prompter, model, settings, seed: common.seed(settings), fallback: fallback,
      asksTwice: agreement.asksTwice)
    PlanOutput.say(loaded.confidenceNotes, common)
    let extractor = try loaded.prompter.extractor()
    let extraction = await extractor.extract(Document(text: try InputText.text(text)))
    try Task.checkCancellation()
    try Terminal.put(loaded.line(extraction).text() + "\n")
    if let failure = extraction.failure {
      Terminal.say("error: \(Failure.line(failure))")
      throw ExitCode(1)
    }
  }
}
