import DequeModule
import Synchronization

/// Bounds how many calls of a model are under way at once, and learns how many it bears.
///
/// Those who wait are let in first come first served. When the provider asks to slow down, the
/// places halve; while it answers they grow back, by a twentieth of the most for as many answers
/// as there are places (additive increase, multiplicative decrease: Chiu and Jain, 1989).
public final class Places: Sendable {
  private struct State {
    var open: Int
    var inside = 0
    var answers = 0
    /// Counts the halvings: a call that was let in before the last one asks for no other.
    var era = 0
    var asked = 0
    var waiters: Deque<(number: Int, continuation: CheckedContinuation<Void, any Error>)> = []
  }

  /// A call's place.
  public struct Place: Sendable {
    fileprivate let era: Int
  }

  /// The most calls at once.
  public let most: Int
  private let state: Mutex<State>

  /// Makes so many places; at least one.
  public init(_ most: Int) {
    self.most = max(1, most)
    state = Mutex(State(open: self.most))
  }

  /// How many wait for a place.
  public var waiting: Int { state.withLock(\.waiters.count) }

  /// How many may be inside at once now.
  public var open: Int { state.withLock(\.open) }

  /// Runs a body in a place of its own; the place is free again however the body ends.
  ///
  /// Throws what the body throws, or `CancellationError` when cancelled while waiting.
  public func withPlace<Result>(_ body: (Place) async throws -> Result) async throws -> Result {
    try await enter()
    defer { leave() }
    return try await body(Place(era: state.withLock(\.era)))
  }

  /// The provider has answered.
  public func noteAnswer() {
    let ready = state.withLock { state in
      guard state.open < most else { return [] as [CheckedContinuation<Void, any Error>] }
      state.answers += 1
      guard state.answers >= state.open else { return [] }
      state.answers = 0
      state.open = min(most, state.open + max(1, most / 20))
      return admit(&state)
    }
    ready.forEach { $0.resume() }
  }

  /// The provider has asked to slow down.
  public func notePushback(_ place: Place) {
    state.withLock { state in
      guard place.era == state.era else { return }
      state.era += 1
      state.answers = 0
      state.open = max(1, state.open / 2)
    }
  }

  private func enter() async throws {
    let number: Int? = state.withLock { state in
      if state.waiters.isEmpty, state.inside < state.open, !Task.isCancelled {
        state.inside += 1
        return nil
      }
      state.asked += 1
      return state.asked
    }
    if let number { try await stand(number) }
  }

  /// Stands in line.
  private func stand(_ number: Int) async throws {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result: Swift.Result<Void, any Error>? = state.withLock { state in
          // A cancellation that came before this line of waiters knew the task.
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.waiters.isEmpty, state.inside < state.open {
            state.inside += 1
            return .success(())
          }
          state.waiters.append((number, continuation))
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Void, any Error>? in
        state.waiters.firstIndex { $0.number == number }
          .map { state.waiters.remove(at: $0).continuation }
      }
      waiter?.resume(throwing: CancellationError())
    }
  }

  private func leave() {
    let ready = state.withLock { state in
      state.inside -= 1
      return admit(&state)
    }
    ready.forEach { $0.resume() }
  }

  private func admit(_ state: inout State) -> [CheckedContinuation<Void, any Error>] {
    var ready: [CheckedContinuation<Void, any Error>] = []
    while state.inside < state.open, let waiter = state.waiters.popFirst() {
      state.inside += 1
      ready.append(waiter.continuation)
    }
    return ready
  }
}
