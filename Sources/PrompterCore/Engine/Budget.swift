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
public final class Budget: Sendable {
  /// A part of the budget that a call may use.
  public struct Reservation: Sendable {
    fileprivate let usage: Usage
  }

  private struct State {
    var calls = 0
    var tokens = 0
    var cost = 0.0
  }

  /// The limits.
  public let limits: BudgetLimits
  private let price: Price?
  private let spent: Spent

  /// What was handed out so far.
  private final class Spent: Sendable {
    let state = Mutex(State())
  }

  /// Makes a budget.
  ///
  /// - Parameter price: what tokens cost; without it a limit on cost cannot be kept.
  public init(_ limits: BudgetLimits, price: Price?) {
    self.limits = limits
    self.price = price
    spent = Spent()
  }

  private init(_ other: Budget, price: Price?) {
    limits = other.limits
    self.price = price
    spent = other.spent
  }

  /// The same budget for another model: what one of them spends is gone for both.
  ///
  /// - Parameter price: what that model's tokens cost.
  public func shared(price: Price?) -> Budget { Budget(self, price: price) }

  /// Requests that may still be sent; nil for no limit.
  public var callsLeft: Int? {
    limits.calls.map { limit in max(0, limit - spent.state.withLock(\.calls)) }
  }

  /// Takes one call and the most tokens that it can use.
  ///
  /// Throws `ModelError` of kind `budget` when they are not left.
  public func reserve(_ usage: Usage) throws(ModelError) -> Reservation {
    let cost = price?.cost(usage) ?? 0
    let exhausted: String? = spent.state.withLock { state in
      if let limit = limits.calls, state.calls + 1 > limit { return "--max-calls \(limit)" }
      if let limit = limits.tokens, state.tokens + usage.input + usage.output > limit {
        return "--max-total-tokens \(limit)"
      }
      if let limit = limits.cost, state.cost + cost > limit { return "--max-cost \(limit)" }
      state.calls += 1
      state.tokens += usage.input + usage.output
      state.cost += cost
      return nil
    }
    if let exhausted {
      throw ModelError(.budget, "the budget is used up (\(exhausted))", attempts: 0)
    }
    return Reservation(usage: usage)
  }

  /// Gives everything back: the call was never sent.
  public func release(_ reservation: Reservation) {
    settle(reservation, used: Usage())
    spent.state.withLock { $0.calls -= 1 }
  }

  /// Gives back what a call did not use; what it used in excess is charged.
  public func settle(_ reservation: Reservation, used: Usage) {
    let cost = (price?.cost(used) ?? 0) - (price?.cost(reservation.usage) ?? 0)
    spent.state.withLock {
      $0.tokens += used.input + used.output - reservation.usage.input - reservation.usage.output
      $0.cost += cost
    }
  }
}
