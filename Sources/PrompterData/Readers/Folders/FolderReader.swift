import Foundation
import PrompterKit

/// Reads all files below a folder that hold one document each, in the order of their paths; each
/// path is the id.
struct FolderReader: DocumentReader {
  let folder: FilePath
  let name: String
  var reading = DocumentReading()

  /// What is in the folder to be read, found while it is asked for.
  func items() -> some Sequence<Result<OneDocument, DocumentError>> {
    let (folder, reading) = (folder, reading)
    return FolderWalk(folder).lazy.compactMap { item -> Result<OneDocument, DocumentError>? in
      switch item {
      case .folder: return nil
      case .unreadable(let path, let message):
        return .failure(DocumentError(id: path.text + "/", .unreadable, message))
      case .file(let path):
        let name = path.text
        guard let (format, isGzip) = FileFormat.of(name: name), !format.hasRows,
          format != .image || reading.seesPictures
        else { return nil }
        return .success(
          OneDocument(
            folder.appending(path.bytes), id: name, format: format, isGzip: isGzip,
            reading: reading))
      }
    }
  }

  func documents() throws -> AnySequence<Result<Document, any Error>> {
    guard items().first(where: { _ in true }) != nil else {
      let endings = FileFormat.allCases.filter { format in
        !format.hasRows && (format != .image || reading.seesPictures)
      }.flatMap(\.endings)
      throw FileError(
        name,
        "holds no file with one of the endings "
          + endings.map { ".\($0)" }.joined(separator: ", ")
          + " (tables are named one by one, or as '\(name)/*.csv')")
    }
    return AnySequence(items().lazy.map { item in Result { try item.get().document() } })
  }
}
