import Foundation

/// Runs the jobs of an actor one after the other on a thread of its own, which may block.
///
/// An actor that waits in the system, for a lock, a pipe or a program, would hold up one of the few
/// threads that all tasks share. The thread ends when there has been nothing to do for a second.
package final class BlockingThread: SerialExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    var isRunning = false
  }

  private let state = Locked(State())
  private let more = DispatchSemaphore(value: 0)

  /// Makes an executor; its thread is there when there is something to do.
  package init() {}

  /// Runs a job when those before it are done.
  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isFirst = state.withLock { state in
      state.jobs.append(job)
      defer { state.isRunning = true }
      return !state.isRunning
    }
    more.signal()
    if isFirst { Thread.detachNewThread { self.work() } }
  }

  private func work() {
    while true {
      if more.wait(timeout: .now() + 1) == .success {
        let job = state.withLock { $0.jobs.removeFirst() }
        job.runSynchronously(on: asUnownedSerialExecutor())
        continue
      }
      let isOver = state.withLock { state in
        guard state.jobs.isEmpty else { return false }
        state.isRunning = false
        return true
      }
      if isOver { return }
    }
  }
}
