/// Tries pairs of an instruction and a set of demonstrations, as a Parzen estimator suggests them.
struct PairSearch {
  private let configuration: MIPROv2.Configuration
  private let seed: Candidate
  private let lab: Lab
  private let instructions: [String]
  /// Nil when the seed's demonstrations stay.
  private let sets: [[Demonstration]]?
  private let rows: [Example]
  private var generator: SeededGenerator
  private var estimator: CategoricalTPE
  /// Scores on samples by pair, in the order in which the pairs were first tried.
  private var sampled: [(pair: [Int], scores: [Double])] = []
  /// What was tried on all examples.
  private var full: Set<String> = []
  private var highest = -Double.infinity

  init(
    _ configuration: MIPROv2.Configuration, _ seed: Candidate, _ lab: Lab,
    instructions: [String], sets: [[Demonstration]]?
  ) {
    self.configuration = configuration
    self.seed = seed
    self.lab = lab
    self.instructions = instructions
    self.sets = sets
    generator = SeededGenerator(seed: lab.setup.seed, purpose: "samples")
    rows =
      lab.select.count > configuration.rows
      ? Array(generator.shuffled(lab.select).prefix(configuration.rows)) : lab.select
    estimator = CategoricalTPE(
      choices: [instructions.count, sets?.count ?? 1], seed: lab.setup.seed, purpose: "pairs")
  }

  /// Leaves in `best` what is best on all examples so far, also when the budget ends.
  mutating func run(_ best: inout Candidate) async throws {
    guard instructions.count > 1 || sets != nil, !rows.isEmpty else { return }
    try await tryOnAll([0, 0], seed, &best)
    let space = seed.space
    let trials = configuration.trials(
      parameters: (space.isInstructionOpen ? 1 : 0) + (space.areDemonstrationsOpen ? 1 : 0))
    for trial in 1...trials {
      let pair = estimator.suggest()
      guard configuration.samples(rows.count) else {
        try await tryOnAll(pair, candidate(pair), &best)
        continue
      }
      let sample = Array(generator.shuffled(rows).prefix(configuration.minibatch))
      let score = try await score(candidate(pair), sample)
      estimator.add(pair, value: score)
      if let known = sampled.firstIndex(where: { $0.pair == pair }) {
        sampled[known].scores.append(score)
      } else {
        sampled.append((pair, [score]))
      }
      guard trial % configuration.fullEvery == 0 || trial == trials else { continue }
      if let pair = mostPromising { try await tryOnAll(pair, candidate(pair), &best) }
    }
  }

  /// The pair with the best mean on samples that was not tried on all examples; nil when there is
  /// none.
  private var mostPromising: [Int]? {
    var found: (pair: [Int], mean: Double)?
    for (pair, scores) in sampled where !full.contains(candidate(pair).id) {
      let mean = scores.mean ?? 0
      if mean > found?.mean ?? -.infinity { found = (pair, mean) }
    }
    return found?.pair
  }

  private mutating func tryOnAll(
    _ pair: [Int], _ candidate: Candidate, _ best: inout Candidate
  ) async throws {
    let score = try await score(candidate, rows)
    estimator.add(pair, value: score)
    full.insert(candidate.id)
    guard score > highest else { return }
    (best, highest) = (candidate, score)
    await lab.crown(candidate)
  }

  private func score(_ candidate: Candidate, _ examples: [Example]) async throws -> Double {
    try await lab.ask(candidate, on: examples).compactMap(\.row.score).mean ?? 0
  }

  private func candidate(_ pair: [Int]) -> Candidate {
    let made = seed.child("instruction \(pair[0]), set \(pair[1]) of demonstrations") { template in
      template.instruction = instructions[pair[0]]
      guard let sets else { return }
      template.demonstrations = sets[pair[1]]
      template.layout.nearest = nil
    }
    return made.id == seed.id ? seed : made
  }
}
