public import PrompterCore
import Synchronization

/// A clock that stands still until a test moves it.
///
/// Nothing ever waits for real: a task that sleeps is woken by `advance(by:)` when its moment has
/// come, and everything a test measures with this clock is exact.
public final class ManualClock: MonotonicClock {
  private struct Sleeper {
    let number: Int
    let moment: Duration
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now = Duration.zero
    var asked = 0
    var sleepers: [Sleeper] = []
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  /// Makes a clock that shows zero.
  public init() {}

  /// The time that the clock shows.
  public var now: Duration { state.withLock(\.now) }

  /// How many tasks are asleep.
  public var sleepers: Int { state.withLock { $0.sleepers.count } }

  /// Waits until the clock is moved to a moment; returns at once when it has passed.
  ///
  /// Throws `CancellationError` when the task is cancelled.
  public func sleep(until moment: Duration) async throws {
    let number = state.withLock { state in
      state.asked += 1
      return state.asked
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let (result, seen) = state.withLock { state in
          fallAsleep(number, until: moment, continuation, &state)
        }
        if let result { continuation.resume(with: result) }
        seen.forEach { $0.resume() }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        state.sleepers.firstIndex { $0.number == number }.map { state.sleepers.remove(at: $0) }
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Moves the clock forward and wakes everyone whose moment has come, the earliest first.
  public func advance(by duration: Duration) {
    advance(to: now + duration)
  }

  /// Moves the clock to a moment, never back, and wakes everyone whose moment has come.
  public func advance(to moment: Duration) {
    let woken = state.withLock { state in
      state.now = max(state.now, moment)
      let now = state.now
      let due = state.sleepers.filter { $0.moment <= now }
      state.sleepers.removeAll { $0.moment <= now }
      return due.sorted { ($0.moment, $0.number) < ($1.moment, $1.number) }
    }
    woken.forEach { $0.continuation.resume() }
  }

  /// Moves the clock to the moment at which the next sleeper wakes.
  ///
  /// - Returns: false, without moving, when nobody is asleep.
  @discardableResult
  public func advanceToNextSleeper() -> Bool {
    guard let moment = state.withLock({ $0.sleepers.map(\.moment).min() }) else { return false }
    advance(to: moment)
    return true
  }

  /// Waits until at least so many tasks are asleep.
  public func waitForSleepers(_ count: Int = 1) async {
    await withCheckedContinuation { continuation in
      let isReached = state.withLock { state in
        if state.sleepers.count >= count { return true }
        state.watchers.append((count, continuation))
        return false
      }
      if isReached { continuation.resume() }
    }
  }

  /// Runs a body and moves the clock on whenever a task sleeps, until the body has ended.
  public func running<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        while !Task.isCancelled {
          self.advanceToNextSleeper()
          await Task.yield()
        }
      }
      defer { group.cancelAll() }
      return try await body()
    }
  }

  private typealias Outcome = (
    result: Result<Void, any Error>?, seen: [CheckedContinuation<Void, Never>]
  )

  private func fallAsleep(
    _ number: Int, until moment: Duration, _ continuation: CheckedContinuation<Void, any Error>,
    _ state: inout State
  ) -> Outcome {
    // A cancellation that came before this line knew no sleeper to wake.
    if Task.isCancelled { return (.failure(CancellationError()), []) }
    if moment <= state.now { return (.success(()), []) }
    state.sleepers.append(Sleeper(number: number, moment: moment, continuation: continuation))
    let count = state.sleepers.count
    let seen = state.watchers.filter { $0.count <= count }.map(\.continuation)
    state.watchers.removeAll { $0.count <= count }
    return (nil, seen)
  }
}
