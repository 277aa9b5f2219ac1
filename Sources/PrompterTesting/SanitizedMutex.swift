#if TSAN
  import Foundation

  /// Stands in for `Synchronization.Mutex` in builds for the thread sanitizer, which knows nothing of
  /// that lock and reports a false race for every value behind it.
  struct Mutex<Value>: ~Copyable, @unchecked Sendable {
    /// `value` is touched only while `lock` is held.
    private final class Box {
      let lock = NSLock()
      var value: Value
      init(_ value: Value) { self.value = value }
    }

    private let box: Box

    init(_ value: sending Value) { box = Box(value) }

    borrowing func withLock<Result, Failure: Error>(
      _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
      box.lock.lock()
      defer { box.lock.unlock() }
      return try body(&box.value)
    }
  }
#endif
