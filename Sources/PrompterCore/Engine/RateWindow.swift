import DequeModule

/// The book of one rate limit: what is taken, and when it returns.
///
/// Some providers count tokens when a request arrives, others when its answer is complete. For
/// resources that are settled both are kept within the limit: what was sent in the last window, and
/// what was completed in it.
struct RateWindow {
  let limit: RateLimit
  /// The window and a margin: 30 ms for what comes late on its way, but never more than 3 % of the
  /// window; and at least 1 %, for clocks that run at another speed.
  let span: Duration
  /// What is taken, sent or not yet sent.
  private(set) var used = 0.0
  /// What returns when, in the order of sending.
  private var returns: Deque<(at: Duration, amount: Double)> = []
  /// How many have returned: the number of the first in `returns`.
  private var returned = 0
  /// What calls that are over have used, which returns one window after they ended.
  private var charged = 0.0
  private var charges: Deque<(at: Duration, amount: Double)> = []
  /// While calls are spread evenly, nothing goes out before.
  private var next = Duration.zero

  init(_ limit: RateLimit) {
    self.limit = limit
    span = max(limit.window * 1.01, min(limit.window + .milliseconds(30), limit.window * 1.03))
  }

  var isFull: Bool { used >= limit.capacity }

  /// Puts back what was taken one window ago.
  mutating func release(until now: Duration) {
    while let first = returns.first, first.at <= now {
      used -= first.amount
      returns.removeFirst()
      returned += 1
    }
    while let first = charges.first, first.at <= now {
      charged -= first.amount
      charges.removeFirst()
    }
  }

  /// When an amount fits: now, when enough has returned, or nil when that depends on calls that
  /// are not sent yet.
  func moment(for amount: Double, now: Duration, isPaced: Bool) -> Duration? {
    let earliest = isPaced ? max(now, next) : now
    guard let sent = Self.moment(for: amount, left: limit.capacity - used, returns),
      let done = Self.moment(for: amount, left: limit.capacity - charged, charges)
    else { return nil }
    return max(earliest, sent, done)
  }

  /// When enough has returned for an amount; zero when there is enough, nil when there will not be.
  private static func moment(
    for amount: Double, left: Double, _ returns: Deque<(at: Duration, amount: Double)>
  ) -> Duration? {
    var left = left
    if left >= amount { return .zero }
    for entry in returns {
      left += entry.amount
      if left >= amount { return entry.at }
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

  /// Corrects what a sent call took, now that it is over.
  ///
  /// - Parameter number: how many calls were stamped before it.
  mutating func correct(_ number: Int, to amount: Double, now: Duration) {
    if limit.resource.isSettled, amount > 0 {
      charged += amount
      charges.append((now + span, amount))
    }
    let place = number - returned
    guard returns.indices.contains(place) else { return }
    used += amount - returns[place].amount
    returns[place].amount = amount
  }
}
