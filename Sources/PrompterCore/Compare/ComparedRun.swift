/// What one side of a comparison was, and what it took.
public struct ComparedRun: Sendable {
  /// The prompter, as the user named it, its model and its data.
  public var name, model, data: String
  /// Rows that were answered, among them those with an unusable answer, and rows that were not.
  public var n, invalid, errors: Int
  /// What the run has sent.
  public var counts: RunCounts
  /// The cost in US dollars; nil when no price is known.
  public var cost: Double?
  /// The median and the 95th percentile of the answers' times, in milliseconds.
  public var latency: (p50: Double?, p95: Double?)

  /// Sums up an evaluation.
  public init(_ evaluation: Evaluation) {
    name = evaluation.prompter
    model = evaluation.model
    data = evaluation.data
    n = evaluation.n
    invalid = evaluation.invalid
    errors = evaluation.errors
    counts = evaluation.counts
    cost = evaluation.cost
    latency = evaluation.latency
  }
}
