import PrompterKit
import Synchronization

/// Lets so many documents in at a time; a bounded number of others waits, callers in turn.
final class Admission: Sendable {
  /// Why somebody is turned away.
  enum Refusal: Error, Hashable {
    /// As many wait as may wait.
    case full
    /// The wait was too long.
    case waitedTooLong
  }

  private struct Waiter {
    let number: Int
    /// Whether it counts in the room.
    let isHurried: Bool
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var inside = 0
    var waiting = 0
    /// How many of those who wait do so for a time only.
    var hurried = 0
    var count = 0
    var lines: [String: [Waiter]] = [:]
    /// The callers who wait, in the order in which their turn comes.
    var turns: [String] = []

    /// One fewer waits.
    mutating func leave(isHurried: Bool) {
      waiting -= 1
      if isHurried { hurried -= 1 }
    }
  }

  /// How many may be inside.
  let places: Int
  /// How many may wait, patient ones apart.
  let room: Int
  private let alarms: Alarms
  private let state = Mutex(State())

  init(places: Int, room: Int, alarms: Alarms) {
    self.places = max(1, places)
    self.room = room
    self.alarms = alarms
  }

  /// How many are inside, and how many wait.
  var counts: (inside: Int, waiting: Int) { state.withLock { ($0.inside, $0.waiting) } }

  /// Does something with a place.
  ///
  /// - Parameters:
  ///   - caller: who asks; each in turn gets a place.
  ///   - patience: how long to wait for a place; nil for ever, and then the line is never too long.
  /// Throws `Refusal`, and `CancellationError`.
  func enter<Result: Sendable>(
    _ caller: String, patience: Duration?, _ body: @Sendable () async throws -> Result
  ) async throws -> Result {
    try await takePlace(caller, patience)
    defer { leave() }
    return try await body()
  }

  private func takePlace(_ caller: String, _ patience: Duration?) async throws {
    enum Entrance { case inside, refused, line(Int) }
    let entrance: Entrance = state.withLock { state in
      if state.inside < places, state.waiting == 0 {
        state.inside += 1
        return .inside
      }
      if patience != nil {
        guard state.hurried < room else { return .refused }
        state.hurried += 1
      }
      state.count += 1
      state.waiting += 1
      return .line(state.count)
    }
    switch entrance {
    case .inside: return
    case .refused: throw Refusal.full
    case .line(let number): try await wait(number, caller, patience)
    }
  }

  private func wait(_ number: Int, _ caller: String, _ patience: Duration?) async throws {
    let ticket = patience.map { patience in
      alarms.set(at: alarms.clock.now + patience) { [weak self] in
        self?.giveUp(number, caller, Refusal.waitedTooLong)
      }
    }
    defer { if let ticket { alarms.clear(ticket) } }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isGone = state.withLock { state in
          // A cancellation that came before this line knew nobody to call.
          if Task.isCancelled {
            state.leave(isHurried: patience != nil)
            return true
          }
          if state.lines[caller] == nil { state.turns.append(caller) }
          state.lines[caller, default: []].append(
            Waiter(number: number, isHurried: patience != nil, continuation: continuation))
          return false
        }
        if isGone { continuation.resume(throwing: CancellationError()) }
        // A place may have become free since.
        callNext()
      }
    } onCancel: {
      giveUp(number, caller, CancellationError())
    }
  }

  private func leave() {
    state.withLock { $0.inside -= 1 }
    callNext()
  }

  private func callNext() {
    let next: Waiter? = state.withLock { state in
      guard state.inside < places, let caller = state.turns.first else { return nil }
      state.turns.removeFirst()
      let waiter = state.lines[caller]?.removeFirst()
      if state.lines[caller]?.isEmpty ?? true {
        state.lines[caller] = nil
      } else {
        state.turns.append(caller)
      }
      state.inside += 1
      state.leave(isHurried: waiter?.isHurried == true)
      return waiter
    }
    next?.continuation.resume()
  }

  private func giveUp(_ number: Int, _ caller: String, _ error: any Error) {
    let waiter: Waiter? = state.withLock { state in
      guard let place = state.lines[caller]?.firstIndex(where: { $0.number == number }) else {
        return nil
      }
      let waiter = state.lines[caller]?.remove(at: place)
      if state.lines[caller]?.isEmpty == true {
        state.lines[caller] = nil
        state.turns.removeAll { $0 == caller }
      }
      state.leave(isHurried: waiter?.isHurried == true)
      return waiter
    }
    waiter?.continuation.resume(throwing: error)
  }
}
