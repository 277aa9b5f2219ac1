import ArgumentParser
import Dispatch
import Foundation
import PrompterKit
import Synchronization

/// A command that finishes what it has sent when it is interrupted.
protocol DrainingCommand: AsyncParsableCommand {
  /// Runs the command.
  ///
  /// - Parameter drain: on from the first signal; its transports get it.
  mutating func run(_ drain: Drain) async throws
}

extension DrainingCommand {
  mutating func run() async throws { try await run(Drain()) }
}

/// A command that runs until a signal comes, which it deals with itself, and then ends well.
protocol ServingCommand: AsyncParsableCommand {}

/// Turns the first SIGINT or SIGTERM into the cancellation of the command's task; the second one
/// ends the process at once.
final class Interrupts: Sendable {
  /// On from the first signal.
  let drain = Drain()
  private let task = Mutex<Task<Void, any Error>?>(nil)
  private let count = Atomic<Int>(0)

  /// How long the end may wait for the cache when nothing else is waited for.
  private static let patience = 0.2

  /// Runs a command so that it can be interrupted.
  func run(_ command: sending @escaping () async throws -> Void) async throws {
    // One at a time, on a queue that nobody else's work can hold up.
    let queue = DispatchQueue(label: "prompter.signals")
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [self] in interrupt() }
      source.resume()
      return source
    }
    defer { sources.forEach { $0.cancel() } }
    let running = Task { try await command() }
    task.withLock { $0 = running }
    // A signal that came before there was a task.
    if count.load(ordering: .sequentiallyConsistent) > 0 { running.cancel() }
    try await running.value
  }

  private func interrupt() {
    if count.add(1, ordering: .sequentiallyConsistent).newValue > 1 {
      Thread.detachNewThread { Failure.exit(with: CancellationError()) }
      Thread.sleep(forTimeInterval: Self.patience)
      _exit(130)
    }
    drain.begin()
    task.withLock { $0 }?.cancel()
  }
}
