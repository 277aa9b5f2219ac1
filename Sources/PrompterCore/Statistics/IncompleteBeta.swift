import Foundation

/// The regularised incomplete beta function I_x(a, b), from which binomial tails follow.
///
/// Continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, evaluated by
/// Lentz's method. Worked in logarithms so that very small tails keep their relative precision.
enum IncompleteBeta {
  /// I_x(a, b) in `0...1`, for `a` and `b` above 0.
  static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
    min(1, exp(logRegularized(x, a, b)))
  }

  /// The natural logarithm of I_x(a, b), at most 0.
  static func logRegularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return -.infinity }
    if x >= 1 { return 0 }
    let front = a * log(x) + b * log1p(-x) - logBeta(a, b)
    if x < (a + 1) / (a + b + 2) {
      return min(0, front - log(a) + log(fraction(x, a, b)))
    }
    // On this side the fraction converges for the complement, which is at most about a half.
    return log1p(-min(1, exp(front - log(b)) * fraction(1 - x, b, a)))
  }

  /// The natural logarithm of the complete beta function B(a, b).
  static func logBeta(_ a: Double, _ b: Double) -> Double {
    logGamma(a) + logGamma(b) - logGamma(a + b)
  }

  private static func logGamma(_ x: Double) -> Double {
    // The overload with the sign in its result; the other one writes a global variable.
    let result: (Double, Int) = lgamma(x)
    return result.0
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func nonzero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
    var result = d
    // About √max(a, b) terms are needed; the limit is far above any count of examples.
    for step in 1...100_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / nonzero(1 + even * d)
      c = nonzero(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / nonzero(1 + odd * d)
      c = nonzero(1 + odd / c)
      let change = d * c
      result *= change
      if abs(change - 1) < 1e-15 { break }
    }
    return result
  }
}
