import Foundation
public import PrompterKit

/// Finds the reader of an input that a user named: a file by its ending, a folder, a pattern of
/// paths, or `-`.
public enum InputReader {
  /// The documents of inputs, one after the other.
  ///
  /// - Parameter first: the most documents that are read; nil for all.
  /// Throws as `reader(for:textColumn:)`, and `DataError` when there is not one document.
  public static func documents(
    of inputs: [String], textColumn: String?, first: Int?, pages: PageRange? = nil,
    seesPictures: Bool = false
  ) throws -> AnySequence<Result<Document, any Error>> {
    try documents(
      of: inputs, textColumn: textColumn, rows: RowSelection(first: first), pages: pages,
      seesPictures: seesPictures)
  }

  /// The documents of inputs that are meant, one after the other.
  ///
  /// A sample is drawn before this returns; no more than it is held. For each id that no document
  /// has there is a failure.
  ///
  /// - Parameters:
  ///   - pages: the pages of PDF files; nil for all.
  ///   - seesPictures: whether the model looks at pictures: then image files and scanned pages are
  ///     read, too.
  /// Throws as `reader(for:textColumn:)`, `DataError` when there is not one document, and
  /// `CancellationError`.
  public static func documents(
    of inputs: [String], textColumn: String?, rows: RowSelection, pages: PageRange? = nil,
    seesPictures: Bool = false
  ) throws -> AnySequence<Result<Document, any Error>> {
    let source = inputs.joined(separator: ", ")
    let readers = try inputs.map {
      try reader(
        for: $0, textColumn: textColumn, pages: pages, seesPictures: seesPictures,
        filters: rows.filters)
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
    let documents = AnyIterator(
      chosen.prefix(rows.first ?? .max).lazy.map(Self.filled).makeIterator())
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

  /// A document with something in it, or the failure that it has nothing.
  private static func filled(
    _ item: Result<Document, any Error>
  ) -> Result<Document, any Error> {
    guard case .success(let document) = item, document.isBlank else { return item }
    return .failure(DocumentError(id: document.id, .empty, "holds no text"))
  }

  /// The reader of an input.
  ///
  /// - Parameters:
  ///   - textColumn: the column of a CSV file that holds the text.
  ///   - pages: the pages of PDF files; nil for all.
  ///   - seesPictures: whether the model looks at pictures.
  ///   - filters: what the expected record, or the cells, of a row must be; other rows are left out.
  /// Throws `ReferenceError` when the ending is unknown, `FileError` when there is no such file.
  public static func reader(
    for input: String, textColumn: String?, pages: PageRange? = nil, seesPictures: Bool = false,
    filters: [RowSelection.Filter] = []
  ) throws -> any DocumentReader {
    let reading = DocumentReading(pages: pages, seesPictures: seesPictures)
    if input == "-" {
      return JSONLReader(
        path: input, open: { FileSource(.standardInput) }, reading: reading, filters: filters)
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: input, isDirectory: &isFolder) else {
      if let pattern = GlobPattern(input) {
        return GlobReader(
          pattern: pattern, name: input, textColumn: textColumn, reading: reading,
          filters: filters)
      }
      throw FileError(input, "no such file or folder", isMissing: true)
    }
    if isFolder.boolValue {
      return FolderReader(folder: FilePath(input), name: input, reading: reading)
    }
    guard let (format, isGzip) = FileFormat.of(name: input) else {
      let ending = (input as NSString).pathExtension
      throw ReferenceError(
        "\(input): '.\(ending)' is not read; give \(FileFormat.named), a folder, or - for stdin")
    }
    if format.hasRows {
      return try rows(
        input, format, isGzip: isGzip, textColumn: textColumn, reading: reading, filters: filters)
    }
    return SingleReader(
      file: OneDocument(
        FilePath(input), id: input, format: format, isGzip: isGzip, reading: reading))
  }

  /// Whether an input is a regular file with a document a row, which is read without waiting.
  public static func isFileOfRows(_ input: String) -> Bool {
    guard let (format, _) = FileFormat.of(name: input), format.hasRows else { return false }
    let values = try? URL(filePath: input).resourceValues(forKeys: [.isRegularFileKey])
    return values?.isRegularFile == true
  }

  /// The reader of a file that holds a document a row.
  static func rows(
    _ path: String, _ format: FileFormat, isGzip: Bool, textColumn: String?,
    reading: DocumentReading, filters: [RowSelection.Filter]
  ) throws -> any DocumentReader {
    let file = URL(filePath: path)
    guard format == .jsonLines else {
      return CSVReader(
        file: file, name: path, isTabbed: format == .tsv, isGzip: isGzip, textColumn: textColumn,
        filters: filters)
    }
    return JSONLReader(
      path: path, open: { try RowSource.open(file, name: path, isGzip: isGzip) },
      reading: reading, filters: filters)
  }
}
