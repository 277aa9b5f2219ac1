/// What a streamed answer has delivered and its reader has not yet taken.
///
/// The transport's thread puts in, one reader takes out. When more than `capacity` bytes wait,
/// the transport is told to pause, and `resume` is called once they have been taken.
final class StreamBuffer: Sendable {
  private typealias Waiter = CheckedContinuation<HTTPStreamEvent?, any Error>

  private struct State {
    var head: HTTPStreamEvent?
    var bytes: [UInt8] = []
    var outcome: Result<Void, any Error>?
    var waiters: [Waiter] = []
    var isPaused = false

    /// What the reader gets now: an event, the end (nil), an error; or nothing yet.
    mutating func take() -> Result<HTTPStreamEvent?, any Error>? {
      if let head {
        self.head = nil
        return .success(head)
      }
      if !bytes.isEmpty {
        defer { bytes = [] }
        return .success(.bytes(bytes))
      }
      return outcome.map { $0.map { nil } }
    }
  }

  static let capacity = 1 << 20

  private let state = Locked(State())

  /// Puts in the head of the answer.
  func put(status: Int, headers: HTTPHeaders) {
    deliver { $0.head = .head(status: status, headers: headers) }
  }

  /// Puts in bytes, or returns false when the transport has to pause and offer them again.
  func put(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let isFull = state.withLock { state in
      if state.bytes.count >= Self.capacity { state.isPaused = true }
      return state.isPaused
    }
    if !isFull { deliver { $0.bytes.append(contentsOf: bytes) } }
    return !isFull
  }

  /// Ends the stream; what was put in before is still handed out unless the reader cancelled.
  func finish(_ outcome: Result<Void, any Error>) {
    deliver { if $0.outcome == nil { $0.outcome = outcome } }
  }

  /// Ends the stream for a reader that is no longer interested.
  func cancel() {
    deliver {
      $0.head = nil
      $0.bytes = []
      $0.outcome = .failure(CancellationError())
    }
  }

  /// Returns the next event, nil at the end; waits for it.
  func next(resume: () -> Void) async throws -> HTTPStreamEvent? {
    let event = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (waiter: Waiter) in
        let ready = state.withLock { state in
          let ready = state.waiters.isEmpty ? state.take() : nil
          if ready == nil { state.waiters.append(waiter) }
          return ready
        }
        if let ready { waiter.resume(with: ready) }
      }
    } onCancel: {
      cancel()
    }
    let wasPaused = state.withLock { state in
      defer { if state.bytes.isEmpty { state.isPaused = false } }
      return state.isPaused && state.bytes.isEmpty
    }
    if wasPaused { resume() }
    return event
  }

  private func deliver(_ change: (inout State) -> Void) {
    let ready = state.withLock { state in
      change(&state)
      var ready: [(Waiter, Result<HTTPStreamEvent?, any Error>)] = []
      while let waiter = state.waiters.first, let result = state.take() {
        state.waiters.removeFirst()
        ready.append((waiter, result))
      }
      return ready
    }
    for (waiter, result) in ready { waiter.resume(with: result) }
  }
}
