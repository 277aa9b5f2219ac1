import GRDB
import PrompterCore

/// Writes answers in groups: a commit costs as much as ten answers do.
///
/// The first answer after a pause is committed at once, those that follow wait a twentieth of a
/// second at most. What was committed survives the end of the process; the disk is made to keep it
/// twice a second, so that a loss of power costs no more than that.
final class CacheWriter: Sendable {
  /// The least time between commits.
  static let spacing = Duration.milliseconds(50)
  /// So many answers are committed without waiting.
  static let groupSize = 256
  /// How long after a commit the disk must have it.
  static let syncDelay = Duration.milliseconds(400)
  /// How long it is noted in memory only that somebody asked for an answer.
  static let touchDelay = Duration.seconds(5)
  /// How long after a commit that failed the next one is tried.
  static let retryDelay = Duration.seconds(5)
  /// The memory that answers may take while they cannot be written.
  static let waitingBytes = 64 << 20

  /// What is done when its moment has come; each is set once at a time.
  private enum Alarm: Hashable { case commit, touch, sync }

  private struct State {
    /// What waits, and what is being written.
    var waiting: [String: CacheTable.Entry] = [:]
    var writing: [String: CacheTable.Entry] = [:]
    var waitingBytes = 0
    var used: [String: Double] = [:]
    var committed: Duration?
    var failed: Duration?
    var unsyncedSince: Duration?
    var expired: Duration?
    var alarms: Set<Alarm> = []

    /// When the next commit may be.
    var nextCommit: Duration {
      max(
        committed.map { $0 + CacheWriter.spacing } ?? .zero,
        failed.map { $0 + CacheWriter.retryDelay } ?? .zero)
    }

    /// Sets an alarm; nil when it is set already.
    mutating func set(_ alarm: Alarm, _ moment: Duration) -> Duration? {
      alarms.insert(alarm).inserted ? moment : nil
    }
  }

  private let connection: CacheConnection
  private let clock: any MonotonicClock
  private let state = Locked(State())

  init(_ connection: CacheConnection) {
    self.connection = connection
    clock = connection.options.clock
  }

  /// An answer that is not in the file yet.
  func completion(for key: String) -> Completion? {
    state.withLock { $0.waiting[key] ?? $0.writing[key] }?.completion
  }

  /// Takes an answer; it is written soon.
  func store(_ entry: CacheTable.Entry, for key: String) {
    guard connection.file != nil else { return }
    let bytes = entry.completion.roughBytes
    enum Step { case wait(until: Duration?), commit, full }
    let step = state.withLock { state -> Step in
      guard state.waitingBytes + bytes <= Self.waitingBytes else { return .full }
      state.waiting[key] = entry
      state.waitingBytes += bytes
      if state.waiting.count % Self.groupSize == 0, state.failed == nil { return .commit }
      return .wait(until: state.set(.commit, state.nextCommit))
    }
    switch step {
    case .wait(let moment): ring(.commit, at: moment)
    case .commit: Task.detached { await self.commit() }
    case .full:
      connection.tell(.full, "the completion cache cannot be written; new answers are not kept")
    }
  }

  /// Takes note that somebody asked for an answer; it is written some time.
  func touch(_ key: String, at time: Double) {
    let moment = clock.now + Self.touchDelay
    ring(
      .touch,
      at: state.withLock { state in
        state.used[key] = time
        return state.set(.touch, moment)
      })
  }

  /// Writes whatever waits, and has the disk keep it.
  func flush() async {
    await commit(isLast: true)
  }

  /// The same for those who cannot wait otherwise; not to be called from what runs on the file.
  func flushNow() {
    guard let file = connection.file, hasWork else { return }
    file.writer.inDatabase { commit(in: $0, of: file, isLast: true) }
  }

  private var hasWork: Bool {
    state.withLock { state in
      !state.waiting.isEmpty || !state.writing.isEmpty || !state.used.isEmpty
        || state.unsyncedSince != nil
    }
  }

  /// Has an alarm ring at a moment, when it was set now.
  private func ring(_ alarm: Alarm, at moment: Duration?) {
    guard let moment else { return }
    Task.detached { [self] in
      try? await clock.sleep(until: moment)
      state.withLock { _ = $0.alarms.remove(alarm) }
      await commit()
    }
  }

  private func commit(isLast: Bool = false) async {
    guard let file = connection.file, hasWork else { return }
    await withCheckedContinuation { continuation in
      file.writer.asyncWriteWithoutTransaction { database in
        self.commit(in: database, of: file, isLast: isLast)
        continuation.resume()
      }
    }
  }

  private func commit(in database: Database, of file: CacheFile, isLast: Bool) {
    let (entries, used) = state.withLock { state in
      defer {
        state.writing = state.waiting
        state.waiting = [:]
        state.used = [:]
      }
      return (state.waiting, state.used)
    }
    if !entries.isEmpty || !used.isEmpty {
      do {
        try CacheTable.write(entries, used: used, in: database)
        let now = clock.now
        state.withLock { state in
          state.writing = [:]
          state.waitingBytes = state.waiting.values.reduce(0) { $0 + $1.completion.roughBytes }
          state.committed = now
          state.failed = nil
          state.unsyncedSince = state.unsyncedSince ?? now
        }
        try makeRoom(database, now)
      } catch {
        giveBack()
        connection.note(error, .writing, in: file)
      }
    }
    synchronize(file, isLast: isLast)
  }

  /// What could not be written waits for another time.
  private func giveBack() {
    let now = clock.now
    ring(
      .commit,
      at: state.withLock { state in
        state.waiting.merge(state.writing) { newer, _ in newer }
        state.writing = [:]
        state.failed = now
        return state.waiting.isEmpty ? nil : state.set(.commit, state.nextCommit)
      })
  }

  /// Has the disk keep what was committed, now or when it is time.
  private func synchronize(_ file: CacheFile, isLast: Bool) {
    let now = clock.now
    let (isDue, moment) = state.withLock { state -> (Bool, Duration?) in
      guard let since = state.unsyncedSince else { return (false, nil) }
      guard isLast || since + Self.syncDelay <= now else {
        return (false, state.set(.sync, since + Self.syncDelay))
      }
      state.unsyncedSince = nil
      return (true, nil)
    }
    if isDue { file.synchronize() }
    ring(.sync, at: moment)
  }

  /// Keeps the file within its bounds.
  private func makeRoom(_ database: Database, _ now: Duration) throws {
    try CacheTable.evict(from: database, maximumBytes: connection.options.maximumBytes)
    guard let timeToLive = connection.options.timeToLive else { return }
    let isDue = state.withLock { state in
      if let expired = state.expired, now < expired + .seconds(3_600) { return false }
      state.expired = now
      return true
    }
    if isDue {
      try CacheTable.remove(
        madeBefore: connection.options.wallClock() - timeToLive.seconds, from: database)
    }
  }
}

extension Completion {
  /// About what it takes in memory.
  fileprivate var roughBytes: Int {
    tokens.reduce(128 + text.utf8.count) { $0 + 40 + 32 * $1.alternatives.count }
  }
}
