/// Compares one value with the expected one.
public protocol Metric: Sendable {
  /// The name that schemas and options use.
  var name: String { get }
  /// How alike the values are, from 0 to 1. Neither is null.
  ///
  /// Throws when it cannot tell; it must not fall back on something else.
  func score(_ predicted: JSONValue, expected: JSONValue) async throws -> Double
}

/// Why a metric has no score.
public struct MetricError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The metric's name.
  public let metric: String
  /// What is wrong, in words.
  public let message: String

  /// Makes an error.
  public init(metric: String, message: String) {
    self.metric = metric
    self.message = message
  }

  /// The metric and the fault.
  public var description: String { "metric '\(metric)': \(message)" }
}
