public import Foundation
import Glibc

/// Reads files of UTF-8 text.
public enum TextFile {
  /// The largest file that is read as a whole.
  public static let maximumBytes = 1 << 30

  /// The text of a file.
  ///
  /// Throws `FileError` when it is missing, too large or not UTF-8.
  public static func read(_ file: URL) throws -> String {
    let path = file.relativePath
    var information = stat()
    guard stat(file.path, &information) == 0 else {
      let isMissing = errno == ENOENT || errno == ENOTDIR
      throw FileError(
        path, isMissing ? "no such file" : String(cString: strerror(errno)), isMissing: isMissing)
    }
    guard information.st_mode & S_IFMT != S_IFDIR else { throw FileError(path, "is a folder") }
    guard information.st_size <= maximumBytes else { throw FileError(path, "is larger than 1 GiB") }
    let data: Data
    do { data = try Data(contentsOf: file) } catch {
      throw FileError(path, "cannot be read")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw FileError(path, "is not UTF-8 text")
    }
    return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
  }

  /// A file as a document that its path names.
  ///
  /// Throws as `read` does.
  public static func document(_ file: URL) throws -> Document {
    Document(id: file.relativePath, text: try read(file))
  }
}

extension Schema {
  /// Reads a schema from a file.
  ///
  /// Throws `FileError` that names the place of the fault.
  public init(contentsOf file: URL) throws {
    do {
      try self.init(JSONParser.parse(TextFile.read(file)))
    } catch let error as JSONError {
      throw FileError(file.relativePath, "not JSON: \(error)")
    } catch let error as SchemaError {
      throw FileError(file.relativePath, error.description)
    }
  }
}

extension Dataset {
  /// Reads a data set from a JSONL file; blank lines are skipped.
  ///
  /// - Parameter read: the content of a file that a line names; UTF-8 text unless told otherwise.
  /// Throws `DataError` that names the line, or `FileError`.
  public static func load(
    _ path: String, reading read: (URL) throws -> Document = TextFile.document
  ) throws -> Dataset {
    let file = URL(filePath: path)
    let text = try TextFile.read(file)
    var examples: [Example] = []
    // By bytes: "\r\n" is one character, and not equal to "\n".
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() {
      let line = Substring(bytes)
      guard line.contains(where: { !$0.isWhitespace }) else { continue }
      let parsed = try DatasetLine(line, file: path, line: index + 1)
      let document = try parsed.document(beside: file, file: path, line: index + 1, reading: read)
      examples.append(Example(document, expected: parsed.expected, group: parsed.group))
    }
    return try Dataset(name: path, examples)
  }
}

extension DatasetLine {
  /// The document of the line; its file, if it names one, lies beside the data file.
  ///
  /// - Parameter read: the content of such a file; UTF-8 text unless told otherwise.
  public func document(
    beside data: URL, file: String, line: Int,
    reading read: (URL) throws -> Document = TextFile.document
  ) throws -> Document {
    func locate(_ path: String) throws -> URL {
      let target = URL(filePath: path, relativeTo: data.deletingLastPathComponent())
      guard FileManager.default.isReadableFile(atPath: target.path) else {
        throw DataError(file: file, line: line, message: "no such file: \(path)")
      }
      return target
    }
    switch source {
    case .text(let text): return Document(id: id, text: text)
    case .input(let input): return Document(id: id, input: input)
    case .file(let path):
      let found = try read(locate(path))
      return Document(id: id, text: found.text, images: found.images)
    case .image(let path):
      let target = try locate(path)
      let size = try target.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
      guard size <= Document.Image.maximumBytes else {
        throw DataError(file: file, line: line, message: "larger than 20 MiB: \(path)")
      }
      guard let image = Document.Image(bytes: Array(try Data(contentsOf: target))) else {
        throw DataError(file: file, line: line, message: "not a picture that models take: \(path)")
      }
      return Document(id: id, text: "", images: [image])
    }
  }
}
