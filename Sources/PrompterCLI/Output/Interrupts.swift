import Dispatch
import Foundation
import Synchronization

/// Turns the first SIGINT or SIGTERM into the cancellation of the command's task; the second one
/// ends the process at once.
final class Interrupts: Sendable {
  private let task = Mutex<Task<Void, any Error>?>(nil)
  private let count = Atomic<Int>(0)

  /// Runs a command so that it can be interrupted.
  func run(_ command: sending @escaping () async throws -> Void) async throws {
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in
        if count.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
        task.withLock { $0 }?.cancel()
      }
      source.resume()
      return source
    }
    defer { sources.forEach { $0.cancel() } }
    let running = Task { try await command() }
    task.withLock { $0 = running }
    try await running.value
  }
}
