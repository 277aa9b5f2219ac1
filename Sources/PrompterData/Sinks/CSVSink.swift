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

  func open(keeping done: IDSet) async throws -> IDSet {
    let (path, columns, headings) = (path, columns, columns + Self.ours)
    return try await file.open {
      try HeldRecords(path: path, heading: Array(Self.row(headings).utf8)).keep(done) {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        var rows = CSVRows(handle)
        guard rows.next()?.cells == headings else { return nil }
        return AnySequence(
          rows.lazy.map { row in
            // The last row may have been cut off.
            let isWhole = row.isComplete && row.hasEnd && row.cells.count == headings.count
            return HeldRecords.Record(
              range: row.range, id: isWhole ? row.cells[columns.count] : nil)
          })
      }
    }
  }

  func setAside() throws -> String? { try HeldRecords.setAside(path) }

  func failedIDs() -> IDSet? {
    guard let handle = FileHandle(forReadingAtPath: path) else { return [] }
    var rows = CSVRows(handle)
    let headings = columns + Self.ours
    guard rows.next()?.cells == headings else { return [] }
    var failed = IDSet()
    for row in rows where row.isComplete && row.hasEnd && row.cells.count == headings.count {
      failed.set(row.cells[columns.count], isIn: row.cells[columns.count + 1] == "failed")
    }
    return failed
  }

  func write(_ line: JSONValue) async throws {
    let data = line[key: "data"]
    var cells = columns.map { Self.text(data?[key: $0]) }
    cells.append(Self.text(line[key: "id"]))
    cells.append(RowStatus(line).rawValue)
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
