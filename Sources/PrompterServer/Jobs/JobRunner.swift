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

  init(_ store: JobStore, _ state: ServiceState) {
    self.store = store
    self.state = state
    (news, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    bell.yield()
  }

  /// Says that there is something to do.
  func wake() { bell.yield() }

  func run() async throws {
    try? store.forget(before: Date() - Self.keeping)
    await cancelWhenGracefulShutdown { [self] in
      for await _ in news {
        do { try await workOff() } catch is CancellationError { return } catch {
          state.logger.error("jobs cannot be worked on", metadata: ["error": "\(error)"])
        }
      }
    }
  }

  /// Works until nothing is left.
  private func workOff() async throws {
    let most = state.limits.places
    try await withThrowingTaskGroup(of: Job.Item.self) { group in
      var underWay: Set<Job.Item> = []
      while !Task.isCancelled {
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
    let line: JSONValue
    do {
      let wanted = try ExtractionItem(JSONParser.parse(item.input))
      // Whoever gave a job waits: for a place as long as it takes.
      let answered = try await ExtractionDesk(state: state).extract(
        wanted, for: item.caller, on: nil, since: state.clock.now, patience: nil)
      // A document that was stopped by the end of the service is not done.
      if answered.stopped != nil, answered.stopped != .deadline { throw CancellationError() }
      line = answered.batchLine
    } catch let problem as Problem {
      if Task.isCancelled { throw CancellationError() }
      line = ItemLine.failure(problem, id: "\(item.place)")
    }
    try store.put(line.text(), isOK: line[key: "ok"]?.bool == true, of: item)
  }
}
