import ArgumentParser
import Foundation
import PrompterKit

extension ExtractionRun.Counts {
  /// Tells what a run has done, in files and on the terminal.
  ///
  /// Throws `ExitCode` when documents failed.
  func report(
    _ engines: PrompterEngines, _ outputs: OutputOptions, _ common: CommonOptions
  ) throws {
    let report = json(engines)
    if let summary = outputs.summary {
      try AtomicFile.write(report.text(.pretty) + "\n", to: URL(filePath: summary))
    }
    if common.json, !outputs.names.contains("-") { try Terminal.put(report.text() + "\n") }
    if !common.quiet { Terminal.say(sentence) }
    if resumed > 0, isReviewing, !common.quiet {
      Terminal.say(
        "what was done before stays as it is; --no-resume judges it anew, without a call for what "
          + "the cache knows")
    }
    guard failed > 0 else { return }
    // What is no document was named when it was met.
    if unnamed == failed, failed > 1 {
      Terminal.say("error: \(failed) rows are no documents; mend them and give the same command")
      throw ExitCode(1)
    }
    Terminal.say(
      "error: \(failed) document\(failed == 1 ? "" : "s") failed: \(firstFailure ?? ""); "
        + "the same command tries \(failed == 1 ? "it" : "them") again")
    throw ExitCode(1)
  }
}
