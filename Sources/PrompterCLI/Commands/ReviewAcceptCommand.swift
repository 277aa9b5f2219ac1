import ArgumentParser
import PrompterKit

/// `prompter review accept`: the record is right.
struct ReviewAcceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Says that records are right as they are.",
    discussion: "EXAMPLE\n  prompter review accept records.jsonl.review.sqlite mail-17 mail-18")

  @OptionGroup var place: ReviewCommand.Place

  @Argument(help: "The documents' ids.")
  var ids: [String]

  @OptionGroup var common: CommonOptions

  func run() throws {
    let queue = try ReviewQueue(place.queue, makes: false)
    let items = try ids.map { try queue.accept($0) }
    try ReviewText.put(items, in: queue, common)
  }
}
