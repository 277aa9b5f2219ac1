import ArgumentParser
import Foundation
import PrompterKit

/// Options that choose rows of the data.
struct RowOptions: ParsableArguments {
  @Option(help: "Only the first N examples or documents.")
  var first: Int?

  @Option(help: "Only N of them, drawn by the seed.")
  var sample: Int?

  @Option(help: "Only these ids: A,B,C, or a file with one a line.")
  var ids: String?

  @Option(
    parsing: .singleValue,
    help: "Only those whose expected FIELD, or with extract CSV column, is VALUE. Repeatable.")
  var filter: [String] = []

  mutating func validate() throws {
    guard first ?? 1 > 0, sample ?? 1 > 0 else {
      throw ValidationError("--first and --sample must be above 0")
    }
    for text in filter where RowSelection.Filter(text) == nil {
      throw ValidationError("'\(text)' is no filter; write FIELD=VALUE")
    }
  }

  /// What the options choose.
  ///
  /// Throws `FileError` when the file of ids cannot be read.
  func selection(seed: UInt64) throws -> RowSelection {
    let names = try ids.map { ids in
      FileManager.default.fileExists(atPath: ids)
        ? try TextFile.read(URL(filePath: ids)).split(whereSeparator: \.isNewline).map(String.init)
        : ids.split(separator: ",").map(String.init)
    }
    return RowSelection(
      first: first, sample: sample, ids: names,
      filters: filter.compactMap(RowSelection.Filter.init),
      seed: seed)
  }
}

/// The option of every command whose runs go on where they stopped.
struct ResumeOptions: ParsableArguments {
  @Flag(
    name: .customLong("no-resume"),
    help: ArgumentHelp(
      "Start anew and replace the output. The state of a run lies beside its first output file, in "
        + "FILE.run; without one there is none, and only the cache keeps answers."))
  var isFresh = false
}
