import Foundation
import PrompterData
import PrompterKit

extension ExtractionItem {
  /// The keys that an item may have.
  static let keys: Set<String> = [
    "id", "text", "input", "file", "image", "media_type", "file_name", "prompter", "timeout_ms",
    "stream", "with_text",
  ]

  /// The longest id, in Unicode scalars.
  private static let longestID = 512
  /// The times that may be asked for, in milliseconds.
  static let times = 100...86_400_000

  /// Reads an item: an object with `text`, `file`, `image` or `input`, or a text alone.
  ///
  /// - Parameter path: where the item stands, for messages.
  /// Throws a problem, 422, that names what is wrong.
  init(_ json: JSONValue, at path: String = "$") throws(Problem) {
    if let text = json.string {
      self.init(source: .text(text))
      return
    }
    guard let object = json.object else {
      throw .invalid("an object or a text is needed", faults: [.init(path, "is \(json.typeName)")])
    }
    func fault(_ key: String, _ message: String) -> Problem {
      let place = path == "$" ? key : "\(path).\(key)"
      return .invalid("'\(key)' \(message)", faults: [.init(place, message)])
    }
    for (key, _) in object where !Self.keys.contains(key) {
      throw fault(String(key.prefix(64)), "is not known here")
    }
    func text(_ key: String) throws(Problem) -> String? {
      switch object[key] {
      case nil, .null?: return nil
      case .string(let text)?: return text
      case let value?: throw fault(key, "must be a string, not \(value.typeName)")
      }
    }
    let sources = ["text", "file", "image", "input"].filter { !(object[$0] ?? .null).isNull }
    guard sources.count == 1 else {
      throw .invalid(
        "exactly one of text, file, image and input is needed",
        faults: [.init(path, "has \(sources.isEmpty ? "none" : "several") of them")])
    }
    let type = try text("media_type")?.lowercased()
    if let text = try text("text") {
      self.init(source: .text(text))
    } else if let base64 = try text("file") {
      guard let data = Data(base64Encoded: base64), !data.isEmpty else {
        throw fault("file", "is not base64")
      }
      if let type, !UploadedDocument.isRead(mediaType: type) {
        throw fault("media_type", "is none that is read")
      }
      self.init(source: .file(Array(data), mediaType: type, name: try text("file_name")))
    } else if let base64 = try text("image") {
      guard let data = Data(base64Encoded: base64), !data.isEmpty else {
        throw fault("image", "is not base64")
      }
      guard let type, type.hasPrefix("image/") else {
        throw fault("media_type", "must say what the image is, such as image/png")
      }
      self.init(source: .image(Document.Image(mediaType: type, base64: base64)))
    } else if let input = object["input"]?.object, !input.isEmpty {
      self.init(source: .input(input))
    } else {
      throw fault("input", "must be an object that is not empty")
    }
    id = try text("id")
    if let id, id.unicodeScalars.count > Self.longestID { throw fault("id", "is too long") }
    prompter = try text("prompter")
    switch object["timeout_ms"] {
    case nil, .null?: break
    case let value?:
      guard let milliseconds = value.int, Self.times.contains(milliseconds) else {
        throw fault(
          "timeout_ms",
          "must be a whole number from \(Self.times.lowerBound) to \(Self.times.upperBound)")
      }
      time = .milliseconds(milliseconds)
    }
    func flag(_ key: String) throws(Problem) -> Bool {
      switch object[key] {
      case nil, .null?: return false
      case .bool(let value)?: return value
      case let value?: throw fault(key, "must be a boolean, not \(value.typeName)")
      }
    }
    isStreamed = try flag("stream")
    wantsText = try flag("with_text")
  }

  /// The id that an item gives itself, whatever else is wrong with it; nil when it is none.
  static func id(of json: JSONValue) -> String? {
    json[key: "id"]?.string.flatMap { $0.unicodeScalars.count > longestID ? nil : $0 }
  }
}
