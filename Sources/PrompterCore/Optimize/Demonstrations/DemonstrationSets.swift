/// Sets of demonstrations to choose from, as MIPROv2 of DSPy makes them: none, labelled examples
/// alone, bootstrapped ones in the order of the examples, and of shuffled examples some, at random
/// how many.
struct DemonstrationSets {
  let lab: Lab
  /// The most demonstrations of the model's own answers in a set.
  let bootstrapped: Int
  /// The most demonstrations in a set of both kinds, unless more are bootstrapped.
  let labelled: Int

  /// So many sets for a prompt, the empty one first.
  ///
  /// Throws `Lab.Exhausted`.
  func make(_ count: Int, for seed: Candidate) async throws -> [[Demonstration]] {
    var generator = SeededGenerator(seed: lab.setup.seed, purpose: "sets of demonstrations")
    var sets: [[Demonstration]] = [[]]
    for index in 1..<max(1, count) {
      if index == 1, labelled > 0 {
        sets.append(
          DemonstrationRoom(lab).fitting(generator.shuffled(lab.train), atMost: labelled)
            .compactMap(Demonstration.init))
        continue
      }
      let isInOrder = index == 2
      let examples = isInOrder ? lab.train : generator.shuffled(lab.train)
      let size = isInOrder ? bootstrapped : 1 + generator.below(bootstrapped)
      let bootstrapper = Bootstrapper(lab: lab, bootstrapped: size, labelled: labelled)
      sets.append(
        try await bootstrapper.demonstrations(for: seed, from: examples, using: &generator))
    }
    return sets
  }

  /// The most questions that so many sets take: one for each example in each bootstrapped set.
  static func calls(_ count: Int, train: Int) -> Int { max(0, count - 2) * train }
}
