import Foundation
import PrompterKit

/// A CSV or TSV file with headings: its rows, each with as many cells as there are headings.
///
/// A row that has not is a failure in its place, and empty lines are left out.
struct CSVTable: Sequence, IteratorProtocol {
  /// A row and the line that it begins in.
  struct Row {
    let line: Int
    let cells: [String]
  }

  let name: String
  let headings: [String]
  private var rows: CSVRows

  /// Opens a file.
  ///
  /// Where the headings have semicolons and no comma, as spreadsheets write them in countries whose
  /// numbers have commas, semicolons separate.
  ///
  /// Throws `FileError` when it cannot be read, `DataError` when it is empty.
  init(_ file: URL, name: String, isTabbed: Bool, isGzip: Bool) throws {
    func rows(_ separator: Character) throws -> CSVRows {
      CSVRows(
        try RowSource.open(file, name: name, isGzip: isGzip),
        separator: separator.asciiValue ?? UInt8(ascii: ","))
    }
    self.name = name
    self.rows = try rows(isTabbed ? "\t" : ",")
    guard var first = self.rows.next() else { throw DataError(file: name, message: "is empty") }
    if let fault = first.fault { throw DataError(file: name, message: fault.message) }
    if !isTabbed, first.cells.count == 1, first.cells[0].contains(";"),
      (try? file.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
    {
      self.rows = try rows(";")
      first = self.rows.next() ?? first
    }
    headings = first.cells
  }

  /// The place of a column; nil when there is none.
  func place(of column: String) -> Int? { headings.firstIndex(of: column) }

  /// The place of the text: the column of that name, or `text`.
  ///
  /// Throws `ReferenceError` that names the columns that there are.
  func textPlace(_ column: String?) throws -> Int {
    if let place = place(of: column ?? "text") { return place }
    let known = headings.joined(separator: ", ")
    throw ReferenceError(
      column.map { "\(name) has no column '\($0)'; it has \(known)" }
        ?? "\(name): name the column of the text with --text-column; it has \(known)")
  }

  mutating func next() -> Result<Row, any Error>? {
    while let row = rows.next() {
      // An empty line is one empty cell.
      if headings.count > 1, row.cells == [""] { continue }
      var message: String?
      if let fault = row.fault {
        message = fault.message
      } else if !row.isComplete {
        message = "has a quote that is not closed"
      } else if row.cells.count != headings.count {
        message = "has \(row.cells.count) columns, the headings \(headings.count)"
      }
      guard let message else { return .success(Row(line: row.line, cells: row.cells)) }
      return .failure(DataError(file: name, line: row.line, message: message))
    }
    return nil
  }
}
