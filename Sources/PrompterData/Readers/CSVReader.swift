import Foundation
import PrompterKit

/// Reads documents from a CSV file with a line of headings; one column is the text.
struct CSVReader: DocumentReader {
  let file: URL
  let name: String
  let textColumn: String?

  func documents() throws -> AnySequence<Result<Document, any Error>> {
    var rows = CSVRows(try TextFile.read(file))
    guard let headings = rows.next()?.cells else {
      throw DataError(file: name, message: "is empty")
    }
    let column = textColumn ?? (headings.contains("text") ? "text" : nil)
    guard let column, let place = headings.firstIndex(of: column) else {
      let known = headings.joined(separator: ", ")
      throw ReferenceError(
        textColumn.map { "\(name) has no column '\($0)'; it has \(known)" }
          ?? "\(name): name the column of the text with --text-column; it has \(known)")
    }
    let idPlace = headings.firstIndex(of: "id")
    let (count, source) = (headings.count, name)
    return AnySequence(
      rows.lazy.compactMap { row -> Result<Document, any Error>? in
        // An empty line is one empty cell.
        if count > 1, row.cells == [""] { return nil }
        guard row.isComplete else {
          return .failure(
            DataError(file: source, line: row.line, message: "has a quote that is not closed"))
        }
        guard row.cells.count == count else {
          return .failure(
            DataError(
              file: source, line: row.line,
              message: "has \(row.cells.count) columns, the headings \(count)"))
        }
        let id = idPlace.map { row.cells[$0] }
        return .success(Document(id: id?.isEmpty == false ? id : nil, text: row.cells[place]))
      })
  }
}

/// The rows of CSV text (RFC 4180): quoted cells may hold commas, quotes and line breaks.
struct CSVRows: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var isComplete = true

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// The next row, with the line that it begins in and whether its last quote is closed.
  mutating func next() -> (line: Int, cells: [String], isComplete: Bool)? {
    guard position < bytes.count else { return nil }
    let start = line
    var cells: [String] = []
    while true {
      cells.append(cell())
      guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { break }
      position += 1
    }
    skipLineEnd()
    return (start, cells, isComplete)
  }

  private mutating func cell() -> String {
    var cell: [UInt8] = []
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      while position < bytes.count, !Self.ends(bytes[position]) {
        cell.append(bytes[position])
        position += 1
      }
      return String(decoding: cell, as: UTF8.self)
    }
    position += 1
    isComplete = false
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
          isComplete = true
          break
        }
        position += 1
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      cell.append(byte)
    }
    // What follows the closing quote should not be there; it is kept rather than lost.
    while position < bytes.count, !Self.ends(bytes[position]) {
      cell.append(bytes[position])
      position += 1
    }
    return String(decoding: cell, as: UTF8.self)
  }

  private static func ends(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private mutating func skipLineEnd() {
    if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "\n") {
      position += 1
      line += 1
    }
  }
}
