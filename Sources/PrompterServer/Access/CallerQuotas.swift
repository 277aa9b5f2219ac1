import PrompterKit
import Synchronization

/// How many documents each caller may send: a bucket for each, which fills evenly.
final class CallerQuotas: Sendable {
  private struct Bucket {
    var level: Double
    var filled: Duration
  }

  /// What holds for callers whose token says nothing else; nil for no bound.
  let usual: RateLimit?
  private let clock: any MonotonicClock
  private let buckets = Mutex<[String: Bucket]>([:])

  init(usual: RateLimit?, clock: any MonotonicClock) {
    self.usual = usual
    self.clock = clock
  }

  /// Takes so many documents from a caller's quota.
  ///
  /// - Returns: nil when they are granted, else after how long it is worth asking again.
  func take(_ count: Int, from caller: Caller) -> Duration? {
    guard let limit = caller.limit ?? usual else { return nil }
    let now = clock.now
    let rate = limit.capacity / limit.window.seconds
    return buckets.withLock { buckets in
      var bucket = buckets[caller.name] ?? Bucket(level: limit.capacity, filled: now)
      bucket.level = min(limit.capacity, bucket.level + (now - bucket.filled).seconds * rate)
      bucket.filled = now
      defer { buckets[caller.name] = bucket }
      // More than a full bucket goes when the bucket is full, and is paid back later.
      let needed = min(Double(count), limit.capacity)
      guard bucket.level >= needed else { return .seconds((needed - bucket.level) / rate) }
      bucket.level -= Double(count)
      return nil
    }
  }
}
