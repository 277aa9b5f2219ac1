/// Solving of small symmetric systems by Cholesky's factorisation.
enum PositiveDefinite {
  /// The solution of `matrix · x = vector`, of which only the lower triangle is read.
  ///
  /// The matrix is scaled to a diagonal of ones first. When it is singular a growing multiple of
  /// that diagonal is added, which for a Newton step only makes the step shorter. Nil when an
  /// entry is not finite.
  static func solve(_ matrix: [[Double]], _ vector: [Double]) -> [Double]? {
    let scale = vector.indices.map { index in
      let diagonal = matrix[index][index]
      return diagonal > 0 ? 1 / diagonal.squareRoot() : 1
    }
    let scaled = vector.indices.map { i in (0...i).map { matrix[i][$0] * scale[i] * scale[$0] } }
    let target = zip(vector, scale).map { $0 * $1 }
    var damping = 0.0
    while damping < 10 {
      if let factor = factorized(scaled, damping: damping) {
        let solution = zip(substituted(factor, target), scale).map { $0 * $1 }
        return solution.allSatisfy(\.isFinite) ? solution : nil
      }
      damping = damping == 0 ? 1e-10 : damping * 100
    }
    return nil
  }

  /// The lower triangular L with L·Lᵀ = matrix + damping, or nil when a pivot is not positive.
  private static func factorized(_ matrix: [[Double]], damping: Double) -> [[Double]]? {
    var factor = matrix
    for i in matrix.indices {
      for j in 0...i {
        var sum = matrix[i][j] + (i == j ? damping : 0)
        for k in 0..<j { sum -= factor[i][k] * factor[j][k] }
        if i == j {
          guard sum > 1e-12 else { return nil }
          factor[i][i] = sum.squareRoot()
        } else {
          factor[i][j] = sum / factor[j][j]
        }
      }
    }
    return factor
  }

  private static func substituted(_ factor: [[Double]], _ vector: [Double]) -> [Double] {
    var x = vector
    for i in x.indices {
      for k in 0..<i { x[i] -= factor[i][k] * x[k] }
      x[i] /= factor[i][i]
    }
    for i in x.indices.reversed() {
      for k in (i + 1)..<x.count { x[i] -= factor[k][i] * x[k] }
      x[i] /= factor[i][i]
    }
    return x
  }
}
