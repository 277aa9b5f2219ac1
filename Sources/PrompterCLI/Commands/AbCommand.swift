import ArgumentParser

/// `prompter ab`: which of several prompters is better on the documents that come.
struct AbCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ab", abstract: "Tries prompters against each other on the documents that come.",
    discussion: """
      Who serves a document is decided by a hash of its id: the same in every run. What came of it \
      is told later, and the report may be looked at as often as one likes.

      EXAMPLE
        prompter ab run trial.sqlite invoices@3=90 invoices@4=10 letters/ -o records.jsonl
        prompter ab run trial.sqlite invoices@3=100 --shadow invoices@4 mails.jsonl -o records.jsonl
        prompter ab outcome trial.sqlite mail-17 --correct no
        prompter ab report trial.sqlite
      """,
    subcommands: [
      AbRunCommand.self, AbPredictCommand.self, AbOutcomeCommand.self, AbReportCommand.self,
    ])
}
