import Foundation

/// The penalised likelihood a logistic regression minimises.
///
/// Parameter 0 is the intercept.
struct LogisticLikelihood {
  private let rows: [[Double]]
  private let targets: [Double]
  private let importance: [Double]
  private let ridge: Double
  private let size: Int

  init(features: [[Double]], labels: [Bool], ridge: Double, weights: [Double]?) {
    let width = features.first?.count ?? 0
    let count = min(features.count, labels.count)
    rows = features.prefix(count).map { row in
      [1] + (0..<width).map { $0 < row.count ? Self.cleaned(row[$0]) : 0 }
    }
    targets = labels.prefix(count).map { $0 ? 1 : 0 }
    importance = (0..<count).map { index in
      guard let weights else { return 1 }
      return index < weights.count && weights[index].isFinite ? max(0, weights[index]) : 0
    }
    self.ridge = ridge.isFinite ? max(0, ridge) : 0
    size = width + 1
  }

  static func cleaned(_ feature: Double) -> Double {
    feature.isNaN ? 0 : min(max(feature, -1e9), 1e9)
  }

  static func sigmoid(_ logOdds: Double) -> Double {
    // Each branch keeps the exponential at or below 1.
    if logOdds >= 0 { return 1 / (1 + exp(-logOdds)) }
    let odds = exp(logOdds)
    return odds / (1 + odds)
  }

  /// The parameters at the minimum, or after 50 Newton steps.
  func minimized() -> [Double] {
    var parameters = [Double](repeating: 0, count: size)
    var loss = self.loss(parameters)
    for _ in 0..<50 {
      let (gradient, curvature) = derivatives(parameters)
      guard let step = PositiveDefinite.solve(curvature, gradient) else { break }
      // Twice the loss a full step is expected to save.
      let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      guard decrement.isFinite, decrement > 0 else { break }
      let isLast = decrement <= 1e-12 * (1 + loss)
      guard let next = improved(parameters, loss, step, decrement, mayHalve: !isLast) else { break }
      (parameters, loss) = next
      if isLast { break }
    }
    return parameters
  }

  /// The first of the full, half, quarter … steps that lowers the loss enough (Armijo's rule).
  private func improved(
    _ parameters: [Double], _ loss: Double, _ step: [Double], _ decrement: Double, mayHalve: Bool
  ) -> ([Double], Double)? {
    var scale = 1.0
    for _ in 0..<40 {
      let candidate = zip(parameters, step).map { $0 - scale * $1 }
      let new = self.loss(candidate)
      // The last step saves less than rounding shows, so its loss is only kept from rising.
      let allowed = mayHalve ? loss - 1e-4 * scale * decrement : loss + 1e-12 * (1 + loss)
      if new <= allowed, candidate.allSatisfy(\.isFinite) { return (candidate, new) }
      guard mayHalve else { return nil }
      scale /= 2
    }
    return nil
  }

  private func logOdds(_ row: [Double], _ parameters: [Double]) -> Double {
    var sum = 0.0
    for index in 0..<size { sum += row[index] * parameters[index] }
    return sum
  }

  private func loss(_ parameters: [Double]) -> Double {
    var total = parameters.dropFirst().reduce(0) { $0 + ridge / 2 * $1 * $1 }
    for index in rows.indices {
      let z = logOdds(rows[index], parameters)
      // ln(1 + eᶻ) − y·z without overflow.
      total += importance[index] * (max(z, 0) + log1p(exp(-abs(z))) - targets[index] * z)
    }
    return total
  }

  private func derivatives(_ parameters: [Double]) -> (gradient: [Double], curvature: [[Double]]) {
    var gradient = parameters.map { ridge * $0 }
    gradient[0] = 0
    var curvature = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for index in 1..<size { curvature[index][index] = ridge }
    for (index, row) in rows.enumerated() {
      let p = Self.sigmoid(logOdds(row, parameters))
      let residual = importance[index] * (p - targets[index])
      let certainty = importance[index] * p * (1 - p)
      for i in 0..<size {
        gradient[i] += residual * row[i]
        for j in 0...i { curvature[i][j] += certainty * row[i] * row[j] }
      }
    }
    return (gradient, curvature)
  }
}
