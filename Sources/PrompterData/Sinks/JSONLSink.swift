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

  func open(keeping done: IDSet) async throws -> IDSet {
    let path = path
    return try await file.open {
      try HeldRecords(path: path, heading: []).keep(done) {
        AnySequence(
          FileLines(path).lazy.map { line in
            // A line that was cut off by a crash is no JSON, and its document is done again.
            HeldRecords.Record(range: line.range, id: line.json?[key: "id"]?.string)
          })
      }
    }
  }

  func setAside() throws -> String? { try HeldRecords.setAside(path) }

  func failedIDs() -> IDSet? {
    var failed = IDSet()
    for line in FileLines(path) {
      guard let json = line.json, let id = json[key: "id"]?.string else { continue }
      failed.set(id, isIn: json[key: "ok"]?.bool == false)
    }
    return failed
  }

  func write(_ line: JSONValue) async throws {
    try await file.append(line.bytes() + [UInt8(ascii: "\n")])
  }
  func close() async throws { try await file.close() }
}

/// Writes JSON lines to stdout.
struct StandardOutputSink: Sink {
  func open(keeping done: IDSet) -> IDSet { done }

  func write(_ line: JSONValue) throws {
    try FileHandle.standardOutput.put(line.bytes() + [UInt8(ascii: "\n")], to: "stdout")
  }

  func close() {}
}
