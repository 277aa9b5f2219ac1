/// Tries random sets of bootstrapped demonstrations, each on all selecting examples:
/// BootstrapFewShotWithRandomSearch of DSPy.
///
/// Beside the random sets it tries the seed, labelled examples alone, and the examples in their own
/// order: for V selecting examples (candidates + 3) · V questions, and what bootstrapping takes.
public struct RandomSearch: Optimizer {
  /// `random-search`.
  public let name = "random-search"
  /// How many random sets.
  public let candidates: Int
  /// The most demonstrations of the model's own answers in a set.
  public let bootstrapped: Int
  /// The most demonstrations in a set.
  public let labelled: Int

  /// Makes the optimizer.
  public init(candidates: Int = 16, bootstrapped: Int = 4, labelled: Int = 16) {
    self.candidates = candidates
    self.bootstrapped = max(1, bootstrapped)
    self.labelled = labelled
  }

  /// Looks for a candidate that is better than the seed.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    var best = seed
    var highest = -Double.infinity
    do {
      for index in 0..<(candidates + 3) {
        let candidate = try await arm(index, seed, lab)
        let scores = try await lab.ask(candidate, on: lab.select).compactMap(\.row.score)
        guard let mean = scores.mean, mean > highest else { continue }
        (best, highest) = (candidate, mean)
        await lab.crown(candidate)
      }
    } catch is Lab.Exhausted {
      // The best of those that were tried on everything.
    }
    return best
  }

  private func arm(_ index: Int, _ seed: Candidate, _ lab: Lab) async throws -> Candidate {
    var generator = SeededGenerator(seed: lab.setup.seed, purpose: "random search \(index)")
    var bootstrapper = Bootstrapper(lab: lab, bootstrapped: bootstrapped, labelled: labelled)
    var examples = lab.train
    switch index {
    case 0: return seed
    case 1:
      let shown = DemonstrationRoom(lab).fitting(
        generator.shuffled(lab.train), atMost: labelled)
      return seed.child("\(shown.count) labelled demonstrations") {
        $0.demonstrations = shown.compactMap(Demonstration.init)
      }
    case 2: break
    default:
      examples = generator.shuffled(examples)
      let count = 1 + generator.below(bootstrapped)
      bootstrapper = Bootstrapper(lab: lab, bootstrapped: count, labelled: labelled)
    }
    let demonstrations = try await bootstrapper.demonstrations(
      for: seed, from: examples, using: &generator)
    return seed.child("set \(index - 1) of \(demonstrations.count)") {
      $0.demonstrations = demonstrations
    }
  }

  /// All sets on all selecting examples, and for each bootstrapped set a question for each training
  /// example, which a model takes that is hardly ever right.
  public func calls(train: Int, select: Int) -> Int? {
    (candidates + 3) * select + (candidates + 1) * train
  }
}
