import Foundation
import Glibc
public import PrompterCore

/// Which documents a run has done, in a file beside its output, so that the same command goes on
/// where it stopped.
public actor RunLedger {
  private let file: URL
  private var handle: FileHandle?
  private var done: [String: String] = [:]

  /// Opens the ledger of a run.
  ///
  /// - Parameter isFresh: forgets what an earlier run did.
  /// Throws `FileError` when it cannot be written.
  public init(_ path: String, isFresh: Bool) throws {
    file = URL(filePath: path)
    if !isFresh, let text = try? TextFile.read(file) {
      for line in text.split(separator: "\n") {
        // A line that was cut off is of a document that was not done.
        guard let json = try? JSONParser.parse(String(line)), let id = json[key: "id"]?.string,
          let key = json[key: "key"]?.string
        else { continue }
        done[id] = key
      }
    }
    let kept = done.sorted { $0.key < $1.key }.map { Self.line($0.key, $0.value) }.joined()
    try AtomicFile.write(kept, to: file)
    handle = FileHandle(forWritingAtPath: file.path)
    _ = try handle?.seekToEnd()
  }

  /// What a document is done by: its content, the prompter and the model.
  public static func key(_ document: Document, prompterHash: String, model: String) -> String {
    ContentHash.sha256(document.contentHash, prompterHash, model)
  }

  /// The ids that are done, whatever by.
  public var ids: Set<String> { Set(done.keys) }

  /// Whether a document is done.
  public func isDone(_ id: String, key: String) -> Bool { done[id] == key }

  /// Takes down that a document is done; call it after its line is written.
  public func add(_ id: String, key: String) throws {
    done[id] = key
    do { try handle?.write(contentsOf: Data(Self.line(id, key).utf8)) } catch {
      throw FileError(file.relativePath, "cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  private static func line(_ id: String, _ key: String) -> String {
    JSONValue.object(JSONObject([("id", .string(id)), ("key", .string(key))])).text() + "\n"
  }
}
