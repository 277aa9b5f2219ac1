import Foundation
public import PrompterCore

/// Which documents a run has done, in a file beside its output, so that the same command goes on
/// where it stopped.
public actor RunLedger {
  /// What does the work: a prompter and its model.
  public struct Worker: Hashable, Sendable {
    package let hash: String

    /// Names a worker.
    public init(prompterHash: String, model: String) {
      hash = ContentHash.sha256(prompterHash, model)
    }
  }

  /// What was done: contents by ids, neither of them in full.
  public struct Done: Sendable {
    fileprivate var contents: [IDSet.Key: IDSet.Key] = [:]
    /// Whether the file holds nothing else.
    fileprivate var isClean = true
    /// How many entries of other workers the file holds.
    fileprivate var others = 0

    /// Nothing.
    public init() {}

    /// What another place than a file of ours says: the content of each document by its id.
    package init(_ entries: some Sequence<(id: String, content: String)>) {
      for entry in entries { contents[IDSet.Key(entry.id)] = IDSet.Key(entry.content) }
    }

    /// Forgets all other ids.
    package mutating func keep(only ids: IDSet) {
      contents = contents.filter { ids.contains($0.key) }
    }

    /// The ids.
    public var ids: IDSet { IDSet(contents.keys) }

    /// Whether a document is done: one with the same id and content.
    public func contains(_ document: Document) -> Bool {
      // The content is hashed only when there is something to compare it with.
      contents[IDSet.Key(document.id)].map { $0 == IDSet.Key(document.contentHash) } ?? false
    }
  }

  /// How many documents another worker had done, of which nothing counts any more.
  public nonisolated let forgotten: Int

  private let path: String
  private let worker: Worker
  private var log: LogFile
  /// What was done before this run; what this run does is in the file only, so that memory does not
  /// grow with it.
  private var done = Done()

  /// Opens the ledger of a run; what another worker did is forgotten.
  ///
  /// - Parameter isFresh: forgets everything that was done.
  /// Throws `FileError` when it cannot be written, or another process writes it.
  public init(_ path: String, worker: Worker, isFresh: Bool) throws {
    self.path = path
    self.worker = worker
    let held = try LogFile(path, isExclusive: true)
    if !isFresh { done = Self.done(path, by: worker) }
    forgotten = done.contents.isEmpty ? done.others : 0
    if done.contents.isEmpty {
      try AtomicFile.write("", to: URL(filePath: path))
    } else if !done.isClean {
      try Self.keep(path, worker) { _ in true }
    }
    try held.close()
    // Perhaps another file by now, which took its place.
    log = try LogFile(path, isExclusive: true)
  }

  /// What a ledger says that a worker has done, without opening it.
  public static func done(_ path: String, by worker: Worker) -> Done {
    var done = Done()
    for line in FileLines(path) {
      // A line that was cut off is of a document that was not done.
      if let entry = entry(line, worker) {
        done.contents[IDSet.Key(entry.id)] = IDSet.Key(entry.content)
      } else {
        done.isClean = false
        if line.json?[key: "by"]?.string != nil { done.others += 1 }
      }
    }
    return done
  }

  /// The ids that are done.
  public var ids: IDSet { Self.done(path, by: worker).ids }

  /// Whether a document is done: one with the same id and content.
  public func isDone(_ document: Document) -> Bool { done.contains(document) }

  /// Forgets all other ids: their lines are gone.
  ///
  /// Throws `FileError` when it cannot be written.
  public func keep(only ids: IDSet) throws {
    done.contents = Self.done(path, by: worker).contents
    let all = done.contents.count
    done.contents = done.contents.filter { ids.contains($0.key) }
    guard done.contents.count < all else { return }
    try log.close()
    try Self.keep(path, worker, ids.contains)
    log = try LogFile(path, isExclusive: true)
  }

  /// Takes down that a document is done; call it after its line is written.
  ///
  /// Throws `FileError` when it cannot be written.
  public func add(_ id: String, contentHash: String) throws {
    let line = JSONValue.object(
      JSONObject([
        ("id", .string(id)), ("content", .string(contentHash)), ("by", .string(worker.hash)),
      ]))
    try log.append(line.bytes() + [UInt8(ascii: "\n")])
  }

  /// Waits until the disk has everything.
  ///
  /// Throws `FileError` when it cannot.
  public func close() throws { try log.close() }

  private static func keep(
    _ path: String, _ worker: Worker, _ isKept: @escaping (String) -> Bool
  ) throws {
    let lines = FileLines(path).lazy.filter { entry($0, worker).map { isKept($0.id) } ?? false }
    try AtomicFile.keep(lines.map(\.range), of: URL(filePath: path))
  }

  private static func entry(
    _ line: FileLines.Line, _ worker: Worker
  ) -> (id: String, content: String)? {
    guard let json = line.json, let id = json[key: "id"]?.string,
      let content = json[key: "content"]?.string, json[key: "by"]?.string == worker.hash
    else { return nil }
    return (id, content)
  }
}
