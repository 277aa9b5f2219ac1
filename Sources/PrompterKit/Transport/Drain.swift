import Synchronization

/// Says that what has been sent is to be finished, although the tasks that wait for it are
/// cancelled.
///
/// A run that is interrupted turns it on and then cancels its task: whoever still waits for a limit,
/// a place or a retry gives up, and what was paid for comes in.
public final class Drain: Sendable {
  private let flag = Atomic(false)

  /// Makes one that is off: who is cancelled calls its requests off.
  public init() {}

  /// Whether requests are finished rather than called off.
  public var isOn: Bool { flag.load(ordering: .acquiring) }

  /// Turns it on, for good; to be called before the tasks are cancelled.
  public func begin() { flag.store(true, ordering: .releasing) }
}
