import Foundation
import Logging
import PrompterKit
import ServiceLifecycle
import Synchronization

/// Works on the documents of jobs, a few at a time, until the service ends.
///
/// What is under way when it ends stays undone, and is begun anew by the next service.
final class JobRunner: Service {
  /// Jobs are kept so long after they were taken.
  private static let keeping = 7 * 86_400.0

  private let store: JobStore
  private let state: ServiceState
  private let news: AsyncStream<Void>
  private let bell: AsyncStream<Void>.Continuation
  /// Jobs that were called off while documents were worked on.
  private let calledOff = Mutex<Set<String>>([])

  init(_ store: JobStore, _ state: ServiceState) {
    self.store = store
    self.state = state
    (news, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    bell.yield()
  }

  /// Says that there is something to do.
  func wake() { bell.yield() }

  /// Calls off what is not done of a job: no more is asked, and what is under way is stopped.
  func cancel(_ job: String) throws {
    try store.cancel(job)
    // What was read from the store before, and has not begun, finds it here.
    calledOff.withLock { _ = $0.insert(job) }
    state.work.stop(.job(job), .cancelled)
  }

  /// Works until the service ends; it does not return before that, though nothing begins any more.
  func run() async throws {
    await cancelWhenGracefulShutdown { [self] in
      for await _ in news {
        try? store.forget(before: Date() - Self.keeping)
        do { try await workOff() } catch is CancellationError { continue } catch {
          state.logger.error("jobs cannot be worked on", metadata: ["error": "\(error)"])
        }
      }
    }
  }

  /// Works until nothing is left.
  private func workOff() async throws {
    let most = state.limits.places
    calledOff.withLock { $0 = [] }
    try await withThrowingTaskGroup(of: Job.Item.self) { group in
      var underWay: Set<Job.Item> = []
      while !Task.isCancelled, !state.work.isClosed {
        for item in try store.waiting(most - underWay.count, but: underWay) {
          underWay.insert(item)
          group.addTask { [self] in
            try await work(on: item)
            return item
          }
        }
        guard let done = try await group.next() else { return }
        underWay.remove(done)
      }
      throw CancellationError()
    }
  }

  private func work(on item: Job.Item) async throws {
    let input = try JSONParser.parse(item.input)
    let (result, stopped) = await state.work.run(.job(item.job), until: nil) { [self] in
      if calledOff.withLock({ $0.contains(item.job) }) { throw CancellationError() }
      return try await line(of: input, item)
    }
    do {
      let line = try result.get()
      try store.put(line.text(), isOK: line[key: "ok"]?.bool == true, of: item)
    } catch is CancellationError {
      // What was called off is left as it is; the end of the service ends all.
      guard stopped == .shutdown || Task.isCancelled else { return }
      throw CancellationError()
    }
  }

  /// The line of a document.
  ///
  /// Throws `CancellationError` when it was stopped by anything but its own time.
  private func line(of input: JSONValue, _ item: Job.Item) async throws -> JSONValue {
    do throws(Problem) {
      // Whoever gave a job waits for a place as long as it takes.
      let answered = try await ExtractionDesk(state: state).extract(
        ExtractionItem(input), for: item.caller, of: nil, since: nil, patience: nil)
      if answered.extraction.failure == nil || [nil, .deadline].contains(answered.stopped) {
        return answered.batchLine
      }
    } catch {
      if !Task.isCancelled, !state.work.isClosed {
        return ItemLine.failure(error, id: ExtractionItem.id(of: input) ?? "\(item.place)")
      }
    }
    throw CancellationError()
  }
}
