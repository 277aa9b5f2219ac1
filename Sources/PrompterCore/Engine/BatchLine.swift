import DequeModule
import Synchronization

/// What stands between a reader, the work on what was read, and who asks for the results in batches.
final class BatchLine<Output: Sendable>: Sendable {
  private typealias Delivery = (batch: [Output]?, error: (any Error)?)

  private struct State {
    var reader: Task<Void, Never>?
    /// The reader, when it waits for a place.
    var waiting: CheckedContinuation<Bool, Never>?
    var isStopped = false
    /// Whether it was stopped before the source had ended.
    var isCut = false
    /// Whether the source has ended, however it did.
    var isRead = false
    var failure: (any Error)?
    var work: [Int: Task<Void, Never>] = [:]
    var running = 0
    var begun = 0
    var results: Deque<(output: Output, moment: Duration)> = []
    /// Who asks for a batch.
    var asking: CheckedContinuation<Delivery, Never>?
    var timer: Task<Void, Never>?
  }

  private let limit: Int
  private let size: Int
  private let time: Duration?
  private let clock: any MonotonicClock
  private let state = Mutex(State())

  init(limit: Int, size: Int, time: Duration?, clock: any MonotonicClock) {
    self.limit = limit
    self.size = size
    self.time = time
    self.clock = clock
  }

  /// Starts the reader, the first time only.
  func start(_ read: @escaping @Sendable () async -> Void) {
    state.withLock { state in
      guard state.reader == nil, !state.isRead else { return }
      state.reader = Task { await read() }
      if state.isStopped { state.reader?.cancel() }
    }
  }

  /// Waits for a place for one more element; false when no more are to be read.
  func place() async -> Bool {
    await withCheckedContinuation { continuation in
      let answer: Bool? = state.withLock { state in
        if state.isStopped { return false }
        if hasPlace(state) { return true }
        state.waiting = continuation
        return nil
      }
      if let answer { continuation.resume(returning: answer) }
    }
  }

  /// Begins the work on an element that was read.
  func run(_ work: @escaping @Sendable () async -> Output) {
    state.withLock { state in
      state.begun += 1
      state.running += 1
      let number = state.begun
      state.work[number] = Task { self.finish(number, await work()) }
    }
  }

  /// The source has ended.
  func endReading(_ failure: (any Error)?) {
    settle { state in
      state.isRead = true
      // What a source throws because it was stopped is no news.
      if !state.isStopped { state.failure = failure }
    }
  }

  /// The next batch; without one, why there is none: nil at the end of the source.
  func next() async -> (batch: [Output]?, error: (any Error)?) {
    await withCheckedContinuation { continuation in
      settle { state in state.asking = continuation }
    }
  }

  /// Reads no more; what is under way goes on.
  func stop() {
    settle { state in
      if !state.isRead { state.isCut = true }
      state.isStopped = true
      state.reader?.cancel()
    }
  }

  /// Nobody will ask again.
  func abandon() {
    settle { state in
      state.isStopped = true
      state.reader?.cancel()
      state.timer?.cancel()
      state.work.values.forEach { $0.cancel() }
    }
  }

  private func finish(_ number: Int, _ output: Output) {
    settle { state in
      state.work[number] = nil
      state.running -= 1
      state.results.append((output, clock.now))
    }
  }

  /// Changes the state, and wakes whoever may go on then.
  private func settle(_ change: (inout State) -> Void) {
    let (reader, asking): ((() -> Void)?, (() -> Void)?) = state.withLock { state in
      change(&state)
      let asking = answer(&state)
      return (admit(&state), asking)
    }
    asking?()
    reader?()
  }

  private func hasPlace(_ state: State) -> Bool {
    state.running < limit && state.running + state.results.count < limit + size
  }

  private func admit(_ state: inout State) -> (() -> Void)? {
    guard let waiting = state.waiting, state.isStopped || hasPlace(state) else { return nil }
    state.waiting = nil
    let isOpen = !state.isStopped
    return { waiting.resume(returning: isOpen) }
  }

  /// Answers who asks, if there is an answer; else sets the timer that closes the batch.
  private func answer(_ state: inout State) -> (() -> Void)? {
    guard let asking = state.asking else { return nil }
    let isOver = state.isRead && state.running == 0
    let due = state.results.first.flatMap { first in time.map { first.moment + $0 } }
    let isDue = due.map { $0 <= clock.now } ?? false
    if state.results.count >= size || isDue || (isOver && !state.results.isEmpty) {
      let batch = state.results.prefix(size).map(\.output)
      state.results.removeFirst(batch.count)
      return close(&state) { asking.resume(returning: (batch, nil)) }
    }
    if isOver {
      let error = state.isCut ? CancellationError() : state.failure
      state.failure = nil
      return close(&state) { asking.resume(returning: (nil, error)) }
    }
    if let due, state.timer == nil {
      state.timer = Task { [weak self, clock] in
        try? await clock.sleep(until: due)
        guard !Task.isCancelled else { return }
        self?.settle { $0.timer = nil }
      }
    }
    return nil
  }

  private func close(_ state: inout State, _ resume: @escaping () -> Void) -> () -> Void {
    state.asking = nil
    state.timer?.cancel()
    state.timer = nil
    return resume
  }
}
