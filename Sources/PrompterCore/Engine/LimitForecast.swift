/// Foresees when calls go out under limits, if they all stand in line from the start and nothing is
/// given back before its window is over.
///
/// It keeps `RateLimiter`'s books without the waiting: a call goes out when what it takes has returned in
/// every window, and what it takes returns one window and a margin after that. So n equal calls under
/// 500 in 60 s are through after 60.6 s × (⌈n / 500⌉ - 1), or, spread evenly, 60.6 s × (n - 1) / 500.
public struct LimitForecast: Sendable {
  private var windows: [RateWindow]
  private let isPaced: Bool
  /// What all calls have taken of each window.
  private var totals: [Double]
  /// When the last call has gone out, from the first one on.
  public private(set) var lastCall = Duration.zero

  /// Makes a forecast under limits, all of which hold.
  public init(_ limits: [RateLimit], pace: RateLimiter.Pace = .burst) {
    isPaced = pace == .smooth
    windows = limits.map(RateWindow.init)
    totals = limits.map { _ in 0 }
  }

  /// The limit that alone would make calls wait longest; nil when none had to wait.
  public var binding: RateLimit? {
    guard lastCall > .zero else { return nil }
    return windows.indices.max { alone($0) < alone($1) }.map { windows[$0].limit }
  }

  /// How many seconds calls would wait for one window alone.
  private func alone(_ index: Int) -> Double {
    let limit = windows[index].limit
    let fillings = totals[index] / limit.capacity
    return (isPaced ? fillings : max(0, fillings.rounded(.up) - 1)) * limit.window.seconds
  }

  /// Puts one more call into the line.
  ///
  /// - Returns: false, and nothing changes, when it takes more than a window ever holds.
  public mutating func send(_ amounts: ResourceAmounts) -> Bool {
    for window in windows where amounts[window.limit.resource] ?? 0 > window.limit.capacity {
      return false
    }
    var moment = lastCall
    for index in windows.indices {
      let amount = amounts[windows[index].limit.resource] ?? 0
      windows[index].release(until: lastCall)
      moment = max(
        moment, windows[index].moment(for: amount, now: lastCall, isPaced: isPaced) ?? lastCall)
    }
    lastCall = moment
    for index in windows.indices {
      let amount = amounts[windows[index].limit.resource] ?? 0
      windows[index].release(until: moment)
      windows[index].take(amount, now: moment)
      windows[index].stamp(amount, now: moment)
      totals[index] += amount
    }
    return true
  }
}
