import DequeModule
import Synchronization

/// Hands out the resources of one model in windows, first come first served.
///
/// A reservation takes all its resources at once or waits in one line; it is woken by a timer when
/// enough of them have returned. What a call took returns one window, and 1 % of it as a margin
/// against skewed clocks, after it was taken.
public final class RateLimiter: Sendable {
  /// How much of each resource a call takes.
  public typealias Amounts = [LimitedResource: Double]

  /// What a call has taken.
  public struct Permit: Sendable {
    fileprivate let number: Int
    fileprivate let amounts: Amounts
  }

  private struct Window {
    let limit: RateLimit
    var used = 0.0
    /// What returns when, in the order of the permits; the first one's number is `first`.
    var returns: Deque<(at: Duration, amount: Double)> = []
    var first = 0

    mutating func release(until now: Duration) {
      while let next = returns.first, next.at <= now {
        used -= next.amount
        returns.removeFirst()
        first += 1
      }
      if returns.isEmpty { used = 0 }
    }

    /// When an amount fits; now, or the return of enough of what was taken.
    func moment(for amount: Double, now: Duration) -> Duration {
      var left = limit.capacity - used
      if left >= amount { return now }
      for next in returns {
        left += next.amount
        if left >= amount { return next.at }
      }
      return now
    }
  }

  private struct Waiter {
    let number: Int
    let amounts: Amounts
    let continuation: CheckedContinuation<Permit, any Error>
  }

  private struct State {
    var windows: [Window]
    var waiters: Deque<Waiter> = []
    var granted = 0
    var asked = 0
    var heldUntil = Duration.zero
    var timer: Task<Void, Never>?
    var timerMoment = Duration.zero
  }

  private let clock: any MonotonicClock
  private let state: Mutex<State>

  /// Makes a limiter; without limits every reservation is granted at once.
  public init(_ limits: [RateLimit], clock: any MonotonicClock) {
    self.clock = clock
    state = Mutex(State(windows: limits.map { Window(limit: $0) }))
  }

  deinit {
    state.withLock { $0.timer?.cancel() }
  }

  /// How many wait in line.
  public var waiting: Int { state.withLock(\.waiters.count) }

  /// Takes amounts of resources, waiting in line for them.
  ///
  /// Throws `ModelError` when more is asked than a window ever holds, or `CancellationError`.
  public func reserve(_ amounts: Amounts) async throws -> Permit {
    let number = try state.withLock { state in
      for window in state.windows {
        let amount = amounts[window.limit.resource] ?? 0
        guard amount <= window.limit.capacity else {
          throw ModelError(
            .tooLong,
            "one call needs \(Int(amount)) \(window.limit.resource.rawValue), more than "
              + "the limit of \(Int(window.limit.capacity)) in a window ever allows; raise --limit "
              + "or lower --max-output-tokens", attempts: 0)
        }
      }
      state.asked += 1
      return state.asked
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let ready: [Grant] = state.withLock { state in
          // A cancellation that came before this line of waiters knew the task.
          if Task.isCancelled { return [Grant(continuation, .failure(CancellationError()))] }
          state.waiters.append(Waiter(number: number, amounts: amounts, continuation: continuation))
          return serve(&state)
        }
        ready.forEach { $0.resume() }
      }
    } onCancel: {
      let ready: [Grant] = state.withLock { state in
        guard let index = state.waiters.firstIndex(where: { $0.number == number }) else {
          return []
        }
        let waiter = state.waiters.remove(at: index)
        return [Grant(waiter.continuation, .failure(CancellationError()))] + serve(&state)
      }
      ready.forEach { $0.resume() }
    }
  }

  /// Corrects what a permit took to what was really used, up or down.
  public func settle(_ permit: Permit, used: Amounts) {
    let ready: [Grant] = state.withLock { state in
      for index in state.windows.indices {
        let resource = state.windows[index].limit.resource
        let place = permit.number - state.windows[index].first
        guard let amount = used[resource], state.windows[index].returns.indices.contains(place)
        else { continue }
        state.windows[index].used += amount - state.windows[index].returns[place].amount
        state.windows[index].returns[place].amount = amount
      }
      return serve(&state)
    }
    ready.forEach { $0.resume() }
  }

  /// Lets nobody pass for a while: the provider asked to be left alone.
  public func hold(for duration: Duration) {
    state.withLock { $0.heldUntil = max($0.heldUntil, clock.now + duration) }
  }

  private struct Grant {
    let continuation: CheckedContinuation<Permit, any Error>
    let result: Result<Permit, any Error>

    init(
      _ continuation: CheckedContinuation<Permit, any Error>, _ result: Result<Permit, any Error>
    ) {
      self.continuation = continuation
      self.result = result
    }

    /// Called outside the lock: what wakes up may ask again at once.
    func resume() { continuation.resume(with: result) }
  }

  /// Grants from the head of the line what fits, and sets the timer for the next in line.
  private func serve(_ state: inout State) -> [Grant] {
    let now = clock.now
    var ready: [Grant] = []
    for index in state.windows.indices { state.windows[index].release(until: now) }
    while let waiter = state.waiters.first {
      let moment = state.windows.reduce(state.heldUntil) {
        max($0, $1.moment(for: waiter.amounts[$1.limit.resource] ?? 0, now: now))
      }
      guard moment <= now else {
        wake(&state, at: moment)
        break
      }
      state.waiters.removeFirst()
      let permit = Permit(number: state.granted, amounts: waiter.amounts)
      state.granted += 1
      for index in state.windows.indices {
        let amount = waiter.amounts[state.windows[index].limit.resource] ?? 0
        if state.windows[index].returns.isEmpty { state.windows[index].first = permit.number }
        state.windows[index].used += amount
        state.windows[index].returns.append(
          (now + state.windows[index].limit.window * 1.01, amount))
      }
      ready.append(Grant(waiter.continuation, .success(permit)))
    }
    return ready
  }

  private func wake(_ state: inout State, at moment: Duration) {
    if state.timer != nil, state.timerMoment <= moment { return }
    state.timer?.cancel()
    state.timerMoment = moment
    state.timer = Task { [weak self, clock] in
      try? await clock.sleep(until: moment)
      guard !Task.isCancelled else { return }
      self?.wakeUp()
    }
  }

  private func wakeUp() {
    let ready: [Grant] = state.withLock { state in
      state.timer = nil
      return serve(&state)
    }
    ready.forEach { $0.resume() }
  }
}
