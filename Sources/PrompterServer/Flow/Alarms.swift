import PrompterKit
import Synchronization

/// Runs actions at their moments: deadlines of requests, patience of those who wait.
///
/// Thousands may be set and cleared a second, for most are cleared long before their moment: they lie
/// in a table by their moment, rounded up to a step, and one task sleeps for all.
final class Alarms: Sendable {
  /// What names an alarm that was set.
  struct Ticket: Hashable, Sendable {
    fileprivate let step: Int64
    fileprivate let number: Int
  }

  private struct State {
    var actions: [Int64: [Int: @Sendable () -> Void]] = [:]
    var count = 0
    /// The step that the sleeper wakes at, and the sleeper.
    var sleep: (step: Int64, task: Task<Void, Never>)?
  }

  /// How exact moments are.
  static let step = Duration.milliseconds(20)

  let clock: any MonotonicClock
  private let state = Mutex(State())

  init(clock: any MonotonicClock) {
    self.clock = clock
  }

  /// Runs an action at a moment, or a step later; it must be quick.
  func set(at moment: Duration, _ action: @escaping @Sendable () -> Void) -> Ticket {
    let step = Int64((max(.zero, moment) / Self.step).rounded(.up))
    return state.withLock { state in
      state.count += 1
      state.actions[step, default: [:]][state.count] = action
      if state.sleep.map({ step < $0.step }) ?? true { sleep(until: step, &state) }
      return Ticket(step: step, number: state.count)
    }
  }

  /// Forgets an alarm; whether its action runs at this moment is then not known.
  func clear(_ ticket: Ticket) {
    state.withLock { state in
      guard state.actions[ticket.step]?.removeValue(forKey: ticket.number) != nil else { return }
      if state.actions[ticket.step]?.isEmpty == true { state.actions[ticket.step] = nil }
    }
  }

  /// How many alarms are set.
  var count: Int { state.withLock { $0.actions.reduce(0) { $0 + $1.value.count } } }

  private func sleep(until step: Int64, _ state: inout State) {
    state.sleep?.task.cancel()
    let clock = clock
    state.sleep = (
      step,
      Task { [weak self] in
        do { try await clock.sleep(until: Self.step * Int(step)) } catch { return }
        self?.ring()
      }
    )
  }

  private func ring() {
    let due = state.withLock { state in
      let now = Int64((clock.now / Self.step).rounded(.down))
      let steps = state.actions.keys.filter { $0 <= now }
      let due = steps.sorted().flatMap {
        state.actions.removeValue(forKey: $0)?.values.map(\.self) ?? []
      }
      state.sleep = nil
      if let next = state.actions.keys.min() { sleep(until: next, &state) }
      return due
    }
    for action in due { action() }
  }
}
