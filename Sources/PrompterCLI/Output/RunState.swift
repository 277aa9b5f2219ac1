import Foundation
import PrompterKit

/// Where a run keeps what it has done, and what its user is told when it ends early.
struct RunState {
  /// The answers of an evaluation or a search; nil when there is no file to lie beside.
  var journal: RunJournal?
  /// Whether anything was kept beside an output.
  var hasFile: Bool
  /// Whether answers were kept in the cache.
  var hasCache: Bool
  /// What a search has found so far; nil for other runs.
  var best: BestSoFar?

  /// The state of a run that keeps its answers beside an output file; nil when it has none.
  init(beside output: String?, _ model: ModelOptions) {
    journal = output.map { output in
      RunJournal(URL(filePath: output + ".run")) { Terminal.say("warning: \($0)") }
    }
    hasFile = journal != nil
    hasCache = !model.noCache
  }

  /// The state of a run that keeps it otherwise.
  init(hasFile: Bool, _ model: ModelOptions) {
    self.hasFile = hasFile
    hasCache = !model.noCache
  }

  /// How the run can be continued, and what there is already.
  private var hint: String {
    [continuation, best?.hint].compactMap(\.self).joined(separator: "; ")
  }

  private var continuation: String {
    if hasFile { return "the same command continues where it stopped" }
    return hasCache
      ? "the same command begins anew, with the answers that are in the cache"
      : "nothing was kept: give -o FILE, or leave out --no-cache"
  }

  /// Begins a run, or goes on with it, and says so.
  ///
  /// - Parameter parts: what tells it apart from other runs with the same output.
  /// Throws `FileError` when its state cannot be written, or another process is at work with it.
  func open(
    _ parts: [String], _ resume: ResumeOptions, isQuiet: Bool
  ) throws {
    guard let journal else { return }
    let run = ContentHash.sha256(parts.joined(separator: "\u{0}"))
    let known = try journal.open(for: run, isFresh: resume.isFresh)
    guard !isQuiet else { return }
    if let place = journal.replaced {
      Terminal.say("the answers of another run are in \(place.relativePath) now")
    }
    guard known > 0 else { return }
    Terminal.say(
      "\(known) answers are in \(journal.file.relativePath); --no-resume asks for them anew")
  }

  /// Runs a body: what an interruption leaves in flight is finished, and how to go on is said.
  ///
  /// - Parameter inFlight: how many calls are under way.
  func run<Result>(
    inFlight: @escaping @Sendable () -> Int, _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await withTaskCancellationHandler(operation: body) {
        let count = inFlight()
        guard count > 0 else { return }
        Terminal.say(
          "stopping: finishing \(count) call\(count == 1 ? "" : "s") in flight; "
            + "again to stop at once")
      }
    } catch {
      throw explained(error)
    }
  }

  /// The error that has ended a run, with how to go on.
  func explained(_ error: any Error) -> any Error {
    switch error {
    case is CancellationError: return Interruption(hint: hint)
    case let failure as Extraction.Failure where failure.isCancellation:
      return Interruption(hint: hint)
    case let error as FileError where hasFile:
      return FileError(error.path, "\(error.message); what was done is kept, \(hint)")
    case is ModelError, is Extraction.Failure:
      return EndedRun(
        message: Failure.line(error), hint: hasFile ? "what was done is kept, \(hint)" : hint)
    default: return error
    }
  }
}

/// A model that gives no more answers has ended the run.
struct EndedRun: Error, CustomStringConvertible {
  /// What the model, or its server, has said.
  let message: String
  /// How the run can be continued.
  let hint: String

  var description: String { "\(message); \(hint)" }
}

/// The user has stopped the run.
struct Interruption: Error {
  /// How it can be continued.
  let hint: String
}
