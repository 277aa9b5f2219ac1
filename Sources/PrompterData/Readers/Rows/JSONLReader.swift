import Foundation
import PrompterKit

/// Reads documents from JSON lines, a piece of the file at a time.
struct JSONLReader: DocumentReader {
  let path: String
  let open: @Sendable () throws -> any ByteSource
  var reading = DocumentReading()
  var filters: [RowSelection.Filter] = []

  func documents() throws -> AnySequence<Result<Document, any Error>> {
    let base =
      path == "-"
      ? URL(filePath: FileManager.default.currentDirectoryPath + "/-") : URL(filePath: path)
    let (path, reading, filters) = (path, reading, filters)
    let lines = LineSequence(try open(), name: path)
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
          if path == "-", row.leavesFolder {
            throw DataError(
              file: path, line: number,
              message: "names a file outside of the current folder; lines from stdin may not")
          }
          guard filters.allSatisfy({ $0.passes(row.expected) }) else { return nil }
          do {
            return .success(
              try row.document(beside: base, file: path, line: number) { file in
                try OneDocument(file: file, reading: reading).content()
              })
          } catch let fault as DocumentFault {
            // Its content, which ids are made of, is not known.
            let id = row.id ?? row.path ?? "line \(number)"
            return .failure(DocumentError(id: id, fault.kind, fault.message))
          }
        } catch {
          return .failure(error)
        }
      })
  }
}
