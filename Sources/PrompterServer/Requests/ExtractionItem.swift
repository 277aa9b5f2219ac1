import HTTPTypes
import Foundation
import PrompterData
import PrompterKit

/// One document that somebody wants the record of.
struct ExtractionItem: Sendable {
  /// What the document is made of.
  enum Source: Sendable {
    case text(String)
    case input(JSONObject)
    case image(Document.Image)
    case file([UInt8], mediaType: String?, name: String?)
  }

  var id: String?
  var source: Source
  /// The prompter that is asked; nil for the first one.
  var prompter: String?
  /// How long it may take; nil for the usual time.
  var time: Duration?
  /// Whether fields are wanted as they come.
  var isStreamed = false
  /// Whether the answer is to hold the text that was read.
  var wantsText = false

  /// The document; files are read now.
  ///
  /// Throws a problem when it cannot be read or its text is too long.
  func document(_ limits: ServiceLimits) async throws -> Document {
    let text: String
    switch source {
    case .text(let given): text = given
    case .input(let input):
      let document = Document(id: id, input: input)
      try Self.check(document.text, limits)
      return document
    case .image(let image): return Document(id: id, text: "", images: [image])
    case .file(let bytes, let type, let name):
      do {
        text = try await UploadedDocument.text(of: bytes, mediaType: type, fileName: name)
      } catch let error as DocumentError {
        throw Problem(
          .unprocessableContent, "document-unreadable", "The document cannot be read",
          "the document \(error.message)")
      }
    }
    try Self.check(text, limits)
    return Document(id: id, text: text)
  }

  private static func check(_ text: String, _ limits: ServiceLimits) throws {
    guard text.utf8.count <= limits.text else {
      throw Problem.tooLarge(
        "the document's text has \(text.utf8.count) bytes; at most \(limits.text) are taken")
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw Problem.invalid("the document is empty")
    }
  }
}
