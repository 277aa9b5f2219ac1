import Synchronization

/// A value that the tasks of a test share, such as what they have seen.
public final class Shared<Value: Sendable>: Sendable {
  private let state: Mutex<Value>

  /// Makes a shared value.
  public init(_ value: Value) {
    state = Mutex(value)
  }

  /// The value at this moment.
  public var value: Value { state.withLock { $0 } }

  /// Changes the value while nobody else sees it.
  @discardableResult
  public func update<Result: Sendable>(_ change: @Sendable (inout Value) -> Result) -> Result {
    state.withLock { change(&$0) }
  }
}
