import DequeModule
import Synchronization

/// Bounds how many tasks are somewhere at once; those who wait are let in first come first served.
public final class Semaphore: Sendable {
  private struct State {
    var free: Int
    var asked = 0
    var waiters: Deque<(number: Int, continuation: CheckedContinuation<Void, any Error>)> = []
  }

  private let state: Mutex<State>

  /// Makes a semaphore with so many places.
  public init(_ places: Int) {
    state = Mutex(State(free: max(1, places)))
  }

  /// How many wait for a place.
  public var waiting: Int { state.withLock(\.waiters.count) }

  /// Runs a body in a place of its own; the place is free again however the body ends.
  ///
  /// Throws what the body throws, or `CancellationError` when cancelled while waiting.
  public func withPlace<Result>(_ body: () async throws -> Result) async throws -> Result {
    try await enter()
    defer { leave() }
    return try await body()
  }

  private func enter() async throws {
    let number = state.withLock { state in
      state.asked += 1
      return state.asked
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result: Swift.Result<Void, any Error>? = state.withLock { state in
          // A cancellation that came before this line of waiters knew the task.
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.free > 0 {
            state.free -= 1
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
    let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      if let waiter = state.waiters.popFirst() { return waiter.continuation }
      state.free += 1
      return nil
    }
    next?.resume()
  }
}
