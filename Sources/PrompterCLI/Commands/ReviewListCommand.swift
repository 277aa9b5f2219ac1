import ArgumentParser
import PrompterKit

/// `prompter review list`: what waits, the least trusted first.
struct ReviewListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the records that wait, the least trusted first.",
    discussion: """
      EXAMPLE
        prompter review list records.jsonl.review.sqlite
        prompter review list records.jsonl.review.sqlite --reason not_in_source --json
      """)

  @OptionGroup var place: ReviewCommand.Place

  @Option(help: "open (default), accepted, corrected or all.")
  var status = "open"

  @Option(help: "Only those with this reason, such as low_confidence or not_in_source.")
  var reason: String?

  @Option(help: "The most records that are listed.")
  var first: Int?

  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    guard status == "all" || ReviewItem.Status(rawValue: status) != nil else {
      throw ValidationError("--status is open, accepted, corrected or all")
    }
    guard first ?? 1 > 0 else { throw ValidationError("--first must be above 0") }
    if let reason, Acceptance.Code(rawValue: reason) == nil {
      let codes = Acceptance.Code.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'\(reason)' is no reason; there are \(codes)")
    }
  }

  func run() throws {
    let queue = try ReviewQueue(place.queue, makes: false)
    let entries = try queue.entries(
      ReviewItem.Status(rawValue: status), reason: reason, first: first ?? .max)
    let counts = try queue.counts()
    try Terminal.put(
      common.json
        ? ReviewText.json(entries, counts).text() + "\n" : ReviewText.list(entries, counts))
  }
}
