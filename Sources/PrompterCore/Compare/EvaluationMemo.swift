import Synchronization

/// Keeps the summaries of an evaluation: each takes thousands of resamples, and every report asks
/// for them again.
final class EvaluationMemo: Sendable {
  private struct Known {
    var interval: Interval??
    var fields: [FieldPath: Evaluation.FieldSummary?] = [:]
  }

  private let known = Mutex(Known())

  /// The interval, computed when first asked for.
  func interval(_ make: () -> Interval?) -> Interval? {
    if let interval = known.withLock({ $0.interval }) { return interval }
    let interval = make()
    known.withLock { $0.interval = .some(interval) }
    return interval
  }

  /// A field's summary, computed when first asked for.
  func summary(
    of field: FieldPath, _ make: () -> Evaluation.FieldSummary?
  ) -> Evaluation.FieldSummary? {
    if let summary = known.withLock({ $0.fields[field] }) { return summary }
    let summary = make()
    known.withLock { $0.fields[field] = .some(summary) }
    return summary
  }
}
