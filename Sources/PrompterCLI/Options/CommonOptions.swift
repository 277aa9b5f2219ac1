import ArgumentParser
import Foundation
import Logging
import PrompterKit

/// Options of every command.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print the summary as one JSON object on stdout.")
  var json = false

  @Flag(help: "Show no progress.")
  var quiet = false

  @Option(help: "A YAML file with defaults for options.")
  var config: String?

  @Option(help: "The seed of all chance (default 0).")
  var seed: UInt64?

  @Option(
    name: .customLong("log-level"),
    help: "Log to stderr: \(TerminalLog.levels) (default: no log).")
  var logLevel: String?

  @Flag(
    name: .customLong("log-text"),
    help: "Let lines at level debug hold prompts and answers; keys never.")
  var logsText = false

  /// What environment and configuration file say.
  ///
  /// Throws `ValidationError` when the level of the log is none.
  func settings() throws -> Settings {
    var settings = try Settings(config)
    let name = logLevel ?? settings.text("log-level")
    let level = name.flatMap { Logger.Level(rawValue: $0.lowercased()) }
    if let name, level == nil {
      throw ValidationError("'\(name)': --log-level is one of \(TerminalLog.levels)")
    }
    settings.telemetry = TerminalLog.telemetry(
      level, logsText: logsText || ["1", "true", "yes"].contains(settings.text("log-text")))
    return settings
  }

  /// The seed; 0 is a seed like any other.
  func seed(_ settings: Settings) -> UInt64 {
    seed ?? settings.text("seed").flatMap(UInt64.init) ?? 0
  }
}

/// Options that choose rows of a data set.
struct RowOptions: ParsableArguments {
  @Option(help: "Only the first N examples.")
  var first: Int?

  @Option(help: "Only N examples, drawn by the seed.")
  var sample: Int?

  @Option(help: "Only these ids: A,B,C, or a file with one a line.")
  var ids: String?

  @Option(
    parsing: .singleValue,
    help: "Only examples whose expected FIELD is VALUE. Repeatable.")
  var filter: [String] = []

  mutating func validate() throws {
    guard first ?? 1 > 0, sample ?? 1 > 0 else {
      throw ValidationError("--first and --sample must be above 0")
    }
    for text in filter {
      guard let equals = text.firstIndex(of: "="), FieldPath(String(text[..<equals])) != nil else {
        throw ValidationError("'\(text)' is no filter; write FIELD=VALUE")
      }
    }
  }

  /// The chosen examples.
  func select(from data: Dataset, seed: UInt64) throws -> Dataset {
    var examples = data.examples
    for text in filter {
      guard let equals = text.firstIndex(of: "="), let path = FieldPath(String(text[..<equals]))
      else { continue }
      let value = String(text[text.index(after: equals)...])
      examples = examples.filter { example in
        guard let found = example.expected?[path] else { return value == "null" }
        return (found.string ?? found.text()) == value
      }
    }
    if let ids {
      let names =
        FileManager.default.fileExists(atPath: ids)
        ? try TextFile.read(URL(filePath: ids)).split(whereSeparator: \.isNewline).map(String.init)
        : ids.split(separator: ",").map(String.init)
      let wanted = Set(names)
      let known = Set(examples.map(\.id))
      if let unknown = names.first(where: { !known.contains($0) }) {
        throw DataError(file: data.name, message: "no example has the id '\(unknown)'")
      }
      examples = examples.filter { wanted.contains($0.id) }
    }
    if let sample, sample < examples.count {
      var generator = SeededGenerator(seed: seed, purpose: "sample")
      let chosen = Set(generator.shuffled(examples.map(\.id)).prefix(sample))
      examples = examples.filter { chosen.contains($0.id) }
    }
    if let first { examples = Array(examples.prefix(first)) }
    return try Dataset(name: data.name, examples)
  }
}
