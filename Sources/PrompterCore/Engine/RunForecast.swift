/// Adds up what calls will take; the last step gives the plan.
public struct RunForecast: Sendable {
  /// So many calls are followed through the limits one by one; the others go on at their pace.
  static let followed = 200_000

  private let terms: RunTerms
  private let answer: AnswerEstimate
  private let expected: Int
  private var calls = 0.0
  private var low = 0.0
  private var high = 0.0
  private var early: LimitForecast
  private var late: LimitForecast
  private var sent = 0
  private var tooLarge = 0
  private var undone = 0.0

  /// Makes a forecast of nothing yet.
  public init(_ terms: RunTerms, answer: AnswerEstimate) {
    self.terms = terms
    self.answer = answer
    expected = min(answer.tokens, terms.maximumOutputTokens)
    early = LimitForecast(terms.limits, pace: terms.pace)
    late = early
  }

  /// Adds calls whose prompts have so many tokens.
  ///
  /// - Parameters:
  ///   - input: the tokens of one prompt.
  ///   - times: how many such calls.
  public mutating func add(input: ClosedRange<Int>, times: Int = 1) {
    let left = terms.budget.calls.map { max(0, Double($0) - calls) } ?? .infinity
    let count = min(Double(max(0, times)), left)
    undone += Double(max(0, times)) - count
    let cap = terms.maximumOutputTokens
    let least = Self.amounts(input.lowerBound, expected, cap)
    let most = Self.amounts(input.upperBound, cap, cap)
    if !terms.limits.isEmpty {
      for _ in 0..<Int(min(count, Double(Self.followed - sent))) {
        guard late.send(most) else {
          // What one prompt is too large for, all of them are.
          tooLarge = Self.clamped(Double(tooLarge) + count)
          return
        }
        _ = early.send(least)
        sent += 1
      }
    }
    calls += count
    low += count * Double(input.lowerBound)
    high += count * Double(input.upperBound)
  }

  private static func amounts(_ input: Int, _ output: Int, _ cap: Int) -> ResourceAmounts {
    [
      .calls: 1, .inputTokens: Double(input), .outputTokens: Double(output),
      .tokens: Double(input) + Double(cap),
    ]
  }

  /// The plan for what was added.
  ///
  /// - Parameters:
  ///   - documents: how many documents that is; nil for one a call.
  ///   - least: the fewest calls; nil when all will be made.
  public func plan(documents: Int? = nil, least: Int? = nil) -> RunPlan {
    let count = Self.clamped(calls)
    let attempts = Self.clamped(calls * (Double(terms.retries) + 1))
    let input = Self.clamped(low)...Self.clamped(high)
    let output =
      Self.clamped(
        calls * Double(expected))...Self.clamped(
        calls * Double(terms.maximumOutputTokens))
    return RunPlan(
      documents: documents ?? Self.clamped(calls + Double(tooLarge) + undone),
      calls: min(count, least ?? count)...count,
      mostCalls: min(attempts, terms.budget.calls ?? attempts), inputTokens: input,
      outputTokens: output, cost: cost(input, output),
      lastCall: paced(early.lastCall)...paced(max(early.lastCall, late.lastCall)),
      binding: late.binding, tooLarge: tooLarge, undone: Self.clamped(undone), answer: answer,
      terms: terms)
  }

  private func cost(
    _ input: ClosedRange<Int>, _ output: ClosedRange<Int>
  ) -> ClosedRange<Double>? {
    terms.price.map { price in
      let low = price.cost(Usage(input: input.lowerBound, output: output.lowerBound))
      let high = price.cost(Usage(input: input.upperBound, output: output.upperBound))
      let most = terms.budget.cost ?? .infinity
      return min(low, most)...min(high, most)
    }
  }

  private func paced(_ moment: Duration) -> Duration {
    guard sent > 0, calls > Double(sent) else { return moment }
    return .seconds(min(1e15, moment.seconds * calls / Double(sent)))
  }

  private static func clamped(_ value: Double) -> Int { Int(min(value, 9e18)) }
}
