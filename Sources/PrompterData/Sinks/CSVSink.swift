import Foundation
import PrompterKit

/// Writes a CSV file (RFC 4180): the top-level fields, then `_id`, `_status` and the like.
struct CSVSink: Sink {
  private static let ours = ["_id", "_status", "_confidence", "_model", "_prompter", "_error"]

  private let path: String
  private let columns: [String]
  private let file: AppendingFile

  init(path: String, schema: Schema) {
    self.path = path
    columns = schema.properties.map(\.name)
    file = AppendingFile(path: path)
  }

  func open(keeping done: Set<String>) async throws -> Set<String> {
    let headings = columns + Self.ours
    var kept = LastLines()
    if !done.isEmpty, let bytes = try? Data(contentsOf: URL(filePath: path)) {
      // The last row may have been cut off within a character.
      for (_, cells, isComplete) in CSVRows(String(decoding: bytes, as: UTF8.self)).dropFirst()
      where isComplete && cells.count == headings.count && done.contains(cells[columns.count]) {
        kept.add(Self.row(cells), of: cells[columns.count])
      }
    }
    try await file.open(beginning: Self.row(headings) + kept.text)
    return kept.ids
  }

  func write(_ line: JSONValue) async throws {
    let data = line[key: "data"]
    var cells = columns.map { Self.text(data?[key: $0]) }
    cells.append(Self.text(line[key: "id"]))
    cells.append(line[key: "ok"]?.bool == true ? "done" : "failed")
    for key in ["confidence", "model", "prompter"] { cells.append(Self.text(line[key: key])) }
    cells.append(Self.text(line[key: "error"]?[key: "message"]))
    try await file.append(Array(Self.row(cells).utf8))
  }

  func close() async throws { try await file.close() }

  private static func text(_ value: JSONValue?) -> String {
    guard let value, !value.isNull else { return "" }
    return value.string ?? value.text()
  }

  private static func row(_ cells: [String]) -> String {
    cells.map { cell in
      let mustQuote = cell.utf8.contains { "\",\n\r".utf8.contains($0) }
      return mustQuote ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }.joined(separator: ",") + "\r\n"
  }
}
