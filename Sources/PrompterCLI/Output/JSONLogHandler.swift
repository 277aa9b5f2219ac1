import Foundation
import Logging
import PrompterKit

/// Writes a log as a JSON object a line, for programs that collect logs.
///
/// `time` (ISO 8601, milliseconds, UTC), `level` and `message` come first; then what the line is about.
struct JSONLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info
  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line: JSONObject = [
      "time": .string(Date.now.formatted(Self.style)), "level": .string(event.level.rawValue),
      "message": .string("\(event.message)"),
    ]
    let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) where line[key] == nil {
      line[key] = Self.json(value)
    }
    Terminal.show(JSONValue.object(line).text() + "\n")
  }

  private static func json(_ value: Logger.Metadata.Value) -> JSONValue {
    switch value {
    case .string(let text): .string(text)
    case .stringConvertible(let value):
      switch value {
      case let count as Int: .integer(count)
      case let number as Double: .number(number)
      case let bool as Bool: .bool(bool)
      default: .string("\(value)")
      }
    case .array(let items): .array(items.map(json))
    case .dictionary(let members):
      .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) }))
    }
  }
}
