import Foundation
import PrompterKit

/// Thresholds found on samples of populations whose risk is known.
enum Populations {
  /// A way in which the chance to be right follows from the score.
  private struct Population {
    let name: String
    let chance: @Sendable (Double) -> Double
  }

  private static let populations = [
    Population(name: "calibrated") { $0 },
    Population(name: "overconfident") { max(0, 1.3 * $0 - 0.35) },
    Population(name: "weak ranking") { 0.7 + 0.25 * $0 },
    Population(name: "worst at the top") { $0 > 0.95 ? 0.8 : 0.5 + 0.5 * $0 },
  ]

  static func run(count: Int) {
    print("| population | n | target | found | broke the target | mean coverage |")
    print("|---|--:|--:|--:|--:|--:|")
    for population in populations {
      for (n, target) in [(200, 0.1), (500, 0.05), (120, 0.2)] {
        row(population, n, target, count)
      }
    }
  }

  private static func row(_ population: Population, _ n: Int, _ target: Double, _ count: Int) {
    var generator = SeededGenerator(seed: 3, purpose: "\(population.name) \(n)")
    // Scores as confidences are: most of them high.
    func score() -> Double { 1 - generator.uniform() * generator.uniform() }
    let large = (0..<100_000).map { _ in score() }.sorted(by: >)
    var risks: [Double] = []
    var wrong = 0.0
    for (index, score) in large.enumerated() {
      wrong += 1 - population.chance(score)
      risks.append(wrong / Double(index + 1))
    }
    var (found, broken, coverage) = (0, 0, 0.0)
    for _ in 0..<count {
      let scores = (0..<n).map { _ in score() }
      let right = scores.map { generator.uniform() < population.chance($0) }
      guard let threshold = RiskThreshold.find(scores, right, target: target).certified else {
        continue
      }
      found += 1
      let accepted = large.partitioningIndex { $0 < threshold.threshold }
      coverage += Double(accepted) / Double(large.count)
      if accepted > 0, risks[accepted - 1] > target { broken += 1 }
    }
    let cells = [
      population.name, "\(n)", decimals(target, 2), decimals(Double(found) / Double(count)),
      decimals(Double(broken) / Double(count)), decimals(coverage / Double(count)),
    ]
    print("| \(cells.joined(separator: " | ")) |")
  }
}

extension Array where Element == Double {
  /// The first index at which a condition holds that holds from there on.
  fileprivate func partitioningIndex(_ holds: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
