import ArgumentParser
import PrompterKit

/// `prompter review export`: what was decided, as labelled data.
struct ReviewExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Appends what was decided to a data set, as labelled examples.",
    discussion: """
      An example that the file has already, by id or by text, is not appended again.

      EXAMPLE
        prompter review export records.jsonl.review.sqlite -o train.jsonl
      """)

  @OptionGroup var place: ReviewCommand.Place

  @Option(name: [.customShort("o"), .long], help: "The data set, FILE.jsonl; made when missing.")
  var output: String

  @Flag(help: "Replace labels of the file that were decided otherwise since.")
  var replace = false

  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    guard output.hasSuffix(".jsonl") else {
      throw ValidationError("'\(output)': the ending must be .jsonl")
    }
  }

  func run() throws {
    let queue = try ReviewQueue(place.queue, makes: false)
    let counts = try ReviewExport(to: output, replacing: replace).append(queue)
    if common.json {
      let summary: JSONValue = [
        "output": .string(output), "added": .integer(counts.added),
        "known": .integer(counts.known), "replaced": .integer(counts.replaced),
        "different": .array(counts.different.map(JSONValue.string)),
        "in_pictures": .array(counts.inPictures.map(JSONValue.string)),
      ]
      return try Terminal.put(summary.text() + "\n")
    }
    guard !common.quiet else { return }
    Terminal.say(
      "\(counts.added) appended to \(output), \(counts.known) were there already"
        + (counts.replaced > 0 ? ", \(counts.replaced) replaced" : ""))
    if !counts.inPictures.isEmpty {
      let ids = counts.inPictures.prefix(5).joined(separator: ", ")
      Terminal.say(
        "note: \(counts.inPictures.count) are of several pictures, for which a line has no place, and "
          + "are left out (\(ids)\(counts.inPictures.count > 5 ? ", …" : ""))")
    }
    if !counts.different.isEmpty {
      let ids = counts.different.prefix(5).joined(separator: ", ")
      Terminal.say(
        "note: \(counts.different.count) have another label or text in \(output) and stay as they "
          + "are there (\(ids)\(counts.different.count > 5 ? ", …" : ""))"
          + (replace ? "" : "; --replace takes the new labels"))
    }
  }
}
