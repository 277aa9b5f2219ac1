import Foundation
public import PrompterKit

/// Reads labelled data: JSON lines, a table whose columns are fields, or a folder whose folders are
/// named like labels.
public struct DatasetReader: Sendable {
  /// The column of a table that holds the text; `text` when nil.
  public var textColumn: String?
  /// The field that the names of folders are values of; found in the schema when nil.
  public var labelField: String?
  /// The pages of PDF files; nil for all.
  public var pages: PageRange?
  /// Whether the model looks at pictures: then image files and scanned pages are read, too.
  public var seesPictures: Bool

  /// What was read, and what people should know of it.
  public struct Loaded: Sendable {
    /// The examples.
    public let dataset: Dataset
    /// What was left out and why, one sentence each.
    public let notes: [String]
  }

  /// Makes a reader.
  public init(
    textColumn: String? = nil, labelField: String? = nil, pages: PageRange? = nil,
    seesPictures: Bool = false
  ) {
    self.seesPictures = seesPictures
    self.textColumn = textColumn
    self.labelField = labelField
    self.pages = pages
  }

  /// Reads a file or folder.
  ///
  /// - Parameter schema: says of what type cells are and which labels there are; nil when it is not
  ///   known yet.
  /// Throws `DataError` that names the line, `FileError`, or `ReferenceError` for a column or field
  /// that is not there.
  public func load(_ path: String, schema: Schema?) throws -> Loaded {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      return try LabelledFolder(path: path, field: labelField, reading: reading).load(schema)
    }
    switch FileFormat.of(name: path) {
    case (let format, let isGzip)? where format == .csv || format == .tsv:
      try requireFile(path)
      let table = try CSVTable(
        URL(filePath: path), name: path, isTabbed: format == .tsv, isGzip: isGzip)
      let examples = try CSVExamples(table, textColumn: textColumn).examples(schema)
      return Loaded(dataset: try Dataset(name: path, examples), notes: [])
    case (.jsonLines, true)?:
      try requireFile(path)
      return Loaded(dataset: try compressedLines(path), notes: [])
    default:
      let dataset = try Dataset.load(path) { file in
        try OneDocument(file: file, reading: reading).document()
      }
      return Loaded(dataset: dataset, notes: [])
    }
  }

  private var reading: DocumentReading {
    DocumentReading(pages: pages, seesPictures: seesPictures)
  }

  private func requireFile(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw FileError(path, "no such file", isMissing: true)
    }
  }

  private func compressedLines(_ path: String) throws -> Dataset {
    let file = URL(filePath: path)
    var examples: [Example] = []
    let source = try RowSource.open(file, name: path, isGzip: true)
    for (number, line) in LineSequence(source, name: path) {
      let text = try line.get()
      guard text.contains(where: { !$0.isWhitespace }) else { continue }
      let row = try DatasetLine(text, file: path, line: number)
      let document = try row.document(beside: file, file: path, line: number) { file in
        try OneDocument(file: file, reading: reading).document()
      }
      examples.append(Example(document, expected: row.expected, group: row.group))
    }
    return try Dataset(name: path, examples)
  }
}
