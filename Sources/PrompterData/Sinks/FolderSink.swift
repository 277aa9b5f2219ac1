import Foundation
import PrompterKit

/// Writes one JSON file a document into a folder.
struct FolderSink: Sink {
  let path: String

  /// Files of other documents stay: the folder may hold more than ours.
  func open(keeping done: Set<String>) throws -> Set<String> {
    let folder = URL(filePath: path)
    try AtomicFile.checkWritable(folder.appending(path: "record.json"))
    return done.filter {
      FileManager.default.fileExists(atPath: folder.appending(path: Self.name(of: $0)).path)
    }
  }

  func write(_ line: JSONValue) throws {
    let id = line[key: "id"]?.string ?? ""
    try AtomicFile.write(
      line.text(.pretty) + "\n", to: URL(filePath: path).appending(path: Self.name(of: id)))
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
