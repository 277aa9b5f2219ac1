/// Races random sets of labelled demonstrations.
///
/// After BootstrapFewShotWithRandomSearch of DSPy, with labels in place of bootstrapped answers and
/// a race in place of full evaluations.
public struct RandomSearch: Optimizer {
  /// `random-search`.
  public let name = "random-search"
  /// How many sets.
  public let candidates: Int
  /// The most demonstrations in a set.
  public let maximumDemonstrations: Int

  /// Makes the optimizer.
  public init(candidates: Int = 16, maximumDemonstrations: Int = 4) {
    self.candidates = candidates
    self.maximumDemonstrations = maximumDemonstrations
  }

  /// Looks for a candidate that is better than the seed.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    var generator = SeededGenerator(seed: lab.setup.seed, purpose: "random search")
    let arms = (0..<candidates).map { index in
      let count = 1 + generator.below(maximumDemonstrations)
      let chosen = generator.shuffled(lab.train).prefix(count)
      return seed.child("random set \(index + 1) of \(count)") {
        $0.demonstrations = chosen.compactMap(Demonstration.init)
      }
    }
    return try await Race(blocks: [8, 8, 16]).winner(arms, against: seed, in: lab)
  }
}
