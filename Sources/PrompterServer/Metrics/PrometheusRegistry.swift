public import Metrics
import Synchronization

/// Collects the measures of a process and shows them as Prometheus reads them.
///
/// It takes so many series and no more, so that no label of a stranger's making can fill the memory.
public final class PrometheusRegistry: MetricsFactory, Sendable {
  enum Series: Sendable {
    case counter(CounterSeries)
    case gauge(GaugeSeries)
    case histogram(HistogramSeries)
    case reading(@Sendable () -> Double)
  }

  private struct State {
    /// By name, and then by the text of the labels.
    var families: [String: [String: Series]] = [:]
    var count = 0
    var dropped = 0
  }

  /// The most series.
  public let maximumCount: Int
  private let state = Mutex(State())

  /// Makes an empty registry.
  public init(maximumCount: Int = 5_000) {
    self.maximumCount = maximumCount
  }

  /// Series by name and labels, both in order.
  var families: [(name: String, series: [(labels: String, series: Series)])] {
    let families = state.withLock(\.families)
    return families.sorted { $0.key < $1.key }.map { name, series in
      (name, series.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
  }

  /// Series that there was no room for.
  var dropped: Int { state.withLock(\.dropped) }

  /// Shows what a closure gives when somebody looks.
  func show(
    _ name: String, _ labels: [(String, String)] = [], _ read: @escaping @Sendable () -> Double
  ) {
    _ = series(name, labels, .reading(read))
  }

  /// A counter with labels; the same one whenever it is asked for.
  func counter(_ name: String, _ labels: [(String, String)]) -> CounterSeries {
    let new = CounterSeries()
    if case .counter(let known) = series(name, labels, .counter(new)) { return known }
    return new
  }

  /// A histogram with labels; the same one whenever it is asked for.
  func histogram(_ name: String, _ labels: [(String, String)]) -> HistogramSeries {
    let new = HistogramSeries(bounds: MetricBounds.bounds(of: name))
    if case .histogram(let known) = series(name, labels, .histogram(new)) { return known }
    return new
  }

  private func gauge(_ name: String, _ labels: [(String, String)]) -> GaugeSeries {
    let new = GaugeSeries()
    if case .gauge(let known) = series(name, labels, .gauge(new)) { return known }
    return new
  }

  /// The series that is there already, or a new one.
  private func series(_ name: String, _ labels: [(String, String)], _ new: Series) -> Series {
    let name = MetricText.name(name)
    let text = MetricText.labels(labels)
    return state.withLock { state in
      if let known = state.families[name]?[text] { return known }
      guard state.count < maximumCount else {
        state.dropped += 1
        return new
      }
      state.count += 1
      state.families[name, default: [:]][text] = new
      return new
    }
  }
}

extension PrometheusRegistry {
  /// Makes a counter.
  public func makeCounter(
    label: String, dimensions: [(String, String)]
  ) -> any CounterHandler { counter(label, dimensions) }

  /// Makes a counter of fractions.
  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler { counter(label, dimensions) }

  /// Makes a gauge.
  public func makeMeter(
    label: String, dimensions: [(String, String)]
  ) -> any MeterHandler { gauge(label, dimensions) }

  /// Makes a histogram, or a gauge of the last value.
  public func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    if aggregate { histogram(label, dimensions) } else { gauge(label, dimensions) }
  }

  /// Makes a histogram of seconds.
  public func makeTimer(
    label: String, dimensions: [(String, String)]
  ) -> any TimerHandler { histogram(label, dimensions) }

  /// Keeps the series: its past stays part of the sum.
  public func destroyCounter(_ handler: any CounterHandler) {}

  /// Keeps the series.
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}

  /// Keeps the series.
  public func destroyMeter(_ handler: any MeterHandler) {}

  /// Keeps the series.
  public func destroyRecorder(_ handler: any RecorderHandler) {}

  /// Keeps the series.
  public func destroyTimer(_ handler: any TimerHandler) {}
}
