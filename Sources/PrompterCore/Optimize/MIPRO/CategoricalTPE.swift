/// A tree-structured Parzen estimator over categorical parameters: where to look next.
///
/// After Bergstra and others 2011, "Algorithms for hyper-parameter optimization", as the
/// multivariate sampler of Optuna does it. The first trials are random; then the trials so far are
/// divided into the best few and the others, each part is smoothed into a joint density of all
/// parameters, and of some points drawn from the density of the good ones that is chosen where the
/// ratio of the two densities is highest.
struct CategoricalTPE {
  /// Trials before the estimator takes over.
  static let startUpTrials = 10
  /// Points that are drawn for one suggestion.
  static let drawnPoints = 24
  /// The weight of the uniform prior beside each trial's 1.
  static let priorWeight = 1.0

  /// How many choices each parameter has, at least 1 each.
  let choices: [Int]
  private var trials: [(point: [Int], value: Double)] = []
  private var generator: SeededGenerator

  /// Makes an estimator that knows nothing yet.
  init(choices: [Int], seed: UInt64, purpose: String) {
    self.choices = choices.map { max(1, $0) }
    generator = SeededGenerator(seed: seed, purpose: purpose)
  }

  /// Takes in what a point was found to be worth; higher is better.
  mutating func add(_ point: [Int], value: Double) {
    trials.append((point, value.isNaN ? -.infinity : value))
  }

  /// The point to try next: a choice of each parameter.
  mutating func suggest() -> [Int] {
    guard trials.count >= Self.startUpTrials else { return choices.map { generator.below($0) } }
    let (good, others) = densities
    var best: [Int] = []
    var highest = -Double.infinity
    for _ in 0..<Self.drawnPoints {
      let point = good.draw(using: &generator)
      let ratio = good.probability(of: point) / others.probability(of: point)
      if ratio > highest { (best, highest) = (point, ratio) }
    }
    return best
  }

  /// How many of so many trials are good: a tenth, at most 25.
  static func goodTrials(of count: Int) -> Int { min((count + 9) / 10, 25) }

  /// The densities of the good trials and of the others, each in the order of time.
  private var densities: (good: Density, others: Density) {
    let ranked = trials.indices.sorted {
      (trials[$1].value, $0) < (trials[$0].value, $1)
    }
    let count = Self.goodTrials(of: trials.count)
    func density(_ indices: some Sequence<Int>) -> Density {
      Density(points: indices.sorted().map { trials[$0].point }, choices: choices)
    }
    return (density(ranked.prefix(count)), density(ranked.dropFirst(count)))
  }

  /// A mixture of one kernel for each point and a uniform one, the prior.
  struct Density {
    private let points: [[Int]]
    private let choices: [Int]
    /// The weights of the points, and last that of the prior; they sum to 1.
    private let weights: [Double]
    /// What the prior adds to each choice in every kernel.
    private let smoothing: Double

    /// Makes the density of points, the oldest first.
    init(points: [[Int]], choices: [Int]) {
      self.points = points
      self.choices = choices
      let raw = Self.ageWeights(points.count) + [CategoricalTPE.priorWeight]
      let sum = raw.reduce(0, +)
      weights = raw.map { $0 / sum }
      smoothing = CategoricalTPE.priorWeight / Double(points.count + 1)
    }

    /// 1 for the newest 25 points; the older ones count less and less, down to 1 / count.
    static func ageWeights(_ count: Int) -> [Double] {
      guard count > 25 else { return Array(repeating: 1, count: count) }
      let old = count - 25
      let least = 1 / Double(count)
      let ramp = (0..<old).map { index in
        old == 1 ? least : least + (1 - least) * Double(index) / Double(old - 1)
      }
      return ramp + Array(repeating: 1, count: 25)
    }

    /// The probability of a choice in a kernel; a kernel without a point is the prior.
    private func probability(of choice: Int, parameter: Int, kernel: Int) -> Double {
      let count = Double(choices[parameter])
      guard kernel < points.count else { return 1 / count }
      let hit = points[kernel][parameter] == choice ? 1.0 : 0
      return (hit + smoothing) / (1 + count * smoothing)
    }

    /// The probability of a point.
    func probability(of point: [Int]) -> Double {
      weights.indices.reduce(0) { sum, kernel in
        sum
          + choices.indices.reduce(weights[kernel]) { product, parameter in
            product * probability(of: point[parameter], parameter: parameter, kernel: kernel)
          }
      }
    }

    /// A random point: of a random kernel, a random choice of each parameter.
    func draw(using generator: inout SeededGenerator) -> [Int] {
      let kernel = Self.index(in: weights, using: &generator)
      return choices.indices.map { parameter in
        let odds = (0..<choices[parameter]).map {
          probability(of: $0, parameter: parameter, kernel: kernel)
        }
        return Self.index(in: odds, using: &generator)
      }
    }

    /// A random index with probabilities that sum to 1.
    private static func index(in odds: [Double], using generator: inout SeededGenerator) -> Int {
      var rest = generator.uniform()
      for (index, share) in odds.enumerated() {
        rest -= share
        if rest < 0 { return index }
      }
      return odds.count - 1
    }
  }
}
