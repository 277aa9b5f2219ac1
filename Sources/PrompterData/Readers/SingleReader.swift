import PrompterKit

/// Reads one file that is one document.
struct SingleReader: DocumentReader {
  let file: OneDocument

  func documents() -> AnySequence<Result<Document, any Error>> {
    let file = file
    return AnySequence([0].lazy.map { _ in Result { try file.document() } })
  }
}
