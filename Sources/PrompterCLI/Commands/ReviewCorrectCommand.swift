import ArgumentParser
import PrompterKit

/// `prompter review correct`: the record is put right.
struct ReviewCorrectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct", abstract: "Puts a record right.",
    discussion: """
      A value is text for a field of text, nothing for null, else JSON. The record must then be one of \
      the schema.

      EXAMPLE
        prompter review correct records.jsonl.review.sqlite mail-17 --set total=12.5 --set vendor=Acme
        prompter review correct records.jsonl.review.sqlite mail-17 --record right.json
      """)

  @OptionGroup var place: ReviewCommand.Place

  @Argument(help: "The document's id.")
  var id: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "A value of the record, such as total=12.5 or items[0].name=Bolt. Repeatable.",
      valueName: "path=value"))
  var changes: [String] = []

  @Option(help: "The whole record: JSON, a file, or - for stdin.")
  var record: String?

  @OptionGroup var common: CommonOptions

  private var edits: [(path: String, text: String)] {
    changes.compactMap { change in
      change.firstIndex(of: "=").map {
        (String(change[..<$0]), String(change[change.index(after: $0)...]))
      }
    }
  }

  mutating func validate() throws {
    guard (record != nil) != !changes.isEmpty else {
      throw ValidationError("give --set PATH=VALUE, or --record")
    }
    if let wrong = changes.first(where: { !$0.contains("=") }) {
      throw ValidationError("'\(wrong)' is no change; write PATH=VALUE")
    }
  }

  func run() throws {
    let queue = try ReviewQueue(place.queue, makes: false)
    let item = try queue.item(id)
    let right: JSONValue
    if let record {
      do { right = try JSONParser.parse(RecordText.text(record)) } catch let error as JSONError {
        throw DataError(file: "--record", message: "not JSON: \(error)")
      }
    } else {
      right = try item.schema.editing(item.record, edits)
    }
    try ReviewText.put([try queue.correct(id, to: right)], in: queue, common)
  }
}
