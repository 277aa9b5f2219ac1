import Foundation
import GRDB
import PrompterCore

/// The file that a cache works with at a moment: none when there can be none, another one after it
/// turned out to be damaged.
final class CacheConnection: Sendable {
  /// What went wrong; each is said once.
  enum Trouble: Hashable, Sendable {
    case reading, writing, full, damaged, damagedAgain
  }

  private struct State {
    var file: CacheFile?
    var told: Set<Trouble> = []
  }

  let options: CacheOptions
  private let url: URL
  private let state: Locked<State>

  init(_ url: URL, _ options: CacheOptions) {
    self.url = url
    self.options = options
    state = Locked(State(file: CacheFile.forRun(url, warn: options.warn)))
  }

  /// The file, when there is one.
  var file: CacheFile? { state.withLock { $0.file } }

  /// Says once that something went wrong.
  func tell(_ trouble: Trouble, _ sentence: @autoclosure () -> String) {
    if state.withLock({ $0.told.insert(trouble).inserted }) { options.warn(sentence()) }
  }

  /// Takes note of an error; a damaged file is replaced, the first time.
  func note(_ error: any Error, _ trouble: Trouble, in file: CacheFile) {
    guard CacheFault.isDamage(error) else {
      // What fails because the file was replaced meanwhile is no news.
      guard state.withLock({ $0.file?.identity == file.identity }) else { return }
      let reason = (error as? DatabaseError)?.message ?? error.localizedDescription
      return tell(trouble, "the completion cache \(url.relativePath): \(reason)")
    }
    let isFirst = state.withLock { state -> Bool? in
      guard let held = state.file, held.identity == file.identity else { return nil }
      state.file = nil
      return state.told.insert(.damaged).inserted
    }
    guard let isFirst else { return }
    // Not from here: a connection cannot be closed by what runs on it.
    Thread.detachNewThread { [self] in
      file.close()
      guard isFirst else {
        return tell(
          .damagedAgain, "the completion cache \(url.relativePath) is damaged again; it is not used"
        )
      }
      let fresh = CacheFile.forRun(url, damaged: file.identity, warn: options.warn)
      state.withLock { $0.file = fresh }
    }
  }
}
