/// What a comparison of two prompters will take, one after the other, and what it will be able to
/// show.
public struct ComparisonForecast: Hashable, Sendable {
  /// What each of them takes.
  public let a, b: RunPlan

  /// The standard deviation of one example's difference that `minimumDetectable` assumes.
  ///
  /// Nobody knows it before the run; 0.2 is common where a record has several fields.
  public static let assumedSpread = 0.2

  /// Makes a forecast of two runs over the same examples.
  public init(_ a: RunPlan, _ b: RunPlan) {
    self.a = a
    self.b = b
  }

  /// US dollars of both; nil when a price is not known.
  public var cost: ClosedRange<Double>? {
    guard let first = a.cost, let second = b.cost else { return nil }
    return (first.lowerBound + second.lowerBound)...(first.upperBound + second.upperBound)
  }

  /// The smallest difference that so many examples would mostly show, if the differences of examples
  /// spread by `assumedSpread`; infinite without examples.
  public var minimumDetectable: Double {
    MinimumDetectable.difference(standardDeviation: Self.assumedSpread, n: a.documents)
  }
}
