import Synchronization

/// Watches a run: hand it to the run, and read its progress meanwhile.
///
/// ```swift
/// let monitor = RunMonitor()
/// let watching = Task { for await progress in monitor.updates { print(progress) } }
/// let results = try await prompter.predictBatch(texts, monitor: monitor)
/// ```
///
/// A monitor is for one run.
public final class RunMonitor: Sendable {
  /// What a run's calls have done so far and what they cost; nil when a price is unknown.
  public typealias Reading = @Sendable () -> (counts: RunCounts, cost: Double?)

  /// What became of one document.
  public enum Outcome: Hashable, Sendable {
    /// It has a record.
    case done
    /// It has none.
    case failed
    /// An earlier run had done it.
    case skipped
  }

  private typealias Stream = AsyncStream<RunProgress>.Continuation

  private struct State {
    var progress = RunProgress()
    var start: Duration?
    var rate: RecentRate?
    var read: Reading = { (RunCounts(), nil) }
    var told: Duration?
    var streams: [Int: Stream] = [:]
    var opened = 0
  }

  private let clock: any MonotonicClock
  private let pause: Duration
  private let window: Duration?
  private let state: Mutex<State>

  /// Makes a monitor.
  ///
  /// - Parameters:
  ///   - total: documents that there are in all, where the run cannot know.
  ///   - pause: updates come no faster.
  ///   - window: how far back the recent past reaches that the rate is of; nil for 30 seconds, or
  ///     twice the longest window of a rate limit if that is longer.
  ///   - clock: what time is told by.
  public init(
    total: Int? = nil, pause: Duration = .milliseconds(100), window: Duration? = nil,
    clock: any MonotonicClock = SystemClock()
  ) {
    self.clock = clock
    self.pause = pause
    self.window = window
    var state = State()
    state.progress.total = total
    self.state = Mutex(state)
  }

  /// How far the run is at this moment.
  public var current: RunProgress { state.withLock { snapshot($0, clock.now) } }

  /// The progress as it is made, from now on to the end of the run, which ends the sequence.
  ///
  /// Who reads slowly sees the newest only; the last one, after which nothing comes, `isOver`.
  public var updates: some AsyncSequence<RunProgress, Never> & Sendable {
    let (stream, continuation) = AsyncStream<RunProgress>.makeStream(
      bufferingPolicy: .bufferingNewest(1))
    let last = state.withLock { state -> RunProgress? in
      if state.progress.isOver { return snapshot(state, clock.now) }
      state.opened += 1
      let number = state.opened
      state.streams[number] = continuation
      continuation.onTermination = { [weak self] _ in
        self?.close(number)
      }
      return nil
    }
    if let last {
      continuation.yield(last)
      continuation.finish()
    }
    return stream
  }

  /// The run begins; called by the run.
  ///
  /// - Parameters:
  ///   - total: documents that there are in all, where the monitor was not told.
  ///   - limits: rate limits, whose windows the rate must reach over.
  ///   - reading: what its calls have done so far.
  public func begin(total: Int? = nil, limits: [RateLimit] = [], reading: @escaping Reading) {
    state.withLock { state in
      let longest = limits.map(\.window).max() ?? .zero
      let now = clock.now
      state.progress.total = state.progress.total ?? total
      state.start = now
      state.rate = RecentRate(window: window ?? max(.seconds(30), longest * 2), start: now)
      state.read = reading
    }
  }

  /// A document is done, or so many questions of a search are; called by the run.
  public func step(_ outcome: Outcome = .done, count: Int = 1) {
    let (progress, streams) = state.withLock { state -> (RunProgress, [Stream]) in
      state.progress.done += count
      switch outcome {
      case .done: break
      case .failed: state.progress.failed += count
      case .skipped: state.progress.skipped += count
      }
      let now = clock.now
      if outcome != .skipped {
        state.rate?.note(state.progress.done - state.progress.skipped, at: now)
      }
      guard !state.streams.isEmpty, now - (state.told ?? now - pause) >= pause else {
        return (RunProgress(), [])
      }
      state.told = now
      return (snapshot(state, now), Array(state.streams.values))
    }
    for stream in streams { stream.yield(progress) }
  }

  /// The run is over, however it went: the sequences end; called by the run.
  public func end() {
    let (progress, streams) = state.withLock { state -> (RunProgress, [Stream]) in
      guard !state.progress.isOver else { return (state.progress, []) }
      state.progress = snapshot(state, clock.now)
      state.progress.isOver = true
      defer { state.streams = [:] }
      return (state.progress, Array(state.streams.values))
    }
    for stream in streams {
      stream.yield(progress)
      stream.finish()
    }
  }

  private func close(_ number: Int) {
    _ = state.withLock { $0.streams.removeValue(forKey: number) }
  }

  private func snapshot(_ state: State, _ now: Duration) -> RunProgress {
    guard !state.progress.isOver, let start = state.start else { return state.progress }
    var progress = state.progress
    progress.elapsed = now - start
    progress.rate = state.rate?.value(at: now)
    (progress.counts, progress.cost) = state.read()
    return progress
  }
}
