import NIOCore
import PrompterKit
import Synchronization

/// The work on requests at this moment, which a deadline, a client that leaves or the end of the
/// service may stop.
final class WorkUnderWay: Sendable {
  private struct Piece {
    let stop: @Sendable (StopReason) -> Void
    let channel: ObjectIdentifier?
  }

  /// The first reason for which a piece was stopped.
  private final class Reason: Sendable {
    private let first = Mutex<StopReason?>(nil)

    var noted: StopReason? { first.withLock { $0 } }

    func note(_ reason: StopReason) { first.withLock { $0 = $0 ?? reason } }
  }

  private struct State {
    var pieces: [Int: Piece] = [:]
    /// The pieces of a connection.
    var byChannel: [ObjectIdentifier: Set<Int>] = [:]
    var count = 0
  }

  let alarms: Alarms
  private let state = Mutex(State())

  init(alarms: Alarms) {
    self.alarms = alarms
  }

  /// How many pieces are under way.
  var count: Int { state.withLock { $0.pieces.count } }

  /// Does a piece of work in a task of its own, which is cancelled when it is to stop.
  ///
  /// - Parameters:
  ///   - channel: the connection of whoever asked; nil when it is not known.
  ///   - deadline: when it must be done; nil for no bound.
  /// - Returns: what it gave, and why it was stopped if it was.
  func run<Result: Sendable>(
    _ channel: (any Channel)?, until deadline: Duration?,
    _ work: @escaping @Sendable () async throws -> Result
  ) async -> (result: Swift.Result<Result, any Error>, stopped: StopReason?) {
    let reason = Reason()
    let task = Task { try await work() }
    let stop: @Sendable (StopReason) -> Void = { why in
      reason.note(why)
      task.cancel()
    }
    let number = add(Piece(stop: stop, channel: channel.map { ObjectIdentifier($0) }))
    let ticket = deadline.map { alarms.set(at: $0) { stop(.deadline) } }
    let result = await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      stop(.clientLeft)
    }
    if let ticket { alarms.clear(ticket) }
    remove(number)
    return (result, reason.noted)
  }

  /// Stops what a connection asked for, because it is gone.
  func left(_ channel: ObjectIdentifier) {
    let pieces = state.withLock { state in
      state.byChannel[channel]?.compactMap { state.pieces[$0] } ?? []
    }
    for piece in pieces { piece.stop(.clientLeft) }
  }

  /// Stops everything.
  func stopAll(_ reason: StopReason) {
    let pieces = state.withLock { Array($0.pieces.values) }
    for piece in pieces { piece.stop(reason) }
  }

  private func add(_ piece: Piece) -> Int {
    state.withLock { state in
      state.count += 1
      state.pieces[state.count] = piece
      if let channel = piece.channel { state.byChannel[channel, default: []].insert(state.count) }
      return state.count
    }
  }

  private func remove(_ number: Int) {
    state.withLock { state in
      guard let piece = state.pieces.removeValue(forKey: number), let channel = piece.channel
      else { return }
      state.byChannel[channel]?.remove(number)
      if state.byChannel[channel]?.isEmpty == true { state.byChannel[channel] = nil }
    }
  }
}
