import Foundation
import PrompterKit

/// Writes JSON lines.
struct JSONLSink: Sink {
  private let path: String
  private let file: AppendingFile

  init(path: String) {
    self.path = path
    file = AppendingFile(path: path)
  }

  func open(keeping done: Set<String>) async throws -> Set<String> {
    var kept = LastLines()
    if !done.isEmpty, let handle = FileHandle(forReadingAtPath: path) {
      for (_, line) in LineSequence(handle: handle, name: path) {
        // A line that was cut off by a crash is no JSON, and its document is done again.
        guard let text = try? line.get(), let json = try? JSONParser.parse(text),
          let id = json[key: "id"]?.string, done.contains(id)
        else { continue }
        kept.add(text + "\n", of: id)
      }
    }
    try await file.open(beginning: kept.text)
    return kept.ids
  }

  func write(_ line: JSONValue) async throws {
    try await file.append(line.bytes() + [UInt8(ascii: "\n")])
  }
  func close() async throws { try await file.close() }
}

/// Writes JSON lines to stdout.
struct StandardOutputSink: Sink {
  func open(keeping done: Set<String>) -> Set<String> { done }

  func write(_ line: JSONValue) throws {
    do { try FileHandle.standardOutput.write(contentsOf: Data((line.text() + "\n").utf8)) } catch {
      throw FileError("stdout", "was closed by its reader")
    }
  }

  func close() {}
}
