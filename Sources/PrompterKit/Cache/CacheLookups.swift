import GRDB
import PrompterCore

/// Looks keys up, those that come at a time in one go, on a thread that nobody else waits for.
final class CacheLookups: Sendable {
  private struct Question: Sendable {
    let key: String
    let answer: CheckedContinuation<Completion?, Never>
  }

  private struct State {
    var questions: [Question] = []
    var isReading = false
  }

  /// How long after somebody asked for an answer it is noted again that somebody did.
  ///
  /// Finer times would cost a write a hit and choose hardly better what to keep.
  static let staleAfter = 3_600.0

  private let connection: CacheConnection
  private let writer: CacheWriter
  private let state = Locked(State())

  init(_ connection: CacheConnection, _ writer: CacheWriter) {
    self.connection = connection
    self.writer = writer
  }

  /// The answer in the file under a key, or nil.
  func completion(for key: String) async -> Completion? {
    guard let file = connection.file else { return nil }
    return await withCheckedContinuation { continuation in
      let isFirst = state.withLock { state in
        state.questions.append(Question(key: key, answer: continuation))
        defer { state.isReading = true }
        return !state.isReading
      }
      if isFirst { file.reader.asyncWriteWithoutTransaction { self.answer($0, of: file) } }
    }
  }

  private func answer(_ database: Database, of file: CacheFile) {
    while true {
      let questions = state.withLock { state in
        defer { state.questions = [] }
        state.isReading = !state.questions.isEmpty
        return state.questions
      }
      if questions.isEmpty { return }
      for question in questions {
        question.answer.resume(returning: answer(question.key, database, file))
      }
    }
  }

  private func answer(_ key: String, _ database: Database, _ file: CacheFile) -> Completion? {
    let now = connection.options.wallClock()
    let oldest = connection.options.timeToLive.map { now - $0.seconds } ?? -.infinity
    do {
      let hit = try CacheTable.hit(
        key, in: database, oldest: oldest, stale: now - Self.staleAfter)
      if let hit, hit.isStale { writer.touch(key, at: now) }
      return hit?.completion
    } catch {
      connection.note(error, .reading, in: file)
      return nil
    }
  }
}
