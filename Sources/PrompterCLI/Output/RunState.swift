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

  /// How the run can be continued.
  private var hint: String {
    if hasFile { return "the same command continues where it stopped" }
    return hasCache
      ? "the same command begins anew, with the answers that are in the cache"
      : "nothing was kept: give -o FILE, or leave out --no-cache"
  }

  /// Begins a run, or goes on with it, and says so.
  ///
  /// - Parameter parts: what tells it apart from other runs with the same output.
  /// Throws `FileError` when its state cannot be written.
  func open(
    _ parts: [String], _ resume: ResumeOptions, isQuiet: Bool
  ) throws {
    guard let journal else { return }
    let run = ContentHash.sha256(parts.joined(separator: "\u{0}"))
    let known = try journal.open(for: run, isFresh: resume.isFresh)
    guard known > 0, !isQuiet else { return }
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
    } catch is CancellationError {
      throw Interruption(hint: hint)
    } catch let error as FileError where hasFile {
      throw FileError(error.path, "\(error.message); what was done is kept, \(hint)")
    }
  }
}

/// The user has stopped the run.
struct Interruption: Error {
  /// How it can be continued.
  let hint: String
}
