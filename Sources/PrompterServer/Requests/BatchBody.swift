import HTTPTypes
import PrompterKit

/// Reads the body of a batch.
enum BatchBody {
  /// The media type of lines of JSON.
  static let linesType = "application/x-ndjson"

  /// Whether a body of a media type is lines of JSON; otherwise it is one array.
  ///
  /// Throws a problem, 415, when it is neither.
  static func isLines(_ type: MediaType?) throws(Problem) -> Bool {
    switch type?.name {
    case linesType, "application/ndjson", "application/jsonl", "application/x-jsonlines":
      return true
    case "application/json": return false
    default:
      throw Problem(
        .unsupportedMediaType, "media-type", "Media type not supported",
        "send application/json with an array, or \(linesType) with an object a line")
    }
  }

  /// The items of an array.
  static func array(_ bytes: [UInt8], _ most: Int) throws(Problem) -> [BatchItem] {
    guard let items = try JSONBody.parse(bytes).array else {
      throw .invalid("a batch is an array of documents")
    }
    try check(items.count, most)
    return items.enumerated().map { BatchItem($1, at: $0) }
  }

  /// The items of lines; empty lines do not count.
  static func lines(_ bytes: [UInt8], _ most: Int) throws(Problem) -> [BatchItem] {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).filter { line in
      line.contains { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }
    }
    try check(lines.count, most)
    return lines.enumerated().map { index, line in
      do throws(Problem) { return BatchItem(try JSONBody.parse(Array(line)), at: index) } catch {
        var problem = error
        problem.faults = [.init("[\(index)]", problem.detail)]
        return BatchItem(id: nil, content: .failure(problem))
      }
    }
  }

  /// The items as JSON texts, each with the prompter that it is for; all must have been read before.
  static func texts(
    _ bytes: [UInt8], isLines: Bool, prompter: String?
  ) throws(Problem) -> [String] {
    var values: [JSONValue] = []
    if isLines {
      for line in bytes.split(separator: UInt8(ascii: "\n")) {
        guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
        values.append(try JSONBody.parse(Array(line)))
      }
    } else {
      values = try JSONBody.parse(bytes).array ?? []
    }
    return values.map { value in
      var object = value.object ?? ["text": value]
      if let prompter, (object["prompter"] ?? .null).isNull {
        object["prompter"] = .string(prompter)
      }
      return JSONValue.object(object).text()
    }
  }

  private static func check(_ count: Int, _ most: Int) throws(Problem) {
    guard count > 0 else { throw .invalid("the batch is empty") }
    guard count <= most else {
      throw .tooLarge("the batch has \(count) documents; at most \(most) are taken")
    }
  }
}
