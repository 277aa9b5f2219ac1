import NIOCore
import PrompterKit
import Synchronization

/// The work on requests at this moment, which a deadline, a client that leaves or the end of the
/// service may stop.
final class WorkUnderWay: Sendable {
  /// Whom a piece of work is for.
  enum Owner: Hashable, Sendable {
    /// Whoever asked by this connection.
    case connection(ObjectIdentifier)
    /// The job of this id.
    case job(String)

    /// The owner of what came by a connection; nil when it is not known.
    init?(_ channel: (any Channel)?) {
      guard let channel else { return nil }
      self = .connection(ObjectIdentifier(channel))
    }
  }

  /// A piece of work, which may be stopped before it has begun.
  private final class Piece: Sendable {
    private struct State {
      var reason: StopReason?
      var cancel: (@Sendable () -> Void)?
    }

    let owner: Owner?
    private let state = Mutex(State())

    init(_ owner: Owner?) { self.owner = owner }

    /// The first reason for which it was stopped.
    var stopped: StopReason? { state.withLock(\.reason) }

    func stop(_ reason: StopReason) {
      let cancel = state.withLock { state in
        state.reason = state.reason ?? reason
        return state.cancel
      }
      cancel?()
    }

    /// It begins; what was stopped before is cancelled at once.
    func begin(_ cancel: @escaping @Sendable () -> Void) {
      let isStopped = state.withLock { state in
        state.cancel = cancel
        return state.reason != nil
      }
      if isStopped { cancel() }
    }
  }

  private struct State {
    var pieces: [Int: Piece] = [:]
    /// The pieces of an owner.
    var byOwner: [Owner: Set<Int>] = [:]
    var count = 0
    /// Owners with more pieces to come: how many wait for them, and whether they are gone.
    var watched: [Owner: (count: Int, isGone: Bool)] = [:]
    /// Why nothing may begin any more.
    var closed: StopReason?
  }

  let alarms: Alarms
  private let state = Mutex(State())

  init(alarms: Alarms) {
    self.alarms = alarms
  }

  /// How many pieces are under way.
  var count: Int { state.withLock { $0.pieces.count } }

  /// Whether nothing begins any more.
  var isClosed: Bool { state.withLock { $0.closed != nil } }

  /// Does a piece of work in a task of its own, which is cancelled when it is to stop.
  ///
  /// What is to stop already does not begin.
  ///
  /// - Parameters:
  ///   - owner: whom it is for; nil when that is not known.
  ///   - deadline: when it must be done; nil for no bound.
  /// - Returns: what it gave, and why it was stopped if it was.
  func run<Result: Sendable>(
    _ owner: Owner?, until deadline: Duration?,
    _ work: @escaping @Sendable () async throws -> Result
  ) async -> (result: Swift.Result<Result, any Error>, stopped: StopReason?) {
    let piece = Piece(owner)
    let number = add(piece)
    defer { remove(number) }
    if let deadline, deadline <= alarms.clock.now { piece.stop(.deadline) }
    if let reason = piece.stopped { return (.failure(CancellationError()), reason) }
    let task = Task { try await work() }
    piece.begin { task.cancel() }
    let ticket = deadline.map { alarms.set(at: $0) { piece.stop(.deadline) } }
    let result = await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      piece.stop(.clientLeft)
    }
    if let ticket { alarms.clear(ticket) }
    return (result, piece.stopped)
  }

  /// Remembers until `unwatch` whether a client leaves, for pieces that begin later.
  func watch(_ channel: (any Channel)?) {
    guard let channel, let owner = Owner(channel) else { return }
    let isGone = !channel.isActive
    state.withLock { state in
      let known = state.watched[owner] ?? (0, false)
      state.watched[owner] = (known.count + 1, known.isGone || isGone)
    }
  }

  /// Ends what `watch` began.
  ///
  /// - Returns: whether the client has left since.
  @discardableResult func unwatch(_ channel: (any Channel)?) -> Bool {
    guard let owner = Owner(channel) else { return false }
    return state.withLock { state in
      guard var known = state.watched[owner] else { return false }
      known.count -= 1
      state.watched[owner] = known.count > 0 ? known : nil
      return known.isGone
    }
  }

  /// Stops what a connection asked for, because it is gone.
  func left(_ channel: ObjectIdentifier) { stop(.connection(channel), .clientLeft) }

  /// Stops what is done for an owner, and what would be while the owner is watched.
  func stop(_ owner: Owner, _ reason: StopReason) {
    let pieces = state.withLock { state in
      state.watched[owner]?.isGone = true
      return state.byOwner[owner]?.compactMap { state.pieces[$0] } ?? []
    }
    for piece in pieces { piece.stop(reason) }
  }

  /// Stops everything; nothing begins any more.
  func stopAll(_ reason: StopReason) {
    let pieces = state.withLock { state in
      state.closed = state.closed ?? reason
      return Array(state.pieces.values)
    }
    for piece in pieces { piece.stop(reason) }
  }

  private func add(_ piece: Piece) -> Int {
    let (number, refusal): (Int, StopReason?) = state.withLock { state in
      state.count += 1
      state.pieces[state.count] = piece
      guard let owner = piece.owner else { return (state.count, state.closed) }
      state.byOwner[owner, default: []].insert(state.count)
      let isGone = state.watched[owner]?.isGone == true
      return (state.count, isGone ? .clientLeft : state.closed)
    }
    if let refusal { piece.stop(refusal) }
    return number
  }

  private func remove(_ number: Int) {
    state.withLock { state in
      guard let owner = state.pieces.removeValue(forKey: number)?.owner else { return }
      state.byOwner[owner]?.remove(number)
      if state.byOwner[owner]?.isEmpty == true { state.byOwner[owner] = nil }
    }
  }
}
