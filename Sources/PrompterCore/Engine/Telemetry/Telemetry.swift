public import Logging
public import Metrics

/// Where a prompter tells what it does: a log and metrics, both passed in.
///
/// Log lines carry ids of documents, models and numbers; what documents, prompts and answers say
/// stays out of them unless asked for, and keys always.
public struct Telemetry: Sendable {
  /// Gets a line at `debug` for each call that is sent or over, at `notice` for what was tried again
  /// or failed, at `warning` when a model is left alone.
  public var logger: Logger
  /// Whether lines at `debug` carry the prompts and answers themselves.
  public var logsText: Bool
  /// Makes the metrics, whose names start with `prompter_`; nil for the factory that the process was
  /// bootstrapped with when the engine is made.
  public var metrics: (any MetricsFactory)?
  /// Records whose confidence is below this, from 0 to 1, are counted; nil for the confidence below
  /// which a fallback is asked, and without one none are.
  public var confidenceThreshold: Double?

  /// Makes a telemetry: by default whatever the process was bootstrapped with, without texts.
  public init(
    logger: Logger = Logger(label: "prompter"), logsText: Bool = false,
    metrics: (any MetricsFactory)? = nil, confidenceThreshold: Double? = nil
  ) {
    self.logger = logger
    self.logsText = logsText
    self.metrics = metrics
    self.confidenceThreshold = confidenceThreshold
  }

  /// Tells nobody anything.
  public static let none = Telemetry(
    logger: Logger(label: "prompter") { _ in SwiftLogNoOpLogHandler() },
    metrics: NOOPMetricsHandler.instance)

  /// The factory of the metrics; nil when it would make nothing, so that nothing is measured either.
  var factory: (any MetricsFactory)? {
    let factory = metrics ?? MetricsSystem.factory
    return factory is NOOPMetricsHandler ? nil : factory
  }
}
