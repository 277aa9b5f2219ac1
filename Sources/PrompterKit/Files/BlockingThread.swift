import Foundation

/// Runs the jobs of an actor one after the other on a thread that may block.
///
/// An actor that waits in the system, for a lock, a pipe or a program, would hold up one of the few
/// threads that all tasks share.
package final class BlockingThread: SerialExecutor {
  private let queue = OperationQueue()

  /// Makes an executor; its thread is there when there is something to do.
  package init() { queue.maxConcurrentOperationCount = 1 }

  /// Runs a job when those before it are done.
  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
