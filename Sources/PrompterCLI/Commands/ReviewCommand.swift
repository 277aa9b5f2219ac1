import ArgumentParser

/// `prompter review`: what a person decides of records that are trusted too little.
struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Looks at records that are trusted too little.",
    discussion: """
      'extract --review-under 0.85' fills the queue. What is decided becomes labelled data for the \
      next 'optimize'.

      EXAMPLE
        prompter review list records.jsonl.review.sqlite
        prompter review serve records.jsonl.review.sqlite
        prompter review correct records.jsonl.review.sqlite mail-17 --set total=12.5
        prompter review export records.jsonl.review.sqlite -o train.jsonl
      """,
    subcommands: [
      ReviewListCommand.self, ReviewShowCommand.self, ReviewAcceptCommand.self,
      ReviewCorrectCommand.self, ReviewExportCommand.self, ReviewServeCommand.self,
    ])

  /// Which queue.
  struct Place: ParsableArguments {
    @Argument(help: "The SQLite file of the review queue.")
    var queue: String
  }
}
