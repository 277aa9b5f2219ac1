import Foundation
import PrompterKit

/// A file that holds one document.
struct OneDocument: Sendable {
  let path: FilePath
  /// The document's id, which is also how messages call it.
  let id: String
  let format: FileFormat
  let isGzip: Bool
  let reading: DocumentReading

  init(
    _ path: FilePath, id: String, format: FileFormat, isGzip: Bool, reading: DocumentReading
  ) {
    self.path = path
    self.id = id
    self.format = format
    self.isGzip = isGzip
    self.reading = reading
  }

  /// A file that a line of data names; without an ending that is known it is text.
  init(file: URL, reading: DocumentReading) {
    let (format, isGzip) = FileFormat.of(name: file.path) ?? (.text, false)
    self.init(
      FilePath(file.path), id: file.relativePath, format: format.hasRows ? .text : format,
      isGzip: isGzip, reading: reading)
  }

  /// Reads it.
  ///
  /// Throws `DocumentError`, and `CancellationError`.
  func document() throws -> Document {
    do {
      return try content()
    } catch let fault as DocumentFault {
      throw DocumentError(id: id, fault.kind, fault.message)
    }
  }

  /// Its content.
  ///
  /// Throws `DocumentFault`, and `CancellationError`.
  func content() throws -> Document {
    switch format {
    case .pdf: return try pdfContent()
    case .image: return Document(id: id, text: "", images: [try picture()])
    default:
      let document = Document(id: id, text: try text())
      guard !document.isBlank else { throw DocumentFault(.empty, "holds no text") }
      return document
    }
  }

  private func text() throws -> String {
    let bytes = try FileBytes.read(path, isGzip: isGzip)
    return switch format {
    case .html: try HTMLReader.text(bytes)
    case .xml: try XMLReader.text(bytes)
    case .mail: try MailReader.text(bytes)
    default: try TextEncoding.text(bytes)
    }
  }

  private func picture() throws -> Document.Image {
    guard reading.seesPictures else {
      throw DocumentFault(.scanned, "is a picture, and the model does not look at pictures")
    }
    let bytes = try FileBytes.read(path, isGzip: isGzip, maximum: Document.Image.maximumBytes)
    guard !bytes.isEmpty else { throw DocumentFault(.empty, "is an empty file") }
    guard let image = Document.Image(bytes: bytes) else {
      throw DocumentFault(.wrongFormat, "is no picture of a kind that models take")
    }
    return image
  }

  /// The text layer; of a scan the pages as pictures, if someone looks at them.
  private func pdfContent() throws -> Document {
    let file = try pdf()
    do {
      return Document(id: id, text: try PDFReader.text(file, pages: reading.pages))
    } catch let fault as DocumentFault where fault.kind == .scanned && reading.seesPictures {
      return Document(id: id, text: "", images: try PDFPages.images(file, reading.pages))
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
