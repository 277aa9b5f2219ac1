/// Time that only goes forward, and can be replaced in tests.
public protocol MonotonicClock: Sendable {
  /// Time since some fixed moment.
  var now: Duration { get }
  /// Waits until a moment; returns at once when it has passed.
  ///
  /// Throws `CancellationError` when the task is cancelled.
  func sleep(until moment: Duration) async throws
}

/// The machine's monotonic clock.
public struct SystemClock: MonotonicClock {
  private static let start = ContinuousClock.now

  /// Makes a clock.
  public init() {}

  /// Time since the process first asked.
  public var now: Duration { Self.start.duration(to: .now) }

  /// Waits until a moment.
  public func sleep(until moment: Duration) async throws {
    try await Task.sleep(until: Self.start + moment, clock: .continuous)
  }
}

extension Duration {
  /// The duration in seconds.
  public var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  /// The duration in milliseconds.
  public var milliseconds: Double { seconds * 1_000 }
}
