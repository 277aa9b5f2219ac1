import Foundation
import Glibc
import PrompterKit

/// Writes one JSON file a document into a folder.
struct FolderSink: Sink {
  let path: String

  /// The folder may hold more than ours, which stays.
  func open(keeping done: IDSet) throws -> IDSet {
    let folder = URL(filePath: path)
    try AtomicFile.checkWritable(folder.appending(path: "record.json"))
    var held: IDSet = []
    for name in try FileManager.default.contentsOfDirectory(atPath: path)
    where name.hasSuffix(".json") {
      let file = folder.appending(path: name)
      guard let id = Self.line(in: file, name)?[key: "id"]?.string else { continue }
      if done.contains(id) { held.insert(id) } else { unlink(file.path) }
    }
    return held
  }

  func failedIDs() -> IDSet? {
    var failed = IDSet()
    let folder = URL(filePath: path)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where name.hasSuffix(".json") {
      guard let line = Self.line(in: folder.appending(path: name), name),
        let id = line[key: "id"]?.string
      else { continue }
      failed.set(id, isIn: line[key: "ok"]?.bool == false)
    }
    return failed
  }

  /// The line of a file that this sink has written; nil for what is not ours, or is damaged.
  private static func line(in file: URL, _ name: String) -> JSONValue? {
    guard let bytes = try? Data(contentsOf: file), let line = try? JSONParser.parse(Array(bytes)),
      let id = line[key: "id"]?.string, line[key: "ok"]?.bool != nil,
      line[key: "prompter"] != nil, line[key: "model"] != nil, Self.name(of: id) == name
    else { return nil }
    return line
  }

  func write(_ line: JSONValue) throws {
    let id = line[key: "id"]?.string ?? ""
    // A file that a loss of power leaves empty is none of ours, and its document is done again.
    try AtomicFile.write(
      line.text(.pretty) + "\n", to: URL(filePath: path).appending(path: Self.name(of: id)),
      isSynchronized: false)
  }

  func close() {}

  /// A safe file name for an id: an id is data and must not lead out of the folder.
  ///
  /// What had to be changed is told apart by a hash.
  static func name(of id: String) -> String {
    let safe = String(
      id.unicodeScalars.prefix(80).map { scalar -> Character in
        let isSafe =
          ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
          || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
        return isSafe ? Character(scalar) : "_"
      })
    return safe == id && !id.isEmpty
      ? "\(id).json" : "\(safe)-\(ContentHash.sha256(id).prefix(12)).json"
  }
}
