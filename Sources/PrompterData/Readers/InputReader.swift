import Foundation
public import PrompterKit

/// Finds the reader of an input that a user named: a file by its ending, a folder, or `-`.
public enum InputReader {
  /// The endings that are read, one document a file.
  public static let textEndings = ["txt", "md", "text"]

  /// The documents of inputs, one after the other.
  ///
  /// - Parameter first: the most documents that are read; nil for all.
  /// Throws as `reader(for:textColumn:)`, and `DataError` when there is not one document.
  public static func documents(
    of inputs: [String], textColumn: String?, first: Int?
  ) throws -> AnySequence<Result<Document, any Error>> {
    let readers = try inputs.map { try reader(for: $0, textColumn: textColumn) }
    var documents = try readers.map { try $0.documents() }.lazy.joined().prefix(first ?? .max)
      .makeIterator()
    // Looked at before any output is touched; a pipe can be read only once.
    guard var head = documents.next().map(Optional.some) else {
      throw DataError(file: inputs.joined(separator: ", "), message: "holds no documents")
    }
    return AnySequence {
      AnyIterator {
        defer { head = nil }
        return head ?? documents.next()
      }
    }
  }

  /// The reader of an input.
  ///
  /// - Parameter textColumn: the column of a CSV file that holds the text.
  /// Throws `ReferenceError` when the ending is unknown, `FileError` when there is no such file.
  public static func reader(for input: String, textColumn: String?) throws -> any DocumentReader {
    if input == "-" { return JSONLReader(path: input, handle: .standardInput) }
    let file = URL(filePath: input)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) else {
      throw FileError(input, "no such file or folder", isMissing: true)
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
