public import Logging
public import PrompterKit

/// How a service behaves.
public struct ServiceConfiguration: Sendable {
  /// What it takes on at most.
  public var limits = ServiceLimits()
  /// Who may ask; empty for anybody, which is for loopback addresses only.
  public var tokens: [Token] = []
  /// Where jobs are kept; nil when there are none.
  public var jobs: JobStore?
  /// The experiment that one of the prompters is, whose outcomes feedback tells.
  public var experiment: ExperimentLog?
  /// Where corrections go; nil when they are not kept.
  public var review: ReviewQueue?
  /// Origins of web pages that may ask from a browser, such as `https://example.com`.
  public var origins: Set<String> = []
  /// Gets a line for each request, without anything of documents.
  public var logger: Logger
  /// Where measures are collected, which `/metrics` shows.
  ///
  /// Prompters that are to be measured too get it as their telemetry's `metrics`.
  public var metrics: PrometheusRegistry
  /// Its time.
  public var clock: any MonotonicClock

  /// Makes the usual configuration: no tokens, no gate.
  public init(
    logger: Logger = Logger(label: "prompter"), metrics: PrometheusRegistry = PrometheusRegistry(),
    clock: any MonotonicClock = SystemClock()
  ) {
    self.logger = logger
    self.metrics = metrics
    self.clock = clock
  }
}
