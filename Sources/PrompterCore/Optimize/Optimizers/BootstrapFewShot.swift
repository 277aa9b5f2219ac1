/// Shows the model its own right answers, and labelled examples beside them: BootstrapFewShot of
/// DSPy.
///
/// It asks from as many questions as demonstrations are wanted to one for each training example, and
/// chooses nothing.
public struct BootstrapFewShot: Optimizer {
  /// `bootstrap`.
  public let name = "bootstrap"
  /// The most demonstrations of the model's own answers.
  public let bootstrapped: Int
  /// The most demonstrations in all.
  public let labelled: Int

  /// Makes the optimizer.
  public init(bootstrapped: Int = 4, labelled: Int = 16) {
    self.bootstrapped = bootstrapped
    self.labelled = labelled
  }

  /// Looks for demonstrations for the seed.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    var generator = SeededGenerator(seed: lab.setup.seed, purpose: "bootstrap")
    let bootstrapper = Bootstrapper(lab: lab, bootstrapped: bootstrapped, labelled: labelled)
    do {
      let demonstrations = try await bootstrapper.demonstrations(
        for: seed, from: lab.train + lab.select, using: &generator)
      return seed.child("\(demonstrations.count) bootstrapped and labelled demonstrations") {
        $0.demonstrations = demonstrations
      }
    } catch is Lab.Exhausted {
      return seed
    }
  }

  /// One question for each example at most.
  public func calls(train: Int, select: Int) -> Int? { train + select }
}
