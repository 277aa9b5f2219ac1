import PrompterKit
import Synchronization

/// Whether the models answer, as the latest requests found; nobody is asked for it.
final class UpstreamHealth: Sendable {
  private struct State {
    var failures = 0
    var last = Duration.zero
    var hasAnswered = false
  }

  /// So many failures one after the other make a model that does not answer.
  private static let many = 5
  /// Older failures prove nothing: somebody must be let through to see whether it is over.
  private static let memory = Duration.seconds(15)

  private let clock: any MonotonicClock
  private let state = Mutex(State())

  init(clock: any MonotonicClock) {
    self.clock = clock
  }

  /// Takes note of what became of a document.
  func note(_ extraction: Extraction) {
    let isFailure = extraction.failure.flatMap { ModelError.Kind(rawValue: $0.type) }.map {
      [.network, .server, .unavailable, .credentials, .quota].contains($0)
    }
    // What was cancelled or not asked for says nothing.
    guard
      extraction.failure == nil || extraction.failure?.isInvalidAnswer == true || isFailure == true
    else { return }
    state.withLock { state in
      state.hasAnswered = state.hasAnswered || isFailure != true
      state.failures = isFailure == true ? state.failures + 1 : 0
      state.last = clock.now
    }
  }

  /// What is known: `unknown`, `ok` or `failing`.
  var word: String {
    state.withLock { state in
      let isRecent = clock.now - state.last < Self.memory
      if state.failures >= Self.many, isRecent { return "failing" }
      return state.hasAnswered ? "ok" : "unknown"
    }
  }
}
