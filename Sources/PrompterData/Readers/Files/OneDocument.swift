import Foundation
import PrompterKit

/// A file that holds one document.
struct OneDocument: Sendable {
  let path: FilePath
  /// The document's id, which is also how messages call it.
  let id: String
  let format: FileFormat
  let isGzip: Bool
  let pages: PageRange?

  init(_ path: FilePath, id: String, format: FileFormat, isGzip: Bool, pages: PageRange?) {
    self.path = path
    self.id = id
    self.format = format
    self.isGzip = isGzip
    self.pages = pages
  }

  /// A file that a line of data names; without an ending that is known it is text.
  init(file: URL, pages: PageRange?) {
    let (format, isGzip) = FileFormat.of(name: file.path) ?? (.text, false)
    self.init(
      FilePath(file.path), id: file.relativePath, format: format.hasRows ? .text : format,
      isGzip: isGzip, pages: pages)
  }

  /// Reads it.
  ///
  /// Throws `DocumentError`, and `CancellationError`.
  func document() throws -> Document {
    do {
      return Document(id: id, text: try text())
    } catch let fault as DocumentFault {
      throw DocumentError(id: id, fault.kind, fault.message)
    }
  }

  /// Its text.
  ///
  /// Throws `DocumentFault`, and `CancellationError`.
  func text() throws -> String {
    if format == .pdf { return try PDFReader.text(pdf(), pages: pages) }
    let bytes = try FileBytes.read(path, isGzip: isGzip)
    return switch format {
    case .html: try HTMLReader.text(bytes)
    case .xml: try XMLReader.text(bytes)
    case .mail: try MailReader.text(bytes)
    default: try TextEncoding.text(bytes)
    }
  }

  /// The file for programs that read PDF; one that was compressed lies in a file without a name.
  private func pdf() throws -> FileHandle {
    let maximum = PDFReader.maximumBytes
    guard isGzip else { return try FileBytes.open(path, maximum: maximum).handle }
    let bytes = try FileBytes.read(path, isGzip: true, maximum: maximum)
    guard let scratch = ScratchFile.make() else {
      throw DocumentFault(.unreadable, "cannot be expanded: no room for temporary files")
    }
    do { try scratch.write(contentsOf: bytes) } catch {
      throw DocumentFault(.unreadable, "cannot be expanded: no room for temporary files")
    }
    return scratch
  }
}
