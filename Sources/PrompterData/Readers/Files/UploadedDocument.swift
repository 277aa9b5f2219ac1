import Foundation
import PrompterKit

/// Reads a document whose bytes somebody sent.
public enum UploadedDocument {
  /// The text of a document; it is read on a thread of its own, so that no task waits behind it.
  ///
  /// - Parameters:
  ///   - bytes: its bytes as they came.
  ///   - mediaType: what the sender says it is, such as `application/pdf`; nil when it says nothing.
  ///   - fileName: how the sender calls it; its ending decides when the media type does not.
  /// Throws `DocumentError`, and `CancellationError`.
  public static func text(
    of bytes: [UInt8], mediaType: String?, fileName: String?
  ) async throws -> String {
    let named = fileName.flatMap { FileFormat.of(name: $0) }
    let format = mediaType.flatMap(format(of:)) ?? named?.format ?? guess(bytes)
    do {
      guard [.html, .xml, .mail, .pdf].contains(format) else { return try TextEncoding.text(bytes) }
      return try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
          continuation.resume(with: Result { try text(of: bytes, format) })
        }
      }
    } catch let fault as DocumentFault {
      throw DocumentError(id: "document", fault.kind, fault.message)
    }
  }

  private static func text(of bytes: [UInt8], _ format: FileFormat) throws -> String {
    switch format {
    case .html: try HTMLReader.text(bytes)
    case .xml: try XMLReader.text(bytes)
    case .mail: try MailReader.text(bytes)
    default: try PDFReader.text(scratch(bytes), pages: nil)
    }
  }

  /// Whether a media type is read; pictures are not, for they have no text.
  public static func isRead(mediaType: String) -> Bool { format(of: mediaType) != nil }

  /// The media types that are read.
  public static let mediaTypes = [
    "text/plain", "text/markdown", "text/html", "application/xhtml+xml", "text/xml",
    "application/xml", "application/pdf", "message/rfc822",
  ]

  private static func format(of mediaType: String) -> FileFormat? {
    switch mediaType {
    case "text/plain": .text
    case "text/markdown": .markdown
    case "text/html", "application/xhtml+xml": .html
    case "text/xml", "application/xml": .xml
    case "application/pdf": .pdf
    case "message/rfc822": .mail
    default: nil
    }
  }

  private static func guess(_ bytes: [UInt8]) -> FileFormat {
    bytes.starts(with: Array("%PDF-".utf8)) ? .pdf : .text
  }

  /// The bytes in a file without a name, for programs that read files.
  private static func scratch(_ bytes: [UInt8]) throws -> FileHandle {
    guard let file = ScratchFile.make() else {
      throw DocumentFault(.unreadable, "cannot be read: no room for temporary files")
    }
    do { try file.write(contentsOf: Data(bytes)) } catch {
      throw DocumentFault(.unreadable, "cannot be read: no room for temporary files")
    }
    return file
  }
}
