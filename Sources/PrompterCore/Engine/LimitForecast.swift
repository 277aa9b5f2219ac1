import DequeModule

/// Foresees when calls go out under limits, if they all stand in line from the start and nothing is
/// given back before its window is over.
///
/// It is `RateLimiter`'s rule without the waiting: a call goes out when what it takes has returned in
/// every window, and what it takes returns one window and 1 % after that. So n equal calls under
/// 500 in 60 s are through after 60.6 s × (⌈n / 500⌉ - 1).
public struct LimitForecast: Sendable {
  private struct Window {
    let limit: RateLimit
    var used = 0.0
    var returns: Deque<(at: Duration, amount: Double)> = []
    /// What all calls have taken.
    var total = 0.0

    /// How long calls would wait for this window alone.
    var alone: Double {
      let bursts = (total / limit.capacity).rounded(.up)
      return max(0, bursts - 1) * limit.window.seconds
    }

    mutating func release(until now: Duration) {
      while let next = returns.first, next.at <= now {
        used -= next.amount
        returns.removeFirst()
      }
      if returns.isEmpty { used = 0 }
    }

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

  private var windows: [Window]
  /// When the last call has gone out, from the first one on.
  public private(set) var lastCall = Duration.zero

  /// Makes a forecast under limits, all of which hold.
  public init(_ limits: [RateLimit]) {
    windows = limits.map { Window(limit: $0) }
  }

  /// The limit that alone would make calls wait longest; nil when none had to wait.
  public var binding: RateLimit? {
    lastCall > .zero ? windows.max { $0.alone < $1.alone }?.limit : nil
  }

  /// Puts one more call into the line.
  ///
  /// - Returns: false, and nothing changes, when it takes more than a window ever holds.
  public mutating func send(_ amounts: RateLimiter.Amounts) -> Bool {
    for window in windows where amounts[window.limit.resource] ?? 0 > window.limit.capacity {
      return false
    }
    var moment = lastCall
    for index in windows.indices {
      let amount = amounts[windows[index].limit.resource] ?? 0
      windows[index].release(until: lastCall)
      moment = max(moment, windows[index].moment(for: amount, now: lastCall))
    }
    lastCall = moment
    for index in windows.indices {
      let amount = amounts[windows[index].limit.resource] ?? 0
      windows[index].release(until: moment)
      windows[index].used += amount
      windows[index].total += amount
      windows[index].returns.append((moment + windows[index].limit.window * 1.01, amount))
    }
    return true
  }
}
