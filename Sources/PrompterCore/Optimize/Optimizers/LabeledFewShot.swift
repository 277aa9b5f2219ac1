/// Shows random labelled examples and asks nothing: LabeledFewShot of DSPy.
///
/// Nothing is chosen between, so that all examples of the search may be shown.
public struct LabeledFewShot: Optimizer {
  /// `labeled`.
  public let name = "labeled"
  /// How many examples are shown.
  public let count: Int

  /// Makes the optimizer.
  public init(count: Int = 16) {
    self.count = count
  }

  /// Adds demonstrations to the seed.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    var generator = SeededGenerator(seed: lab.setup.seed, purpose: "labeled")
    let chosen = DemonstrationRoom(lab).fitting(
      generator.shuffled(lab.train + lab.select), atMost: count)
    return seed.child("\(chosen.count) labelled demonstrations") {
      $0.demonstrations = chosen.compactMap(Demonstration.init)
    }
  }

  /// None.
  public func calls(train: Int, select: Int) -> Int? { 0 }
}
