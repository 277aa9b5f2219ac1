/// How far a run is, at one moment.
public struct RunProgress: Hashable, Sendable {
  /// Documents that are done, failed and skipped ones included; of a search, questions asked.
  public var done = 0
  /// Documents that there are in all; nil when nobody knows.
  public var total: Int?
  /// Documents without a record.
  public var failed = 0
  /// Documents that an earlier run had done.
  public var skipped = 0
  /// Documents a second of the recent past, skipped ones left out; nil before anything can be said.
  public var rate: Double?
  /// What calls have done since the run began.
  public var counts = RunCounts()
  /// What was spent since the run began, in US dollars; nil when a price is unknown.
  public var cost: Double?
  /// Time since the run began.
  public var elapsed = Duration.zero
  /// Whether the run is over.
  public var isOver = false

  /// Makes the progress of a run that has just begun.
  public init() {}

  /// How long the rest will take at the recent rate; nil when the total or the rate is unknown.
  public var timeLeft: Duration? {
    guard let total, let rate, rate > 0 else { return nil }
    return .seconds(Double(max(0, total - done)) / rate)
  }

  /// Requests sent.
  public var calls: Int { counts.calls }
  /// Questions answered from the cache.
  public var cachedCalls: Int { counts.cachedCalls }
  /// Requests sent because an earlier one failed.
  public var retries: Int { counts.retries }
  /// Tokens of all requests sent.
  public var usage: Usage { counts.usage }
}
