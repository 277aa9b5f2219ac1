import ArgumentParser
import PrompterData
import PrompterKit

/// Options that say how documents are read.
struct ReadingOptions: ParsableArguments {
  @Option(name: .customLong("text-column"), help: "The column of a table that holds the text.")
  var textColumn: String?

  @Option(
    help: "Only these pages of PDF files: 3, 2-5 or 2-.",
    transform: { text in
      guard let range = PageRange(text) else {
        throw ValidationError("'\(text)' is no range of pages; write 3, 2-5 or 2-")
      }
      return range
    })
  var pages: PageRange?

  /// The options as they may be typed again.
  var words: [String] {
    var words: [String] = []
    if let textColumn { words += ["--text-column", textColumn] }
    if let pages { words += ["--pages", "\(pages)"] }
    return words
  }
}

/// Options that say how labelled data is read.
struct LabelOptions: ParsableArguments {
  @OptionGroup var reading: ReadingOptions

  @Option(
    name: .customLong("label-field"),
    help: "The field that the folders of a labelled folder are named after.")
  var labelField: String?

  /// The options as they may be typed again.
  var words: [String] { reading.words + (labelField.map { ["--label-field", $0] } ?? []) }

  /// Reads labelled data; what was left out is told on stderr.
  ///
  /// - Parameter prompter: whose model says whether pictures are read.
  func load(
    _ path: String, schema: Schema?, isQuiet: Bool = false, for prompter: Prompter<JSONValue>? = nil
  ) throws -> Dataset {
    let reader = DatasetReader(
      textColumn: reading.textColumn, labelField: labelField, pages: reading.pages,
      seesPictures: prompter?.seesPictures ?? false)
    let loaded = try reader.load(path, schema: schema)
    if !isQuiet { for note in loaded.notes { Terminal.say("note: \(note)") } }
    return loaded.dataset
  }
}
