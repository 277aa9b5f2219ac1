import Foundation
import PrompterKit

/// Reads all text files below a folder, in the order of their paths; each path is the id.
struct FolderReader: DocumentReader {
  let folder: URL
  let name: String

  /// The text files, by their paths below the folder.
  func paths() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { path in
        InputReader.textEndings.contains((path as NSString).pathExtension.lowercased())
          && !path.split(separator: "/").contains { $0.hasPrefix(".") }
      }.sorted()
  }

  func documents() throws -> AnySequence<Result<Document, any Error>> {
    let paths = try paths()
    guard !paths.isEmpty else {
      throw FileError(
        name,
        "holds no file with one of the endings "
          + InputReader.textEndings.map { ".\($0)" }.joined(separator: ", "))
    }
    let folder = folder
    return AnySequence(
      paths.lazy.map { path in
        Result { Document(id: path, text: try TextFile.read(folder.appending(path: path))) }
      })
  }
}
