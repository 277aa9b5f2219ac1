import Foundation
import PrompterKit

/// Finds the reader of an input that a user named: a file by its ending, a folder, or `-`.
public enum InputReader {
  /// The endings that are read, one document a file.
  public static let textEndings = ["txt", "md", "text"]

  /// The reader of an input.
  ///
  /// - Parameter textColumn: the column of a CSV file that holds the text.
  /// Throws `ReferenceError` when the ending is unknown, `FileError` when there is no such file.
  public static func reader(for input: String, textColumn: String?) throws -> any DocumentReader {
    if input == "-" { return JSONLReader(path: input, handle: .standardInput) }
    let file = URL(filePath: input)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) else {
      throw FileError(input, "no such file or folder")
    }
    if isFolder.boolValue { return FolderReader(folder: file, name: input) }
    switch file.pathExtension.lowercased() {
    case "jsonl", "ndjson":
      return JSONLReader(path: input, handle: try FileHandle(forReadingFrom: file))
    case "csv": return CSVReader(file: file, name: input, textColumn: textColumn)
    case let ending where textEndings.contains(ending): return TextFileReader(file: file, id: input)
    case let ending:
      throw ReferenceError(
        "\(input): '.\(ending)' is not read; give .jsonl, .csv, "
          + textEndings.map { ".\($0)" }.joined(separator: ", ") + ", a folder, or - for stdin")
    }
  }
}
