#if TSAN
  import Foundation
#else
  import Synchronization
#endif

/// A value behind a lock that is held only for the length of a closure.
///
/// The thread sanitizer reports false races for `Mutex`, so builds with `-DTSAN` use `NSLock`.
struct Locked<State: Sendable>: ~Copyable, Sendable {
  #if TSAN
    /// Unchecked, because `state` is touched only while `lock` is held.
    private final class Box: @unchecked Sendable {
      let lock = NSLock()
      var state: State
      init(_ state: State) { self.state = state }
    }

    private let box: Box

    init(_ state: State) { box = Box(state) }

    /// Runs the closure alone; it must be short and must not call out.
    borrowing func withLock<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
      box.lock.lock()
      defer { box.lock.unlock() }
      return body(&box.state)
    }
  #else
    private let mutex: Mutex<State>

    init(_ state: State) { mutex = Mutex(state) }

    /// Runs the closure alone; it must be short and must not call out.
    borrowing func withLock<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
      mutex.withLock { body(&$0) }
    }
  #endif
}
