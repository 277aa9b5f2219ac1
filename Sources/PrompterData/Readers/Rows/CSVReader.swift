import Foundation
import PrompterKit

/// Reads documents from a CSV or TSV file with a line of headings; one column is the text.
struct CSVReader: DocumentReader {
  let file: URL
  let name: String
  let isTabbed: Bool
  let isGzip: Bool
  let textColumn: String?
  var filters: [RowSelection.Filter] = []

  func documents() throws -> AnySequence<Result<Document, any Error>> {
    let table = try CSVTable(file, name: name, isTabbed: isTabbed, isGzip: isGzip)
    let place = try table.textPlace(textColumn)
    let idPlace = table.place(of: "id")
    let cells = try filters.map { filter in
      guard let place = table.place(of: filter.field) else {
        throw ReferenceError("\(name) has no column '\(filter.field)'")
      }
      return (place: place, value: filter.value)
    }
    return AnySequence(
      table.lazy.compactMap { row -> Result<Document, any Error>? in
        let values: [String]
        switch row {
        case .failure(let error): return .failure(error)
        case .success(let row): values = row.cells
        }
        // An empty cell is a value that is missing.
        guard
          cells.allSatisfy({
            values[$0.place] == $0.value || (values[$0.place].isEmpty && $0.value == "null")
          })
        else { return nil }
        let id = idPlace.map { values[$0] }
        return .success(Document(id: id?.isEmpty == false ? id : nil, text: values[place]))
      })
  }
}
