/// What a comparison of prompters will take, one after the other, and what it will be able to show.
public struct ComparisonForecast: Hashable, Sendable {
  /// What each of them takes, in the order given.
  public let plans: [RunPlan]
  /// How many examples they are compared on.
  public let examples: Int

  /// The standard deviation of one example's difference that `minimumDetectable` assumes.
  ///
  /// Nobody knows it before the run; 0.2 is common where a record has several fields.
  public static let assumedSpread = 0.2

  /// Makes a forecast of runs over the same examples.
  public init(_ plans: [RunPlan], examples: Int) {
    self.plans = plans
    self.examples = examples
  }

  /// US dollars of all; nil when a price is not known.
  public var cost: ClosedRange<Double>? {
    plans.reduce(0...0) { sum, plan in
      guard let sum, let cost = plan.cost else { return nil }
      return (sum.lowerBound + cost.lowerBound)...(sum.upperBound + cost.upperBound)
    }
  }

  /// Questions that all ask: the fewest and the most.
  public var calls: ClosedRange<Int> {
    plans.reduce(0...0) {
      ($0.lowerBound + $1.calls.lowerBound)...($0.upperBound + $1.calls.upperBound)
    }
  }

  /// The smallest difference that so many examples would mostly show, if the differences of examples
  /// spread by `assumedSpread`; infinite without examples.
  public var minimumDetectable: Double {
    MinimumDetectable.difference(standardDeviation: Self.assumedSpread, n: examples)
  }
}
