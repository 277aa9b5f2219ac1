public import Foundation
import Glibc
public import PrompterCore

/// Keeps what a run has asked and decided in a file of JSON lines beside its output, so that the
/// same command goes on where it stopped.
///
/// A line `{"run"}` says which run it is, `{"answer", "model", "completion"}` holds an answer by the
/// fingerprint of its call, and the others are decisions. Answers are looked up as in a cache;
/// decisions are for people: a run that goes on says `{"event": "resumed"}` and takes them anew. What
/// was written survives the end of the process, and half a second later that of the power. While it
/// is open no other run may have it.
public final class RunJournal: CompletionCache {
  private struct State {
    var log: LogFile?
    /// Where the lines of answers are.
    var answers: [String: Range<Int>] = [:]
    var hasFailed = false
    var replaced: URL?
  }

  /// The file.
  public let file: URL
  private let warn: @Sendable (String) -> Void
  private let state = Locked(State())

  /// Names the file; nothing is read or written before it is opened.
  ///
  /// - Parameter warn: hears, once, that the file cannot be written; the run goes on all the same.
  public init(_ file: URL, warn: @escaping @Sendable (String) -> Void = { _ in }) {
    self.file = file
    self.warn = warn
  }

  /// Where the file of another run is, whose place this one has taken; nil when there was none.
  public var replaced: URL? { state.withLock { $0.replaced } }

  /// Begins a run, or goes on with it.
  ///
  /// - Parameters:
  ///   - run: what tells it apart from others: answers of another run do not count, and its file gets
  ///     another name.
  ///   - isFresh: forgets all answers.
  /// - Returns: how many answers are known.
  /// Throws `FileError` when it cannot be written, or another process is at work with it.
  @discardableResult
  public func open(for run: String, isFresh: Bool = false) throws -> Int {
    try AtomicFile.checkWritable(file)
    // Held until the new file is: of two that begin here at a time, one is refused.
    let held = try LogFile(file.relativePath, isExclusive: true)
    AtomicFile.removeLeftovers(of: file)
    let head = JSONValue.object(["run": .string(run)])
    var lines = FileLines(file.path)
    let first = lines.next()
    var kept: [Range<Int>] = []
    var replaced: URL?
    if let first, first.json == head {
      if !isFresh { kept = lines.lazy.filter { $0.json != nil }.map(\.range) }
    } else if lines.next() != nil {
      replaced = setAside()
    }
    try AtomicFile.keep(kept, of: file, after: Self.bytes(head))
    var answers: [String: Range<Int>] = [:]
    for line in FileLines(file.path) {
      if let key = Self.answer(line) { answers[key] = line.range }
    }
    let log = try LogFile(file.relativePath, isExclusive: true)
    try held.close()
    let (found, other) = (answers, replaced)
    state.withLock { $0 = State(log: log, answers: found, replaced: other) }
    if !kept.isEmpty { append(["event": "resumed", "answers": .integer(found.count)]) }
    return found.count
  }

  /// Keeps the file of another run under another name, in the place of one that was kept before.
  private func setAside() -> URL? {
    let other = URL(filePath: file.relativePath + ".before")
    unlink(other.path)
    // A second name: ours stays taken meanwhile. Not every file system has links.
    if link(file.path, other.path) == 0 { return other }
    return (try? FileManager.default.copyItem(at: file, to: other)) == nil ? nil : other
  }

  /// The answer kept under a key, or nil.
  public func completion(for key: String) -> Completion? {
    guard let place = state.withLock({ $0.answers[key] }),
      let handle = FileHandle(forReadingAtPath: file.path)
    else { return nil }
    defer { try? handle.close() }
    guard (try? handle.seek(toOffset: UInt64(place.lowerBound))) != nil,
      let bytes = try? handle.read(upToCount: place.count),
      let json = try? JSONParser.parse(Array(bytes)), json[key: "answer"]?.string == key,
      let text = json[key: "completion"]?.string, let body = Data(base64Encoded: text)
    else { return nil }
    return body.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: UInt8.self) { CompletionCoding.completion($0) }
    }
  }

  /// Keeps an answer.
  public func store(_ completion: Completion, for key: String, of model: String) {
    let body = Data(CompletionCoding.bytes(completion))
    guard body.count <= CompletionCoding.maximumBytes else { return }
    let place = append(
      .object([
        "answer": .string(key), "model": .string(model),
        "completion": .string(body.base64EncodedString()),
      ]))
    if let place { state.withLock { $0.answers[key] = place } }
  }

  /// A journal of decisions that writes into the file and tells someone else as well.
  public func journal(telling other: Journal = Journal()) -> Journal {
    Journal { event in
      self.append(event)
      other.write(event)
    }
  }

  @discardableResult
  private func append(_ line: JSONValue) -> Range<Int>? {
    guard let log = state.withLock({ $0.log }) else { return nil }
    do { return try log.append(Self.bytes(line)) } catch {
      let isFirst = state.withLock { state in
        defer { state.hasFailed = true }
        return !state.hasFailed
      }
      if isFirst {
        warn("\(error); the run goes on, but answers that are not written are paid for again")
      }
      return nil
    }
  }

  private static func bytes(_ line: JSONValue) -> [UInt8] { line.bytes() + [UInt8(ascii: "\n")] }

  /// The key of a line that holds an answer.
  private static func answer(_ line: FileLines.Line) -> String? {
    guard let json = line.json, json[key: "completion"]?.string != nil else { return nil }
    return json[key: "answer"]?.string
  }
}

/// Looks into a run's journal first, then into the cache that all runs share.
struct JournaledCache: CompletionCache {
  let journal: RunJournal
  let cache: (any CompletionCache)?

  func completion(for key: String) async throws -> Completion? {
    if let completion = journal.completion(for: key) { return completion }
    return try await cache?.completion(for: key)
  }

  func store(_ completion: Completion, for key: String, of model: String) async throws {
    journal.store(completion, for: key, of: model)
    try await cache?.store(completion, for: key, of: model)
  }

  func flush() async { await cache?.flush() }
}
