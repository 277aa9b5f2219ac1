import DequeModule

/// How many a second there were in the recent past.
///
/// What lies further back is forgotten, so that a start from the cache, or one before a limit was
/// reached, does not promise an early end.
struct RecentRate {
  private struct Sample {
    let moment: Duration
    let count: Int
  }

  /// So many samples cover the window.
  private static let resolution = 64

  private let window: Duration
  private var samples: Deque<Sample>
  private var last: Sample

  /// - Parameter window: how far back the recent past reaches.
  init(window: Duration, start: Duration) {
    self.window = window
    last = Sample(moment: start, count: 0)
    samples = [last]
  }

  /// Takes down a count that never falls.
  mutating func note(_ count: Int, at moment: Duration) {
    last = Sample(moment: moment, count: count)
    if let newest = samples.last, moment - newest.moment < window / Self.resolution { return }
    samples.append(last)
    // The oldest one kept is the last that lies a whole window back.
    while samples.count > 1, samples[1].moment <= moment - window { samples.removeFirst() }
  }

  /// The mean over the window; nil when nothing was counted or no time has passed.
  func value(at now: Duration) -> Double? {
    guard let first = samples.first, last.count > 0, now > first.moment else { return nil }
    return Double(last.count - first.count) / (now - first.moment).seconds
  }
}
