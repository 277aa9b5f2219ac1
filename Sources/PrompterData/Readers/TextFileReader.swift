import Foundation
import PrompterKit

/// Reads one file of UTF-8 text as one document.
struct TextFileReader: DocumentReader {
  let file: URL
  let id: String

  func documents() -> AnySequence<Result<Document, any Error>> {
    AnySequence([Result { Document(id: id, text: try TextFile.read(file)) }])
  }
}
