import Testing

@testable import PrompterCore

@Suite("categorical Parzen estimator", .timeLimit(.minutes(5)))
struct CategoricalTPETests {
  @Test("a tenth of the trials is good, at most 25")
  func good() {
    let counts = [1, 10, 11, 20, 240, 1_000].map(CategoricalTPE.goodTrials(of:))
    #expect(counts == [1, 1, 2, 2, 24, 25])
  }

  @Test("a density mixes each point, smoothed, with a uniform prior")
  func density() {
    let one = CategoricalTPE.Density(points: [[1]], choices: [3])
    // Kernel: (1 + 1/2) / (1 + 3/2) at the point, (1/2) / (1 + 3/2) elsewhere; weights 1/2 each.
    let (hit, miss): (Double, Double) = (7.0 / 15, 4.0 / 15)
    #expect(abs(one.probability(of: [1]) - hit) < 1e-12)
    #expect(abs(one.probability(of: [0]) - miss) < 1e-12)
    let none = CategoricalTPE.Density(points: [], choices: [4, 2])
    #expect(abs(none.probability(of: [3, 1]) - 0.125) < 1e-12)
    let many = CategoricalTPE.Density(
      points: (0..<40).map { [$0 % 3, $0 % 2] }, choices: [3, 2])
    let sum = (0..<6).map { many.probability(of: [$0 / 2, $0 % 2]) }.reduce(0, +)
    #expect(abs(sum - 1) < 1e-12)
  }

  @Test("a density is joint: what was good together is likelier than its parts in other pairs")
  func joint() {
    let density = CategoricalTPE.Density(points: [[0, 0], [1, 1]], choices: [2, 2])
    #expect(density.probability(of: [0, 0]) > density.probability(of: [0, 1]))
  }

  @Test("the newest 25 points count fully, older ones less with age")
  func age() {
    #expect(CategoricalTPE.Density.ageWeights(25) == Array(repeating: 1, count: 25))
    let weights = CategoricalTPE.Density.ageWeights(30)
    #expect(weights.count == 30)
    #expect(abs(weights[0] - 1.0 / 30) < 1e-12)
    #expect(zip(weights, weights.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(weights.suffix(25).allSatisfy { $0 == 1 })
    #expect(CategoricalTPE.Density.ageWeights(26)[0] == 1.0 / 26)
  }

  @Test("draws follow the density")
  func draws() {
    let density = CategoricalTPE.Density(points: [[1], [1], [0]], choices: [3])
    var generator = SeededGenerator(seed: 3, purpose: "test")
    var counts = [0, 0, 0]
    for _ in 0..<10_000 { counts[density.draw(using: &generator)[0]] += 1 }
    for choice in 0..<3 {
      #expect(
        abs(Double(counts[choice]) / 10_000 - density.probability(of: [choice])) < 0.02)
    }
  }

  /// A table with one best cell that shares its row and its column with good ones.
  private static func value(_ point: [Int]) -> Double {
    let rows = [0.1, 0.4, 0.2, 0.9, 0.3, 0.5]
    let columns = [0.3, 0.2, 0.8, 0.1, 0.4, 0.5]
    return rows[point[0]] + columns[point[1]]
  }

  /// The points of one search.
  private static func points(seed: UInt64, trials: Int) -> [[Int]] {
    var estimator = CategoricalTPE(choices: [6, 6], seed: seed, purpose: "test")
    return (0..<trials).map { _ in
      let point = estimator.suggest()
      estimator.add(point, value: value(point))
      return point
    }
  }

  @Test("the best cell of a small table is found more often than by chance")
  func findsTheBest() {
    var generator = SeededGenerator(seed: 0, purpose: "random search")
    let searches = 300
    let trials = 30
    var (found, byChance) = (0, 0)
    for seed in 0..<searches {
      if Self.points(seed: UInt64(seed), trials: trials).contains([3, 2]) { found += 1 }
      let random = (0..<trials).map { _ in [generator.below(6), generator.below(6)] }
      if random.contains([3, 2]) { byChance += 1 }
    }
    #expect(found > byChance + 40, "\(found) to \(byChance) of \(searches)")
  }

  @Test("what follows the random start favours what was good")
  func favours() {
    let later = (0..<100).flatMap { Self.points(seed: $0, trials: 40).dropFirst(20) }
    let mean = later.map(Self.value).mean ?? 0
    // The mean of all cells is 0.4 + 0.383.
    #expect(mean > 1, "\(mean)")
  }

  @Test("a seed gives the same points, another one others")
  func seeded() {
    #expect(Self.points(seed: 5, trials: 30) == Self.points(seed: 5, trials: 30))
    #expect(Self.points(seed: 5, trials: 30) != Self.points(seed: 6, trials: 30))
  }

  @Test("values that are no numbers, and parameters without a choice, do no harm")
  func degenerate() {
    var estimator = CategoricalTPE(choices: [0, 1], seed: 0, purpose: "test")
    for _ in 0..<40 {
      let point = estimator.suggest()
      #expect(point == [0, 0])
      estimator.add(point, value: .nan)
    }
  }
}
