import Foundation
import PrompterKit

/// Reads documents from a CSV file with a line of headings; one column is the text.
struct CSVReader: DocumentReader {
  let file: URL
  let name: String
  let textColumn: String?
  var filters: [RowSelection.Filter] = []

  func documents() throws -> AnySequence<Result<Document, any Error>> {
    guard let handle = FileHandle(forReadingAtPath: file.path) else {
      throw FileError(name, "cannot be read")
    }
    var rows = CSVRows(handle)
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
    let cells = try filters.map { filter in
      guard let place = headings.firstIndex(of: filter.field) else {
        throw ReferenceError("\(name) has no column '\(filter.field)'")
      }
      return (place: place, value: filter.value)
    }
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
        guard row.isText else {
          return .failure(DataError(file: source, line: row.line, message: "not UTF-8 text"))
        }
        // An empty cell is a value that is missing.
        guard
          cells.allSatisfy({
            row.cells[$0.place] == $0.value || (row.cells[$0.place].isEmpty && $0.value == "null")
          })
        else { return nil }
        let id = idPlace.map { row.cells[$0] }
        return .success(Document(id: id?.isEmpty == false ? id : nil, text: row.cells[place]))
      })
  }
}
