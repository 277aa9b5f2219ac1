import ArgumentParser
import PrompterKit

/// `prompter review show`: one record beside its document.
struct ReviewShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows a record beside its document.",
    discussion: """
      EXAMPLE
        prompter review show records.jsonl.review.sqlite mail-17
        prompter review show records.jsonl.review.sqlite mail-17 --json
      """)

  @OptionGroup var place: ReviewCommand.Place

  @Argument(help: "The document's id.")
  var id: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    let item = try ReviewQueue(place.queue, makes: false).item(id)
    try Terminal.put(common.json ? item.json.text() + "\n" : ReviewText.show(item))
  }
}
