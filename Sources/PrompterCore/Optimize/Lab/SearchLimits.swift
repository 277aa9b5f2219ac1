/// The most that a search may use besides questions; nil for no limit.
///
/// Answers from the cache count as if they were paid for, so that a run that is started again takes
/// the same path.
public struct SearchLimits: Hashable, Sendable {
  /// Tokens sent and received.
  public var tokens: Int?
  /// US dollars.
  public var cost: Double?
  /// Seconds of the clock.
  public var seconds: Double?

  /// Makes limits.
  public init(tokens: Int? = nil, cost: Double? = nil, seconds: Double? = nil) {
    self.tokens = tokens
    self.cost = cost
    self.seconds = seconds
  }

  /// A share of the limits.
  func share(_ share: Double) -> SearchLimits {
    SearchLimits(
      tokens: tokens.map { Int(share * Double($0)) }, cost: cost.map { share * $0 },
      seconds: seconds.map { share * $0 })
  }

  /// What limit would be exceeded, in words; nil when none is.
  func exceeded(by usage: Usage, cost spent: Double, seconds used: Double) -> String? {
    if let tokens, usage.input + usage.output > tokens {
      return "its \(tokens) tokens were used"
    }
    if let cost, spent > cost { return "its $\(cost) were used" }
    if let seconds, used > seconds { return "its \(Int(seconds)) seconds were used" }
    return nil
  }
}
