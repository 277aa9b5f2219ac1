import DequeModule

/// The book of one rate limit: what is taken, and when it returns.
struct RateWindow {
  let limit: RateLimit
  /// The window and 1 % of it, a margin against skewed clocks.
  let span: Duration
  /// What is taken, sent or not yet sent.
  private(set) var used = 0.0
  /// What returns when, in the order of sending.
  private var returns: Deque<(at: Duration, amount: Double)> = []
  /// How many have returned: the number of the first in `returns`.
  private var returned = 0
  /// While calls are spread evenly, nothing goes out before.
  private var next = Duration.zero

  init(_ limit: RateLimit) {
    self.limit = limit
    span = limit.window * 1.01
  }

  var isFull: Bool { used >= limit.capacity }

  /// Puts back what was taken one window ago.
  mutating func release(until now: Duration) {
    while let first = returns.first, first.at <= now {
      used -= first.amount
      returns.removeFirst()
      returned += 1
    }
  }

  /// When an amount fits: now, when enough has returned, or nil when that depends on calls that
  /// are not sent yet.
  func moment(for amount: Double, now: Duration, isPaced: Bool) -> Duration? {
    let earliest = isPaced ? max(now, next) : now
    var left = limit.capacity - used
    if left >= amount { return earliest }
    for entry in returns {
      left += entry.amount
      if left >= amount { return max(earliest, entry.at) }
    }
    return nil
  }

  /// Takes an amount for a call that is about to be sent.
  mutating func take(_ amount: Double, now: Duration) {
    used += amount
    next = max(next, now) + span * (amount / limit.capacity)
  }

  /// The call goes out now: what it took returns one window later.
  mutating func stamp(_ amount: Double, now: Duration) {
    returns.append((now + span, amount))
  }

  /// Gives back what a call took that was never sent.
  mutating func putBack(_ amount: Double) { used -= amount }

  /// Corrects what a sent call took.
  ///
  /// - Parameter number: how many calls were stamped before it.
  mutating func correct(_ number: Int, to amount: Double) {
    let place = number - returned
    guard returns.indices.contains(place) else { return }
    used += amount - returns[place].amount
    returns[place].amount = amount
  }
}
