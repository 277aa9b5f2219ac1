import Foundation

/// Stakes, as logarithms, against claims about the mean of a sample; see ``ConfidenceSequence``.
struct Bet {
  /// The shares of the stake that are put on each observation.
  private static let shares = (0..<9).map { 0.95 / Double(1 << $0) }

  private let points: [(value: Double, count: Double)]

  init(_ sample: BoundedSample) { points = sample.points }

  /// The stake that bets on a higher mean than the one claimed.
  func up(_ claim: Double) -> Double {
    let claim = min(1, max(0, claim))
    return mixed { $0 / claim }
  }

  /// The stake that bets on a lower mean than the one claimed.
  func down(_ claim: Double) -> Double {
    let claim = min(1, max(0, claim))
    return mixed { (1 - $0) / (1 - claim) }
  }

  private func mixed(_ gain: (Double) -> Double) -> Double {
    // 0/0: an observation of 0 under the claim that the mean is 0 is what was claimed.
    let gains = points.map { point -> (gain: Double, count: Double) in
      let gain = gain(point.value)
      return (gain.isNaN ? 1 : gain, point.count)
    }
    let logs = Self.shares.map { share in
      gains.reduce(0) { $0 + $1.count * log(1 - share + share * $1.gain) }
    }
    return Self.logSum(logs) - log(Double(logs.count))
  }

  /// Half of the stake on either.
  static func even(_ first: Double, _ second: Double) -> Double {
    logSum([first, second]) - log(2)
  }

  /// The stake against two means at a time: that they lie further apart, either way.
  static func pair(_ a: Bet, _ meanA: Double, _ b: Bet, _ meanB: Double) -> Double {
    even(a.down(meanA) + b.up(meanB), a.up(meanA) + b.down(meanB))
  }

  private static func logSum(_ logs: [Double]) -> Double {
    guard let most = logs.max(), most.isFinite else { return logs.max() ?? -.infinity }
    return most + log(logs.reduce(0) { $0 + exp($1 - most) })
  }
}
