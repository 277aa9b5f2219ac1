import HTTPTypes
import PrompterData
import PrompterKit

extension ExtractionItem {
  /// Reads the body of a request for one record: JSON, a form, or the document itself.
  ///
  /// Throws a problem: 400, 415 or 422.
  init(_ bytes: [UInt8], _ type: MediaType?, _ request: ServiceRequest) throws(Problem) {
    let type = type ?? MediaType("text/plain")
    switch type?.name {
    case "application/json": try self.init(JSONBody.parse(bytes))
    case "multipart/form-data":
      try self.init(form: MultipartForm(bytes, boundary: type?.parameters["boundary"] ?? ""))
    case "text/plain"?:
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .badRequest("the text is not UTF-8")
      }
      self.init(source: .text(text))
    case let name?:
      guard UploadedDocument.isRead(mediaType: name) else {
        let known = UploadedDocument.mediaTypes.joined(separator: ", ")
        throw Problem(
          .unsupportedMediaType, "media-type", "Media type not supported",
          "send application/json, multipart/form-data or a document: \(known)")
      }
      self.init(source: .file(bytes, mediaType: name, name: nil))
    case nil: throw .badRequest("the body has no media type")
    }
    prompter = prompter ?? request.query("prompter")
    if time == nil, let text = request.query("timeout_ms") { time = try Self.time(text) }
    if let text = request.query("with_text") { wantsText = try Self.flag(text, "with_text") }
  }

  private init(form: MultipartForm) throws(Problem) {
    if let part = form.part("file") {
      if let type = part.type?.name, type.hasPrefix("image/") {
        throw .invalid("send pictures as JSON, with 'image' and 'media_type'")
      }
      let type = part.type.flatMap { $0.name == "application/octet-stream" ? nil : $0.name }
      self.init(source: .file(Array(part.bytes), mediaType: type, name: part.fileName))
    } else if let text = form.text("text") {
      self.init(source: .text(text))
    } else {
      throw .invalid("the form needs a part 'file' or 'text'")
    }
    id = form.text("id")
    prompter = form.text("prompter")
    if let text = form.text("timeout_ms") { time = try Self.time(text) }
    if let text = form.text("with_text") { wantsText = try Self.flag(text, "with_text") }
  }

  private static func flag(_ text: String, _ name: String) throws(Problem) -> Bool {
    switch text {
    case "1", "true": return true
    case "0", "false": return false
    default:
      throw .invalid("\(name) must be true or false", faults: [.init(name, "is neither")])
    }
  }

  private static func time(_ text: String) throws(Problem) -> Duration {
    guard let milliseconds = Int(text), times.contains(milliseconds) else {
      throw .invalid(
        "timeout_ms must be a whole number of milliseconds",
        faults: [.init("timeout_ms", "must be from \(times.lowerBound) to \(times.upperBound)")])
    }
    return .milliseconds(milliseconds)
  }
}
