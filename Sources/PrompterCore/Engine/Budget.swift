import DequeModule
import Synchronization

/// The most that a run may spend; nil for no limit.
public struct BudgetLimits: Hashable, Sendable {
  /// Requests sent.
  public var calls: Int?
  /// Tokens sent and received.
  public var tokens: Int?
  /// US dollars.
  public var cost: Double?

  /// Makes limits.
  public init(calls: Int? = nil, tokens: Int? = nil, cost: Double? = nil) {
    self.calls = calls
    self.tokens = tokens
    self.cost = cost
  }
}

/// Hands out a budget in advance, so that calls under way together never overspend it.
///
/// A call reserves the most that it can use and gives back what it did not. Who does not fit only
/// because of what others hold waits for them in line.
public final class Budget: Sendable {
  /// A part of the budget that a call may use.
  public struct Reservation: Sendable {
    fileprivate let most: Amount
  }

  fileprivate struct Amount {
    var calls = 0
    var tokens = 0
    var cost = 0.0

    static func + (a: Amount, b: Amount) -> Amount {
      Amount(calls: a.calls + b.calls, tokens: a.tokens + b.tokens, cost: a.cost + b.cost)
    }

    static func - (a: Amount, b: Amount) -> Amount {
      Amount(calls: a.calls - b.calls, tokens: a.tokens - b.tokens, cost: a.cost - b.cost)
    }
  }

  private struct State {
    /// For each part of a run under way the calls at which it ends.
    var parts: [Int: Int] = [:]
    /// What calls that are over have used.
    var spent = Amount()
    /// What calls under way may use.
    var held = Amount()
    var asked = 0
    var waiters: Deque<(number: Int, most: Amount, continuation: Continuation)> = []
  }

  private typealias Continuation = CheckedContinuation<Reservation, any Error>

  /// The limits.
  public let limits: BudgetLimits
  private let state = Mutex(State())

  /// Makes a budget.
  public init(_ limits: BudgetLimits) {
    self.limits = limits
  }

  /// Requests that may still be sent; nil for no limit.
  public var callsLeft: Int? {
    state.withLock { state in
      ([limits.calls].compactMap(\.self) + state.parts.values).min().map {
        max(0, $0 - state.spent.calls - state.held.calls)
      }
    }
  }

  /// Allows at most so many calls during a part of a run, retries and all.
  ///
  /// A limit that is lower holds on. Parts at the same time all end where the first of them does.
  public func during<Result>(
    atMost calls: Int, isolation: isolated (any Actor)? = #isolation,
    _ part: () async throws -> Result
  ) async rethrows -> Result {
    let number = state.withLock { state in
      state.asked += 1
      state.parts[state.asked] = state.spent.calls + state.held.calls + calls
      return state.asked
    }
    defer { state.withLock { $0.parts[number] = nil } }
    return try await part()
  }

  /// Takes one call and the most tokens that it can use, at a price.
  ///
  /// Throws `ModelError` of kind `budget` when they are not left, or `CancellationError`.
  public func reserve(_ usage: Usage, price: Price?) async throws -> Reservation {
    let most = Amount(
      calls: 1, tokens: usage.input + usage.output, cost: price?.cost(usage) ?? 0)
    let (reservation, number): (Reservation?, Int) = try state.withLock { state in
      state.asked += 1
      guard state.waiters.isEmpty, !Task.isCancelled else { return (nil, state.asked) }
      return (try take(most, &state), state.asked)
    }
    if let reservation { return reservation }
    return try await stand(number, most)
  }

  /// Stands in line.
  private func stand(_ number: Int, _ most: Amount) async throws -> Reservation {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let ready: [() -> Void] = state.withLock { state in
          // A cancellation that came before this line of waiters knew the task.
          if Task.isCancelled { return [{ continuation.resume(throwing: CancellationError()) }] }
          state.waiters.append((number, most, continuation))
          return serve(&state)
        }
        ready.forEach { $0() }
      }
    } onCancel: {
      let ready: [() -> Void] = state.withLock { state in
        guard let index = state.waiters.firstIndex(where: { $0.number == number }) else {
          return []
        }
        let waiter = state.waiters.remove(at: index)
        return [{ waiter.continuation.resume(throwing: CancellationError()) }] + serve(&state)
      }
      ready.forEach { $0() }
    }
  }

  /// Gives everything back: the call was never sent.
  public func release(_ reservation: Reservation) {
    end(reservation, spent: Amount())
  }

  /// Gives back what a call did not use; what it used in excess is charged.
  public func settle(_ reservation: Reservation, used: Usage, price: Price?) {
    end(
      reservation,
      spent: Amount(calls: 1, tokens: used.input + used.output, cost: price?.cost(used) ?? 0))
  }

  private func end(_ reservation: Reservation, spent: Amount) {
    let ready: [() -> Void] = state.withLock { state in
      state.held = state.held - reservation.most
      state.spent = state.spent + spent
      return state.waiters.isEmpty ? [] : serve(&state)
    }
    ready.forEach { $0() }
  }

  /// Takes an amount; nil when it fits only if calls under way give something back.
  private func take(_ most: Amount, _ state: inout State) throws(ModelError) -> Reservation? {
    if let limit = exceeded(by: state.spent + most, state.parts) {
      throw ModelError(.budget, "the budget is used up (\(limit))", attempts: 0)
    }
    guard exceeded(by: state.spent + state.held + most, state.parts) == nil else { return nil }
    state.held = state.held + most
    return Reservation(most: most)
  }

  /// The option whose limit an amount exceeds.
  private func exceeded(by amount: Amount, _ parts: [Int: Int]) -> String? {
    if let limit = limits.calls, amount.calls > limit { return "--max-calls \(limit)" }
    if parts.values.contains(where: { amount.calls > $0 }) {
      return "all calls that this run may make"
    }
    if let limit = limits.tokens, amount.tokens > limit { return "--max-total-tokens \(limit)" }
    // Sums of many small costs differ from the exact ones in the last digits.
    if let limit = limits.cost, amount.cost > limit + 1e-9 { return "--max-cost \(limit)" }
    return nil
  }

  /// Serves the line from its head; what it returns is to be called outside the lock.
  private func serve(_ state: inout State) -> [() -> Void] {
    var ready: [() -> Void] = []
    while let waiter = state.waiters.first {
      do throws(ModelError) {
        guard let reservation = try take(waiter.most, &state) else { break }
        ready.append { waiter.continuation.resume(returning: reservation) }
      } catch {
        ready.append { waiter.continuation.resume(throwing: error) }
      }
      state.waiters.removeFirst()
    }
    return ready
  }
}
