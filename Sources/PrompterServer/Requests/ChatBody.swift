import Foundation
import PrompterKit

/// What a client of OpenAI's chat completions asks.
struct ChatBody: Sendable {
  /// The prompter.
  let model: String
  /// The document: the last message of the user.
  let source: ExtractionItem.Source
  let isStreamed: Bool
  /// Whether a stream ends with what was used.
  let wantsUsage: Bool

  /// Reads a body.
  ///
  /// Messages before the last one of the user do not count: a prompter has its own instruction.
  /// Throws a problem, 400 or 422.
  init(_ json: JSONValue) throws(Problem) {
    guard let object = json.object else { throw .invalid("the body must be an object") }
    guard let model = object["model"]?.string else {
      throw .invalid("'model' must name a prompter", faults: [.init("model", "must be a string")])
    }
    guard let messages = object["messages"]?.array, !messages.isEmpty else {
      throw .invalid(
        "'messages' must hold a message of the user",
        faults: [.init("messages", "must be an array that is not empty")])
    }
    for (index, message) in messages.enumerated() {
      guard message.object != nil, message[key: "role"]?.string != nil else {
        throw .invalid(
          "each message needs a role",
          faults: [.init("messages[\(index)]", "must be an object with a role")])
      }
    }
    guard let last = messages.lastIndex(where: { $0[key: "role"]?.string == "user" }),
      let content = messages[last][key: "content"]
    else {
      throw .invalid(
        "no message is the user's", faults: [.init("messages", "must hold one of role 'user'")])
    }
    switch object["stream"] {
    case nil, .null?: isStreamed = false
    case .bool(let value)?: isStreamed = value
    case _?: throw .invalid("'stream' must be a boolean")
    }
    self.model = model
    source = try Self.source(content, at: "messages[\(last)].content")
    wantsUsage = object["stream_options"]?[key: "include_usage"]?.bool == true
  }

  private static func source(
    _ content: JSONValue, at path: String
  ) throws(Problem) -> ExtractionItem.Source {
    if let text = content.string { return .text(text) }
    guard let parts = content.array, !parts.isEmpty else {
      throw .invalid("the content must be a text or parts", faults: [.init(path, "is neither")])
    }
    var texts: [String] = []
    for (index, part) in parts.enumerated() {
      switch part[key: "type"]?.string {
      case "text":
        guard let text = part[key: "text"]?.string else {
          throw .invalid("a part has no text", faults: [.init("\(path)[\(index)]", "needs 'text'")])
        }
        texts.append(text)
      case "image_url":
        guard parts.count == 1, let url = part[key: "image_url"]?[key: "url"]?.string,
          let image = image(url)
        else {
          throw .invalid(
            "an image must stand alone, as a data: address",
            faults: [.init("\(path)[\(index)]", "cannot be read")])
        }
        return .image(image)
      default:
        throw .invalid(
          "parts are of type text or image_url",
          faults: [.init("\(path)[\(index)].type", "is not known here")])
      }
    }
    return .text(texts.joined(separator: "\n"))
  }

  /// A picture in a `data:` address; others are not fetched.
  private static func image(_ url: String) -> Document.Image? {
    guard url.hasPrefix("data:image/"), let comma = url.firstIndex(of: ","),
      url[..<comma].hasSuffix(";base64")
    else { return nil }
    let base64 = String(url[url.index(after: comma)...])
    guard Data(base64Encoded: base64) != nil else { return nil }
    return Document.Image(
      mediaType: String(url[..<comma].dropFirst(5).dropLast(7)), base64: base64)
  }
}
