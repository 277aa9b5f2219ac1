import HTTPTypes
import Hummingbird
import PrompterKit
import Synchronization

/// Answers of requests that carry an `Idempotency-Key`: the same request again gets the same answer,
/// and costs nothing.
///
/// So many are kept, for so long, and only good ones: what failed may be tried again.
final class AnswersByKey: Sendable {
  private enum Entry {
    case underWay(content: String)
    case done(content: String, answer: JSONValue, size: Int, until: Duration)
  }

  private struct State {
    var entries: [String: Entry] = [:]
    /// Keys in the order in which their answers came.
    var order: [String] = []
    var size = 0
  }

  /// How many answers, and how many bytes of them, are kept at most.
  private static let most = 10_000
  private static let mostBytes = 64 << 20
  private static let lifetime = Duration.seconds(86_400)
  private static let longestKey = 256

  private let clock: any MonotonicClock
  private let state = Mutex(State())

  init(clock: any MonotonicClock) {
    self.clock = clock
  }

  /// The answer to a request, made now unless it was made before.
  ///
  /// Throws a problem: 422 when the key came with another request, 409 while the first one is under
  /// way; and what `make` throws.
  func answer(
    _ request: ServiceRequest, _ body: [UInt8], _ make: () async throws -> JSONValue
  ) async throws -> JSONValue {
    guard let given = request.request.headers[.idempotencyKey] else { return try await make() }
    guard (1...Self.longestKey).contains(given.utf8.count) else {
      throw Problem.badRequest("an Idempotency-Key has 1 to \(Self.longestKey) characters")
    }
    let path = request.request.head.path ?? ""
    let key = ContentHash.sha256(request.caller.name, path, given)
    let content = ContentHash.sha256(bytes: body)
    if let known = try begin(key, content) { return known }
    do {
      let answer = try await make()
      finish(key, content, answer)
      return answer
    } catch {
      state.withLock { $0.entries[key] = nil }
      throw error
    }
  }

  /// The answer that was given; nil when it is to be made.
  private func begin(_ key: String, _ content: String) throws -> JSONValue? {
    let now = clock.now
    let found: Entry? = state.withLock { state in
      if case .done(_, _, _, let until)? = state.entries[key], until <= now {
        Self.remove(key, &state)
      }
      if let known = state.entries[key] { return known }
      state.entries[key] = .underWay(content: content)
      return nil
    }
    switch found {
    case nil: return nil
    case .underWay(let known)? where known == content:
      throw Problem(
        .conflict, "in-progress", "Under way", "the same request is under way",
        retryAfter: .seconds(1))
    case .done(let known, let answer, _, _)? where known == content: return answer
    case _?: throw Problem.keyReused
    }
  }

  private func finish(_ key: String, _ content: String, _ answer: JSONValue) {
    let size = answer.bytes().count + key.utf8.count
    let until = clock.now + Self.lifetime
    state.withLock { state in
      state.entries[key] = .done(content: content, answer: answer, size: size, until: until)
      state.order.append(key)
      state.size += size
      while state.order.count > Self.most || state.size > Self.mostBytes,
        let oldest = state.order.first
      {
        Self.remove(oldest, &state)
      }
    }
  }

  private static func remove(_ key: String, _ state: inout State) {
    if case .done(_, _, let size, _)? = state.entries[key] { state.size -= size }
    state.entries[key] = nil
    if let place = state.order.firstIndex(of: key) { state.order.remove(at: place) }
  }
}
