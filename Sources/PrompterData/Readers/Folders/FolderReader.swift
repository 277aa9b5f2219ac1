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
    let (folder, name, reading) = (folder, name, reading)
    return FolderWalk(folder).lazy.compactMap { item -> Result<OneDocument, DocumentError>? in
      switch item {
      case .folder: return nil
      case .unreadable(let path, let message):
        let place = path.bytes.isEmpty ? name.trimmingSuffix("/") : path.text
        return .failure(DocumentError(id: place + "/", .unreadable, message))
      case .file(let path):
        let id = path.text
        guard let (format, isGzip) = FileFormat.of(name: id), !format.hasRows,
          format != .image || reading.seesPictures
        else { return nil }
        return .success(
          OneDocument(
            folder.appending(path.bytes), id: id, format: format, isGzip: isGzip,
            reading: reading))
      }
    }
  }

  /// How many files are left out because of their endings, by ending.
  func leftOut() -> [String: Int] {
    var counts: [String: Int] = [:]
    for case .file(let path) in FolderWalk(folder) {
      let name = path.text
      guard FileFormat.of(name: name).map({ $0.format.hasRows }) ?? true else { continue }
      let ending = (name as NSString).pathExtension.lowercased()
      counts[ending.isEmpty ? "no ending" : ".\(ending)", default: 0] += 1
    }
    return counts
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

extension String {
  /// Without one ending, if it has it.
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
