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
  /// The past reaches further back until it holds so many: one of a slow run says little.
  private static let least = 8

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
    let before = last
    last = Sample(moment: moment, count: count)
    if let newest = samples.last, moment - newest.moment < window / Self.resolution { return }
    // Where a burst ended counts as much as where the next one begins.
    if let newest = samples.last, before.moment > newest.moment { samples.append(before) }
    samples.append(last)
    while samples.count > 1, isPast(samples[1], at: moment) { samples.removeFirst() }
  }

  /// The mean over the window; nil when nothing was counted or no time has passed.
  func value(at now: Duration) -> Double? {
    let next = samples.firstIndex { !isPast($0, at: now) } ?? samples.endIndex
    let base = samples[max(0, next - 1)]
    var start = base.moment
    // Between two samples the count stood still.
    if next < samples.endIndex, samples[next].moment > now - window {
      start = max(start, now - window)
    }
    guard last.count > 0, now > start else { return nil }
    return Double(last.count - base.count) / (now - start).seconds
  }

  /// Whether a sample lies far enough back to begin with.
  private func isPast(_ sample: Sample, at now: Duration) -> Bool {
    sample.moment <= now - window && last.count - sample.count >= Self.least
  }
}
