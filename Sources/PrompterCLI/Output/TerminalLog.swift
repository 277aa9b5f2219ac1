import Logging
import PrompterKit

/// The log of a command: lines on stderr, or nothing.
enum TerminalLog {
  /// The levels, from the most lines to the fewest.
  static let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")

  /// What an engine is told to log.
  ///
  /// - Parameters:
  ///   - level: nil for no log at all.
  ///   - isJSON: whether lines are JSON objects.
  static func telemetry(_ level: Logger.Level?, isJSON: Bool, logsText: Bool) -> Telemetry {
    guard let level else { return .none }
    var logger = Logger(label: "prompter") { label -> any LogHandler in
      isJSON
        ? JSONLogHandler()
        : StreamLogHandler(label: label, stream: Stream(), metadataProvider: nil)
    }
    logger.logLevel = level
    return Telemetry(logger: logger, logsText: logsText)
  }

  /// Goes where other lines for people go, so that a line of progress makes room for it.
  private struct Stream: TextOutputStream {
    func write(_ string: String) { Terminal.show(string) }
  }
}
