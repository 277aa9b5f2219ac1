import Foundation

/// A linear model of the log-odds: `p = 1 / (1 + exp(−(weights · features + intercept)))`.
public struct LogisticRegression: Hashable, Sendable {
  /// The change of the log-odds for one unit of each feature.
  public var weights: [Double]

  /// The log-odds when every feature is 0.
  public var intercept: Double

  /// Makes a model from parameters that are already known.
  public init(weights: [Double], intercept: Double) {
    self.weights = weights
    self.intercept = intercept
  }

  /// Fits the parameters by penalised maximum likelihood.
  ///
  /// Minimises Σ wᵢ · lossᵢ + ridge/2 · |weights|² by Newton's method with step halving, in at
  /// most 50 steps; the intercept is not penalised. The parameters are always finite. With a
  /// ridge of 0 separable data stop where further steps no longer matter, at large weights.
  ///
  /// - Parameters:
  ///   - features: one row an example, as many columns as the first row; missing ones and NaN
  ///     count as 0, and features are clamped to ±10⁹.
  ///   - labels: the outcome of each example; the longer list is cut.
  ///   - ridge: strength of the penalty, at least 0; depends on the scale of the features.
  ///   - weights: how much each example counts, at least 0; all 1 when nil.
  /// - Returns: zeros (a probability of ½) without examples.
  public static func fit(
    features: [[Double]], labels: [Bool], ridge: Double, weights: [Double]? = nil
  ) -> LogisticRegression {
    let solution = LogisticLikelihood(
      features: features, labels: labels, ridge: ridge, weights: weights
    ).minimized()
    return LogisticRegression(
      weights: Array(solution.dropFirst()), intercept: solution.first ?? 0)
  }

  /// The modelled probability, in `0...1`.
  ///
  /// Features are cleaned as in the fit; with a row of another length the excess is ignored.
  public func probability(_ features: [Double]) -> Double {
    let logOdds = zip(weights, features).reduce(intercept) {
      $0 + $1.0 * LogisticLikelihood.cleaned($1.1)
    }
    return logOdds.isNaN ? 0.5 : LogisticLikelihood.sigmoid(logOdds)
  }
}
