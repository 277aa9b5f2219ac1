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
    try documents(of: inputs, textColumn: textColumn, rows: RowSelection(first: first))
  }

  /// The documents of inputs that are meant, one after the other.
  ///
  /// A sample is drawn before this returns; no more than it is held. For each id that no document
  /// has there is a failure.
  ///
  /// Throws as `reader(for:textColumn:)`, `DataError` when there is not one document, and
  /// `CancellationError`.
  public static func documents(
    of inputs: [String], textColumn: String?, rows: RowSelection
  ) throws -> AnySequence<Result<Document, any Error>> {
    let source = inputs.joined(separator: ", ")
    let readers = try inputs.map {
      try reader(for: $0, textColumn: textColumn, filters: rows.filters)
    }
    var chosen = AnySequence(try readers.map { try $0.documents() }.lazy.joined())
    if let ids = rows.ids {
      chosen = AnySequence(ChosenDocuments(chosen, ids: ids, source: source))
    }
    if let sample = rows.sample {
      var reservoir = Reservoir<Result<Document, any Error>>(sample, seed: rows.seed)
      for item in chosen {
        try Task.checkCancellation()
        reservoir.add(item)
      }
      chosen = AnySequence(reservoir.elements)
    }
    let documents = chosen.prefix(rows.first ?? .max).makeIterator()
    // Looked at before any output is touched; a pipe can be read only once.
    guard var head = documents.next().map(Optional.some) else {
      throw DataError(
        file: source, message: rows.filters.isEmpty ? "holds no documents" : "none passes --filter")
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
  /// - Parameters:
  ///   - textColumn: the column of a CSV file that holds the text.
  ///   - filters: what the expected record, or the cells, of a row must be; other rows are left out.
  /// Throws `ReferenceError` when the ending is unknown, `FileError` when there is no such file.
  public static func reader(
    for input: String, textColumn: String?, filters: [RowSelection.Filter] = []
  ) throws -> any DocumentReader {
    if input == "-" {
      return JSONLReader(path: input, handle: .standardInput, filters: filters)
    }
    let file = URL(filePath: input)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) else {
      throw FileError(input, "no such file or folder", isMissing: true)
    }
    if isFolder.boolValue { return FolderReader(folder: file, name: input) }
    switch file.pathExtension.lowercased() {
    case "jsonl", "ndjson":
      return JSONLReader(
        path: input, handle: try FileHandle(forReadingFrom: file), filters: filters)
    case "csv":
      return CSVReader(file: file, name: input, textColumn: textColumn, filters: filters)
    case let ending where textEndings.contains(ending): return TextFileReader(file: file, id: input)
    case let ending:
      throw ReferenceError(
        "\(input): '.\(ending)' is not read; give .jsonl, .csv, "
          + textEndings.map { ".\($0)" }.joined(separator: ", ") + ", a folder, or - for stdin")
    }
  }
}
