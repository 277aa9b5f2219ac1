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

  /// How the lines of the log look.
  enum LogFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Option(
    name: .customLong("log-format"),
    help: "How the lines of the log look: text, or a JSON object each (default: text).")
  var logFormat: LogFormat?

  @Flag(
    name: .customLong("log-text"),
    help: "Let lines at level debug hold prompts and answers; keys never.")
  var logsText = false

  /// What environment and configuration file say.
  ///
  /// Throws `ValidationError` when the level or the format of the log is none, or the seed no number.
  func settings() throws -> Settings {
    var settings = try Settings(config)
    settings.seed = try seed ?? settings.value("seed", as: UInt64.self) ?? 0
    let name = logLevel ?? settings.text("log-level")
    let level = name.flatMap { Logger.Level(rawValue: $0.lowercased()) }
    if let name, level == nil {
      throw ValidationError("'\(name)': --log-level is one of \(TerminalLog.levels)")
    }
    let named = settings.text("log-format")
    guard let format = logFormat ?? LogFormat(rawValue: named ?? "text") else {
      throw ValidationError("'\(named ?? "")': --log-format is text or json")
    }
    settings.telemetry = TerminalLog.telemetry(
      level, isJSON: format == .json,
      logsText: logsText || ["1", "true", "yes"].contains(settings.text("log-text")))
    return settings
  }

  /// The seed; 0 is a seed like any other.
  func seed(_ settings: Settings) -> UInt64 { settings.seed }
}
