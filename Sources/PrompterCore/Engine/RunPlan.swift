/// How the calls of a run are sent.
public struct RunTerms: Hashable, Sendable {
  /// The model, as `provider/model`.
  public var model: String
  /// What its tokens cost; nil when unknown.
  public var price: Price?
  /// The limits that hold for it.
  public var limits: [RateLimit]
  /// How calls are let out within them.
  public var pace: RateLimiter.Pace
  /// Calls under way at once.
  public var concurrency: Int
  /// Further attempts of one document, whatever the cause.
  public var retries: Int
  /// The most that may be spent.
  public var budget: BudgetLimits
  /// The most tokens that an answer may have.
  public var maximumOutputTokens: Int
  /// Models that may be asked beside it, whose calls are not foreseen: a judge, fallbacks.
  public var others: [String] = []

  /// Makes terms; of the limits, those for other models are left out.
  public init(
    model: String, price: Price? = nil, limits: [RateLimit] = [],
    pace: RateLimiter.Pace = .burst, concurrency: Int = 16, retries: Int = 6,
    budget: BudgetLimits = BudgetLimits(), maximumOutputTokens: Int = 1024
  ) {
    self.model = model
    self.price = price
    self.limits = limits.filter { $0.model == nil || $0.model == model }
    self.pace = pace
    self.concurrency = max(1, concurrency)
    self.retries = max(0, retries)
    self.budget = budget
    self.maximumOutputTokens = max(1, maximumOutputTokens)
  }
}

/// How long an answer will probably be.
public struct AnswerEstimate: Hashable, Sendable {
  /// Where the estimate comes from.
  public enum Basis: String, Hashable, Sendable {
    /// The expected records of the data.
    case labels
    /// The records that the prompt shows.
    case demonstrations
    /// Half of the most that an answer may have: nothing better is known.
    case cap
  }

  /// Tokens of one answer.
  public let tokens: Int
  /// Where the estimate comes from.
  public let basis: Basis

  /// Estimates from records: their mean length, at 3 bytes a token, and never above the cap.
  ///
  /// - Parameter thought: tokens of what comes before the record.
  public init(_ records: [JSONValue], _ basis: Basis, cap: Int, thought: Int = 0) {
    let bytes = records.reduce(0) { $0 + $1.text(.spaced).utf8.count }
    self.basis = records.isEmpty ? .cap : basis
    tokens =
      records.isEmpty ? max(1, cap / 2) : min(cap, max(1, thought + bytes / (3 * records.count)))
  }
}

/// What a run will take, foreseen before it starts.
///
/// Tokens and cost are for one answer to each call that the cache does not give; a failed attempt
/// and a second question after a bad answer come on top, and the budget bounds all of them.
public struct RunPlan: Hashable, Sendable {
  /// Documents that the plan is for.
  public var documents: Int
  /// Whether nobody knows how many documents there are: the plan is for so many of them.
  public var isSample = false
  /// Questions that are asked: the fewest and the most.
  public var calls: ClosedRange<Int>
  /// Requests that are sent if every attempt fails that may.
  public var mostCalls: Int
  /// Tokens of the prompts: an estimate from their lengths.
  public var inputTokens: ClosedRange<Int>
  /// Tokens of the answers: as long as they probably are, and as long as they may be.
  public var outputTokens: ClosedRange<Int>
  /// US dollars; nil when no price is known.
  public var cost: ClosedRange<Double>?
  /// When the last call goes out under the limits, from the first one on: with answers as long as
  /// they probably are, and as long as they may be.
  ///
  /// It is exact when as many calls may be under way as the limits let out, and a lower bound when
  /// not.
  public var lastCall: ClosedRange<Duration>
  /// The limit that makes calls wait most; nil when none does.
  public var binding: RateLimit?
  /// Documents that need more than a limit ever allows: their calls are refused.
  public var tooLarge: Int
  /// Documents that the limit on calls leaves undone.
  public var undone: Int
  /// How long an answer will probably be.
  public var answer: AnswerEstimate
  /// How calls are sent.
  public var terms: RunTerms

  /// How often all places are filled anew: so many times as one answer takes, the run takes at
  /// least.
  public var rounds: Int {
    let (whole, rest) = calls.upperBound.quotientAndRemainder(dividingBy: terms.concurrency)
    return whole + (rest > 0 ? 1 : 0)
  }

  /// What will go wrong, in words for the user; empty when nothing will.
  public var warnings: [String] {
    var warnings: [String] = []
    if tooLarge > 0 {
      warnings.append("\(tooLarge) calls need more than a limit ever allows, and will fail")
    }
    if undone > 0, let most = terms.budget.calls {
      warnings.append("--max-calls \(most) leaves \(undone) documents undone")
    }
    if let most = terms.budget.cost, let cost, cost.lowerBound >= most, cost.lowerBound > 0 {
      warnings.append("--max-cost \(most) ends the run before it is done")
    }
    let tokens = Double(inputTokens.lowerBound) + Double(outputTokens.lowerBound)
    if let most = terms.budget.tokens, tokens > Double(most) {
      warnings.append("--max-total-tokens \(most) ends the run before it is done")
    }
    if let first = terms.others.first {
      let isOne = terms.others.allSatisfy { $0 == first }
      warnings.append(
        "\(isOne ? first : terms.others.joined(separator: ", ")) may be asked too: "
          + "\(isOne ? "its" : "their") calls are not counted here")
    }
    return warnings
  }
}
