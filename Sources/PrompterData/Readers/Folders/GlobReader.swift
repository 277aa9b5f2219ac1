import Foundation
import PrompterKit

/// Reads the files that a pattern fits, in the order of their paths, each as if it had been named.
struct GlobReader: DocumentReader {
  let pattern: GlobPattern
  let name: String
  let textColumn: String?
  var reading = DocumentReading()
  var filters: [RowSelection.Filter] = []

  /// The files that fit, and folders that cannot be read.
  func files() -> some Sequence<Result<FilePath, DocumentError>> {
    let (base, pattern) = (FilePath(pattern.base.isEmpty ? "." : pattern.base), pattern)
    return FolderWalk(base).lazy.compactMap { item -> Result<FilePath, DocumentError>? in
      switch item {
      case .folder: return nil
      case .file(let path):
        return pattern.matches(path)
          ? .success(FilePath(Array(pattern.base.utf8) + path.bytes)) : nil
      case .unreadable(let path, let message):
        return .failure(DocumentError(id: pattern.base + path.text + "/", .unreadable, message))
      }
    }
  }

  func documents() throws -> AnySequence<Result<Document, any Error>> {
    guard files().contains(where: { (try? $0.get()) != nil }) else {
      throw FileError(name, "no file fits this pattern", isMissing: true)
    }
    return AnySequence(
      files().lazy.flatMap { file -> AnySequence<Result<Document, any Error>> in
        switch file {
        case .failure(let error): return AnySequence([.failure(error)])
        case .success(let path): return documents(of: path)
        }
      })
  }

  /// The documents of one file; what keeps all of them from being read is one failure.
  private func documents(of path: FilePath) -> AnySequence<Result<Document, any Error>> {
    let name = path.text
    guard let (format, isGzip) = FileFormat.of(name: name) else {
      let error = DocumentError(id: name, .wrongFormat, "files of this ending are not read")
      return AnySequence([.failure(error)])
    }
    if !format.hasRows {
      let file = OneDocument(path, id: name, format: format, isGzip: isGzip, reading: reading)
      return AnySequence([0].lazy.map { _ in Result { try file.document() } })
    }
    do {
      return try InputReader.rows(
        name, format, isGzip: isGzip, textColumn: textColumn, reading: reading, filters: filters
      ).documents()
    } catch {
      return AnySequence([.failure(error)])
    }
  }
}
