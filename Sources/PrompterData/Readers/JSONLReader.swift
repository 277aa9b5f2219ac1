import Foundation
import PrompterKit

/// Reads documents from JSON lines, a piece of the file at a time.
struct JSONLReader: DocumentReader {
  let path: String
  let handle: FileHandle
  var filters: [RowSelection.Filter] = []

  func documents() -> AnySequence<Result<Document, any Error>> {
    let base =
      path == "-"
      ? URL(filePath: FileManager.default.currentDirectoryPath + "/-") : URL(filePath: path)
    let (path, filters) = (path, filters)
    let lines = LineSequence(handle: handle, name: path)
    return AnySequence(
      lines.lazy.compactMap { number, line -> Result<Document, any Error>? in
        let text: String
        switch line {
        case .failure(let error): return .failure(error)
        case .success(let line): text = line
        }
        guard text.contains(where: { !$0.isWhitespace }) else { return nil }
        do {
          let row = try DatasetLine(text, file: path, line: number)
          guard filters.allSatisfy({ $0.passes(row.expected) }) else { return nil }
          return .success(try row.document(beside: base, file: path, line: number))
        } catch {
          return .failure(error)
        }
      })
  }
}
