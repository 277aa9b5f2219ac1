import InMemoryLogging
import Logging
import MetricsTestKit
import PrompterTesting

@testable import PrompterCore

/// Everything that a log was told, at every level.
struct CapturedLog {
  private let handler = InMemoryLogHandler()

  var logger: Logger {
    var logger = Logger(label: "test") { [handler] _ in handler }
    logger.logLevel = .trace
    return logger
  }

  /// One line.
  struct Line {
    let level: Logger.Level
    let message: String
    let metadata: Logger.Metadata

    /// What it says of a key.
    func said(_ key: String) -> String? { metadata[key].map { "\($0)" } }
  }

  var entries: [Line] {
    handler.entries.map {
      Line(level: $0.level, message: $0.message.description, metadata: $0.metadata)
    }
  }

  /// The messages in order.
  var messages: [String] { entries.map(\.message) }

  /// All that was said, in one text.
  var text: String { entries.map { "\($0.message) \($0.metadata)" }.joined(separator: "\n") }

  /// The first entry with a message.
  func first(_ message: String) -> Line? {
    entries.first { $0.message == message }
  }
}

extension TestMetrics {
  /// How far a counter has come; 0 when there is none.
  func total(_ label: String, _ dimensions: [(String, String)] = []) -> Int {
    Int((try? expectCounter(label, dimensions))?.totalValue ?? 0)
  }

  /// What a timer was told, in seconds.
  func seconds(_ label: String, _ dimensions: [(String, String)]) -> [Double] {
    ((try? expectTimer(label, dimensions))?.values ?? []).map { Double($0) / 1e9 }
  }

  /// The labels of everything that was made.
  var labels: Set<String> {
    Set(
      counters.map(\.label) + timers.map(\.label) + recorders.map(\.label) + meters.map(\.label))
  }
}
