import ArgumentParser
import Foundation
import PrompterData
import PrompterKit

/// Options that say which documents of the inputs are meant, and when.
struct FlowOptions: ParsableArguments {
  @Flag(
    name: .customLong("retry-failed"),
    help: "Only the documents that failed before, as the first output says.")
  var retriesFailed = false

  @Option(
    help: ArgumentHelp(
      "Instead of inputs: the files in and below a folder, and those that come, until the first "
        + "signal.", valueName: "folder"))
  var watch: String?

  /// Checks what the options go together with.
  ///
  /// Throws `ValidationError`.
  func validate(
    inputs: [String], output: [String], isFresh: Bool, isDryRun: Bool, _ rows: RowOptions
  ) throws {
    if let watch {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: watch, isDirectory: &isFolder),
        isFolder.boolValue
      else { throw ValidationError("--watch: there is no folder '\(watch)'") }
      let choosesRows =
        rows.first != nil || rows.sample != nil || rows.ids != nil || !rows.filter.isEmpty
      guard inputs.isEmpty, !choosesRows, !isDryRun, !retriesFailed else {
        throw ValidationError(
          "--watch takes every file of its folder: leave out other inputs, --first, --sample, "
            + "--ids, --filter, --dry-run and --retry-failed")
      }
    }
    if retriesFailed {
      guard !isFresh, !isDryRun else {
        throw ValidationError("--retry-failed goes on with a run: leave out --no-resume, --dry-run")
      }
      guard output.contains(where: { $0 != "-" }) else {
        throw ValidationError("--retry-failed needs the -o that says what failed")
      }
    }
  }

  /// The watched folder; nil when there is none.
  ///
  /// Throws `FileError` when it cannot be watched.
  func watched(
    _ reading: ReadingOptions, _ loaded: LoadedPrompter
  ) throws -> WatchedDocuments? {
    try watch.map {
      try WatchedDocuments(
        $0, pages: reading.pages, seesPictures: loaded.prompter.seesPictures)
    }
  }

  /// The documents that failed before, of which alone is asked for; nil when all are.
  func failedBefore(_ sinks: [any Sink]) async throws -> IDSet? {
    guard retriesFailed else { return nil }
    for sink in sinks {
      if let failed = try await sink.failedIDs() { return failed }
    }
    return []
  }

  /// What the run reads.
  func stream(
    _ watched: sending WatchedDocuments?,
    _ documents: sending AnySequence<Result<Document, any Error>>?,
    retried: IDSet?, _ inputs: [String]
  ) -> DocumentStream<DistinctDocuments.Item> {
    if let watched { return DocumentStream(watched) }
    let all = documents ?? AnySequence([])
    let source = inputs.joined(separator: ", ")
    let distinct =
      retried.map { DistinctDocuments(RetriedDocuments(all, failed: $0), source: source) }
      ?? DistinctDocuments(all, source: source)
    // Rows of files are there at once.
    let ahead = inputs.allSatisfy(InputReader.isFileOfRows) ? 32 : 1
    return DocumentStream(distinct, ahead: ahead) { item in
      if case .document(let document) = item { document.text.utf8.count } else { 0 }
    }
  }
}
