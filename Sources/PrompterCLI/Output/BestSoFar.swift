import Foundation
import PrompterKit
import Synchronization

/// Keeps the best prompter of a search in a file while it runs, for when it does not end.
final class BestSoFar: Sendable {
  /// `2.best.json` for `2.json`.
  let file: URL
  private let state = Mutex((isKept: false, hasWarned: false))

  /// Makes the keeper of a search's best; nil when its file is what the search starts from.
  ///
  /// - Parameters:
  ///   - output: where the search will write its result.
  ///   - parent: what it starts from.
  init?(of output: URL, from parent: String?) {
    file = output.deletingPathExtension().appendingPathExtension("best.json")
    if let parent, URL(filePath: parent).standardizedFileURL == file.standardizedFileURL {
      return nil
    }
  }

  /// Writes the prompter; the search goes on when that cannot be done.
  func keep(_ artifact: Artifact) {
    do {
      try AtomicFile.write(artifact.text, to: file)
      state.withLock { $0.isKept = true }
    } catch {
      let hasWarned = state.withLock { state in
        defer { state.hasWarned = true }
        return state.hasWarned
      }
      if !hasWarned {
        Terminal.say("warning: the best prompter so far is not kept: \(Failure.line(error))")
      }
    }
  }

  /// Removes the file: there is a result.
  func remove() {
    try? FileManager.default.removeItem(at: file)
    state.withLock { $0.isKept = false }
  }

  /// Where the best prompter is, for who has stopped the search; nil when none was kept.
  var hint: String? {
    state.withLock(\.isKept)
      ? "the best so far, not confirmed, is \(file.relativePath)" : nil
  }
}
