import Foundation
public import PrompterCore

/// Which documents a run has done, in a file beside its output, so that the same command goes on
/// where it stopped.
public actor RunLedger {
  /// What does the work: a prompter and its model.
  public struct Worker: Hashable, Sendable {
    fileprivate let hash: String

    /// Names a worker.
    public init(prompterHash: String, model: String) {
      hash = ContentHash.sha256(prompterHash, model)
    }
  }

  private let file: URL
  private let worker: Worker
  private var handle: FileHandle?
  /// Content hashes of what was done before this run, by ids; what this run does is in the file
  /// only, so that memory does not grow with it.
  private var done: [String: String] = [:]

  /// Opens the ledger of a run; what another worker did is forgotten.
  ///
  /// - Parameter isFresh: forgets everything that was done.
  /// Throws `FileError` when it cannot be written.
  public init(_ path: String, worker: Worker, isFresh: Bool) throws {
    file = URL(filePath: path)
    self.worker = worker
    if !isFresh { done = Self.done(path, by: worker) }
    try AtomicFile.write(Self.text(done, worker), to: file)
    handle = FileHandle(forWritingAtPath: file.path)
    _ = try handle?.seekToEnd()
  }

  /// What a ledger says that a worker has done, without opening it: content hashes by ids.
  public static func done(_ path: String, by worker: Worker) -> [String: String] {
    // As bytes: a line may have been cut off within a character.
    guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { return [:] }
    var done: [String: String] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // A line that was cut off is of a document that was not done.
      guard let json = try? JSONParser.parse(Array(line)), let id = json[key: "id"]?.string,
        let content = json[key: "content"]?.string, json[key: "by"]?.string == worker.hash
      else { continue }
      done[id] = content
    }
    return done
  }

  /// The ids that are done.
  public var ids: Set<String> { Set(Self.done(file.path, by: worker).keys) }

  /// Whether a document is done: one with the same id and content.
  public func isDone(_ document: Document) -> Bool {
    // The content is hashed only when there is something to compare it with.
    done[document.id].map { $0 == document.contentHash } ?? false
  }

  /// Forgets all other ids: their lines are gone.
  ///
  /// Throws `FileError` when it cannot be written.
  public func keep(only ids: Set<String>) throws {
    let known = Self.done(file.path, by: worker)
    guard known.keys.contains(where: { !ids.contains($0) }) else { return }
    done = known.filter { ids.contains($0.key) }
    try AtomicFile.write(Self.text(done, worker), to: file)
    handle = FileHandle(forWritingAtPath: file.path)
    _ = try handle?.seekToEnd()
  }

  /// Takes down that a document is done; call it after its line is written.
  ///
  /// Throws `FileError` when it cannot be written.
  public func add(_ id: String, contentHash: String) throws {
    try handle?.put(Array(Self.line(id, contentHash, worker).utf8), to: file.relativePath)
  }

  private static func text(_ done: [String: String], _ worker: Worker) -> String {
    done.sorted { $0.key < $1.key }.map { line($0.key, $0.value, worker) }.joined()
  }

  private static func line(_ id: String, _ contentHash: String, _ worker: Worker) -> String {
    JSONValue.object(
      JSONObject([
        ("id", .string(id)), ("content", .string(contentHash)), ("by", .string(worker.hash)),
      ])
    ).text() + "\n"
  }
}
