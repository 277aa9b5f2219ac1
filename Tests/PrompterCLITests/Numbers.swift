import Foundation
import PrompterTesting

/// A task that needs no model: the document says a number, the record holds it.
enum Numbers {
  static let schema = """
    {"type": "object", "properties": {"n": {"type": "integer"}, "even": {"type": "boolean"}},
     "required": ["n", "even"], "additionalProperties": false}
    """

  /// Labelled lines `d1`, `d2`, ….
  static func lines(_ range: ClosedRange<Int>, isLabelled: Bool = true) -> String {
    range.map { n in
      let expected = isLabelled ? #", "expected": {"n": \#(n), "even": \#(n % 2 == 0)}"# : ""
      return #"{"id": "d\#(n)", "text": "The number is \#(n) today."\#(expected)}"# + "\n"
    }.joined()
  }

  /// Labelled lines whose texts are no copies of each other.
  static func unlike(_ range: ClosedRange<Int>) -> String {
    let digits = Array("abcdefghij")
    return range.map { n in
      let words = (0..<8).map { place in
        String("\(8 * n + place)".compactMap(\.wholeNumberValue).map { digits[$0] })
      }.joined(separator: " ")
      return lines(n...n).replacing("today.", with: "today, \(words).")
    }.joined()
  }

  /// The number of the document that a request is about.
  static func number(in text: String) -> Int? {
    guard let start = text.range(of: "The number is ", options: .backwards) else { return nil }
    return Int(text[start.upperBound...].prefix { $0.isNumber })
  }

  /// The right answer to a request.
  static func answer(_ text: String) -> ScriptedServer.Answer {
    let n = number(in: text) ?? -1
    return .text(#"{"n": \#(n), "even": \#(n % 2 == 0)}"#)
  }
}

extension Numbers {
  /// The right answer of a model that was shown examples, and a useless one of others.
  static func learnt(_ all: String, _ text: String) -> ScriptedServer.Answer {
    all.components(separatedBy: "The number is ").count > 2
      ? answer(text) : .text(#"{"n": 0, "even": null}"#)
  }
}

extension Shell {
  /// A shell with a schema, labelled data of so many rows and a seed prompter `p.json`.
  static func withNumbers(_ rows: Int, key: String = "sk-test-0123456789") async throws -> Shell {
    let shell = try Shell(environment: ["OPENAI_API_KEY": key])
    try shell.folder.write(Numbers.schema, to: "schema.json")
    try shell.folder.write(Numbers.lines(1...rows), to: "data.jsonl")
    let made = try await shell.prompter(
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--out",
      "p.json", "--max-calls", "0", "--quiet")
    guard made.status == 0 else { throw CocoaError(.executableLoad, userInfo: ["err": made.err]) }
    return shell
  }

  /// The objects of a file of JSON lines.
  func records(_ name: String) throws -> [[String: Any]] {
    try folder.read(name).split(separator: "\n").compactMap {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
  }

  /// The object in a JSON file.
  func object(_ name: String) throws -> [String: Any] {
    let data = Data(try folder.read(name).utf8)
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }
}
