import Foundation
import PrompterKit

/// Writes what a search has made, and says what it has found.
///
/// It was paid for: what can be shown is shown, whatever cannot be written.
struct SearchOutput {
  /// Where the prompter is written, as it was typed, and the file that this was when the run began.
  let reference: String
  let file: URL
  /// Where the report is written; nil for nowhere.
  let report: String?
  /// Whether the summary is one JSON object.
  let isJSON: Bool
  /// What keeps the answers; nil when nothing was asked.
  let state: RunState?

  /// Writes the prompter, the table and the report.
  ///
  /// - Parameters:
  ///   - seed: what the search started from.
  ///   - seconds: how long it took.
  /// Throws the first error, when the rest is done.
  func write(
    _ trained: Prompter<JSONValue>, from seed: PromptTemplate, seconds: Double
  ) throws {
    var failure: (any Error)?
    @discardableResult
    func attempt<Value>(_ body: () throws -> Value) -> Value? {
      do { return try body() } catch {
        failure = failure ?? error
        return nil
      }
    }
    let written: (file: URL, artifact: Artifact)? = attempt {
      do { return try PrompterStore().write(trained.artifact, to: reference) } catch {
        throw state?.explained(error) ?? error
      }
    }
    let path = (written?.file ?? file).relativePath
    if let result = trained.optimization {
      attempt { try say(result, path, seconds) }
      if written != nil {
        Terminal.say("wrote \(path)")
        // What was paid for and could not be confirmed is not thrown away.
        if result.heldOut != nil || result.shipped == .optimized { state?.best?.remove() }
        if let hint = state?.best?.hint { Terminal.say(hint) }
      }
      let artifact = written?.artifact ?? trained.artifact
      attempt { try writeReport(of: result, artifact, seed, path, seconds) }
    }
    if let failure { throw failure }
  }

  /// The summary, on stdout.
  private func say(_ result: OptimizationResult, _ path: String, _ seconds: Double) throws {
    if isJSON {
      try Terminal.put(result.json(artifact: path, seconds: seconds).text() + "\n")
    } else if report != "-" {
      try Terminal.put(TerminalReport.render(result))
    }
  }

  private func writeReport(
    of result: OptimizationResult, _ artifact: Artifact, _ seed: PromptTemplate, _ path: String,
    _ seconds: Double
  ) throws {
    guard let report else { return }
    try SearchReportFormat(path: report).write(
      SearchReport(
        name: "\(artifact.name)@\(artifact.version)", model: artifact.model, seed: seed,
        result: result, artifact: path, seconds: seconds), to: report)
  }
}
