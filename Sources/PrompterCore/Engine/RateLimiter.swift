import DequeModule
import Synchronization

/// Hands out the resources of one model in windows, first come first served.
///
/// A reservation takes all its resources at once or waits in one line; it is woken by a timer when
/// enough of them have returned. What a call took returns one window, and 1 to 3 % of it as a
/// margin, after the call was sent.
public final class RateLimiter: Sendable {
  /// How calls are let out.
  public enum Pace: String, Hashable, Sendable, CaseIterable {
    /// As early as the windows allow: a whole window may go out at once.
    case burst
    /// Evenly over each window.
    case smooth
  }

  /// What a call has taken.
  public struct Permit: Sendable {
    fileprivate let number: Int
  }

  private struct Holding {
    let amounts: ResourceAmounts
    /// How many were sent before it; nil until it is sent.
    var place: Int?
  }

  /// What someone in line asks for.
  private struct Waiting {
    let number: Int
    /// Asked again when its turn has come: estimates have learned since.
    let amounts: @Sendable () -> ResourceAmounts
    let isSentLater: Bool
  }

  private struct Waiter {
    let asks: Waiting
    let continuation: CheckedContinuation<Permit, any Error>
  }

  private struct State {
    var windows: [RateWindow]
    var waiters: Deque<Waiter> = []
    var asked = 0
    var granted = 0
    var stamped = 0
    var holdings: [Int: Holding] = [:]
    var heldUntil = Duration.zero
    var pacedUntil: Duration
    var refusals: Deque<Duration> = []
    var timer: Task<Void, Never>?
    var timerMoment = Duration.zero
  }

  /// So many refusals in one window, although it was not full, and the calls are spread evenly.
  private static let patience = 3
  /// For so many windows.
  private static let pacedWindows = 10

  private let clock: any MonotonicClock
  private let state: Mutex<State>
  /// The shortest window.
  private let shortest: Duration?

  /// Makes a limiter; without limits every reservation is granted at once.
  public init(_ limits: [RateLimit], pace: Pace = .burst, clock: any MonotonicClock) {
    self.clock = clock
    shortest = limits.map(\.window).min()
    state = Mutex(
      State(
        windows: limits.map(RateWindow.init),
        pacedUntil: pace == .smooth ? .seconds(Int64.max / 2) : .zero))
  }

  deinit {
    state.withLock { $0.timer?.cancel() }
  }

  /// How many wait in line.
  public var waiting: Int { state.withLock(\.waiters.count) }

  /// Takes amounts of resources, waiting in line for them.
  ///
  /// - Parameters:
  ///   - estimate: what is taken; asked for now, and again when the turn has come.
  ///   - isSentLater: whether `stamp` will say when the call is sent; otherwise it counts as sent
  ///     now.
  /// Throws `ModelError` when more is asked than a window ever holds, or `CancellationError`.
  public func reserve(
    _ estimate: @autoclosure @escaping @Sendable () -> ResourceAmounts, isSentLater: Bool = false
  ) async throws -> Permit {
    let (permit, number): (Permit?, Int) = try state.withLock { state in
      let amounts = estimate()
      for window in state.windows { try Self.refuse(amounts, window.limit) }
      state.asked += 1
      guard state.waiters.isEmpty, !Task.isCancelled else { return (nil, state.asked) }
      let now = clock.now
      for index in state.windows.indices { state.windows[index].release(until: now) }
      guard let moment = moment(for: amounts, state, now), moment <= now else {
        return (nil, state.asked)
      }
      return (take(amounts, isSentLater, &state, now), state.asked)
    }
    if let permit { return permit }
    return try await stand(Waiting(number: number, amounts: estimate, isSentLater: isSentLater))
  }

  /// Stands in line.
  private func stand(_ waiting: Waiting) async throws -> Permit {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let ready: [Grant] = state.withLock { state in
          // A cancellation that came before this line of waiters knew the task.
          if Task.isCancelled { return [Grant(continuation, .failure(CancellationError()))] }
          state.waiters.append(Waiter(asks: waiting, continuation: continuation))
          return serve(&state)
        }
        ready.forEach { $0.resume() }
      }
    } onCancel: {
      let ready: [Grant] = state.withLock { state in
        guard let index = state.waiters.firstIndex(where: { $0.asks.number == waiting.number })
        else {
          return []
        }
        let waiter = state.waiters.remove(at: index)
        return [Grant(waiter.continuation, .failure(CancellationError()))] + serve(&state)
      }
      ready.forEach { $0.resume() }
    }
  }

  /// Says that a call is on its way now; only the first time counts.
  public func stamp(_ permit: Permit) {
    let ready: [Grant] = state.withLock { state in
      guard let holding = state.holdings[permit.number], holding.place == nil else { return [] }
      stamp(permit.number, holding.amounts, &state, clock.now)
      return state.waiters.isEmpty ? [] : serve(&state)
    }
    ready.forEach { $0.resume() }
  }

  /// Ends a permit: corrects what a sent call took to what it really used, up or down, and gives
  /// back all that a call took that was never sent.
  ///
  /// - Parameter used: resources that it says nothing of stay as they were reserved.
  public func settle(_ permit: Permit, used: ResourceAmounts) {
    let ready: [Grant] = state.withLock { state in
      guard let holding = state.holdings.removeValue(forKey: permit.number) else { return [] }
      let now = clock.now
      for index in state.windows.indices {
        let resource = state.windows[index].limit.resource
        if let place = holding.place {
          if let amount = used[resource] {
            state.windows[index].correct(place, to: amount, now: now)
          }
        } else {
          state.windows[index].putBack(holding.amounts[resource] ?? 0)
        }
      }
      return state.waiters.isEmpty ? [] : serve(&state)
    }
    ready.forEach { $0.resume() }
  }

  /// Lets nobody pass for a while: the provider asked to be left alone.
  public func hold(for duration: Duration) {
    state.withLock { $0.heldUntil = max($0.heldUntil, clock.now + duration) }
  }

  /// Takes note that the provider turned a call away as one too many.
  ///
  /// When that happens again and again although the windows are not full, the provider counts in
  /// shorter ones: calls are then spread evenly for a while.
  public func noteRefusal() {
    guard let shortest else { return }
    state.withLock { state in
      let now = clock.now
      for index in state.windows.indices { state.windows[index].release(until: now) }
      guard !state.windows.contains(where: \.isFull) else { return }
      state.refusals.append(now)
      while let first = state.refusals.first, first < now - shortest {
        state.refusals.removeFirst()
      }
      guard state.refusals.count >= Self.patience else { return }
      state.refusals.removeAll()
      state.pacedUntil = max(state.pacedUntil, now + shortest * Self.pacedWindows)
    }
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

  private static func refuse(_ amounts: ResourceAmounts, _ limit: RateLimit) throws {
    guard let amount = amounts[limit.resource], amount > limit.capacity else { return }
    throw ModelError(
      .tooLong,
      "one call needs \(Int(amount)) \(limit.resource.rawValue), more than the limit of "
        + "\(Int(limit.capacity)) in a window ever allows; raise --limit or lower "
        + "--max-output-tokens", attempts: 0)
  }

  /// At most what each window ever holds: an estimate that has grown beyond must not wait for ever.
  private static func clamped(_ amounts: ResourceAmounts, _ state: State) -> ResourceAmounts {
    var amounts = amounts
    for window in state.windows {
      amounts[window.limit.resource] = amounts[window.limit.resource].map {
        min($0, window.limit.capacity)
      }
    }
    return amounts
  }

  /// When all amounts fit; nil when that depends on calls that are not sent yet.
  private func moment(for amounts: ResourceAmounts, _ state: State, _ now: Duration) -> Duration? {
    var latest = max(now, state.heldUntil)
    for window in state.windows {
      guard let amount = amounts[window.limit.resource] else { continue }
      let moment = window.moment(for: amount, now: now, isPaced: state.pacedUntil > now)
      guard let moment else { return nil }
      latest = max(latest, moment)
    }
    return latest
  }

  private func take(
    _ amounts: ResourceAmounts, _ isSentLater: Bool, _ state: inout State, _ now: Duration
  ) -> Permit {
    let number = state.granted
    state.granted += 1
    for index in state.windows.indices {
      state.windows[index].take(amounts[state.windows[index].limit.resource] ?? 0, now: now)
    }
    state.holdings[number] = Holding(amounts: amounts)
    if !isSentLater { stamp(number, amounts, &state, now) }
    return Permit(number: number)
  }

  private func stamp(
    _ number: Int, _ amounts: ResourceAmounts, _ state: inout State, _ now: Duration
  ) {
    for index in state.windows.indices {
      state.windows[index].stamp(amounts[state.windows[index].limit.resource] ?? 0, now: now)
    }
    state.holdings[number]?.place = state.stamped
    state.stamped += 1
  }

  /// Grants from the head of the line what fits, and sets the timer for the next in line.
  private func serve(_ state: inout State) -> [Grant] {
    let now = clock.now
    var ready: [Grant] = []
    for index in state.windows.indices { state.windows[index].release(until: now) }
    while let waiter = state.waiters.first {
      // Without a moment, the next call that is sent or settled comes back here.
      let amounts = Self.clamped(waiter.asks.amounts(), state)
      guard let moment = moment(for: amounts, state, now) else { break }
      guard moment <= now else {
        wake(&state, at: moment)
        break
      }
      state.waiters.removeFirst()
      let permit = take(amounts, waiter.asks.isSentLater, &state, now)
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
