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

  /// What is left of the limits when so much of them was used.
  func less(_ used: SearchLimits) -> SearchLimits {
    SearchLimits(
      tokens: tokens.map { max(0, $0 - (used.tokens ?? 0)) },
      cost: cost.map { max(0, $0 - (used.cost ?? 0)) },
      seconds: seconds.map { max(0, $0 - (used.seconds ?? 0)) })
  }

  /// What was used and more.
  func plus(_ more: SearchLimits) -> SearchLimits {
    SearchLimits(
      tokens: (tokens ?? 0) + (more.tokens ?? 0), cost: (cost ?? 0) + (more.cost ?? 0),
      seconds: (seconds ?? 0) + (more.seconds ?? 0))
  }

  /// Whether there is no limit at all.
  var isEmpty: Bool { tokens == nil && cost == nil && seconds == nil }

  /// What limit would be exceeded, in words; nil when none is.
  func exceeded(by used: SearchLimits) -> String? {
    if let tokens, used.tokens ?? 0 > tokens { return "its share of the tokens was used" }
    if let cost, used.cost ?? 0 > cost { return "its share of the dollars was used" }
    if let seconds, used.seconds ?? 0 > seconds { return "its share of the seconds was used" }
    return nil
  }

  /// How many more questions like those so far fit; `.max` when nothing says so.
  func room(after asked: Int, using used: SearchLimits) -> Int {
    guard asked > 0 else { return .max }
    func room(_ limit: Double?, _ used: Double?) -> Double {
      guard let limit, let used, used > 0 else { return .infinity }
      return max(0, limit - used) * Double(asked) / used
    }
    let least = min(
      room(tokens.map(Double.init), used.tokens.map(Double.init)), room(cost, used.cost),
      room(seconds, used.seconds))
    return least < 1e15 ? Int(least) : .max
  }
}
