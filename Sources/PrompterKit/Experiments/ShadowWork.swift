import Synchronization

/// What prompters in the shadow still do for documents that have been served.
///
/// Whoever serves answers waits for it before the process ends.
public final class ShadowWork: Sendable {
  private struct State {
    var tasks: [Int: Task<Void, Never>] = [:]
    var count = 0
  }

  /// The most documents that the shadow may lag behind; a document beyond waits for its shadows.
  public let limit: Int
  private let failed: @Sendable (any Error) -> Void
  private let state = Mutex(State())

  /// Makes an empty list of work.
  ///
  /// - Parameter failed: hears why an answer in the shadow could not be taken down.
  public init(limit: Int = 256, failed: @escaping @Sendable (any Error) -> Void = { _ in }) {
    self.limit = limit
    self.failed = failed
  }

  /// How many documents the shadow lags behind.
  public var count: Int { state.withLock { $0.tasks.count } }

  /// Goes on with work that nobody waits for; false when there is too much of it.
  func take(_ work: @escaping @Sendable () async throws -> Void) -> Bool {
    state.withLock { state in
      guard state.tasks.count < limit else { return false }
      state.count += 1
      let number = state.count
      state.tasks[number] = Task { [self] in
        do { try await work() } catch { failed(error) }
        self.state.withLock { $0.tasks[number] = nil }
      }
      return true
    }
  }

  /// Waits until nothing is left to do.
  public func finish() async {
    while let task = state.withLock({ $0.tasks.first?.value }) { await task.value }
  }

  /// Stops everything; what is stopped is not taken down.
  public func stop() {
    for task in state.withLock({ Array($0.tasks.values) }) { task.cancel() }
  }
}
