import Metrics
import Synchronization

/// Counters of one name that differ in one label, each made when it is first needed.
///
/// For what happens seldom; what happens with each call has its counter from the start.
final class LabelledCounters: Sendable {
  private let name: String
  private let label: String
  private let others: [(String, String)]
  private let factory: any MetricsFactory
  private let made = Mutex<[String: Counter]>([:])

  /// - Parameters:
  ///   - label: the label that differs.
  ///   - others: labels that are the same for all.
  init(
    _ name: String, by label: String, _ others: [(String, String)] = [],
    _ factory: any MetricsFactory
  ) {
    self.name = name
    self.label = label
    self.others = others
    self.factory = factory
  }

  /// The counter of a label's value; values must be of a small known set.
  subscript(value: String) -> Counter {
    made.withLock { made in
      if let counter = made[value] { return counter }
      let counter = Counter(label: name, dimensions: others + [(label, value)], factory: factory)
      made[value] = counter
      return counter
    }
  }
}
