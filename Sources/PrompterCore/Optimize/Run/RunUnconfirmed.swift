/// Too few examples, or too small a budget, to confirm with.
extension OptimizationRun {
  func searchUnconfirmed(
    _ seed: Candidate, _ examples: [Example]
  ) async throws -> OptimizationResult {
    guard examples.count >= OptimizationPlan.searchFrom else {
      let lab = Lab(setup, train: examples, select: [], budget: 0, journal: journal)
      let fitting = DemonstrationRoom(lab).fitting(examples, atMost: examples.count)
      let shown = seed.child("\(fitting.count) of \(examples.count) examples shown") {
        $0.demonstrations = fitting.compactMap(Demonstration.init)
      }
      var result = Self.result(
        shown, shown.id == seed.id ? .seed : .optimized,
        because: "too few examples to search or confirm with")
      result.searched = ExampleMarks(examples.map(\.document.text))
      return result
    }
    let lab = smallLab(examples, seed, plan.searchBudget, 1)
    journal.begin(.search)
    let winner = try await optimizer.search(seed, in: lab)
    if await lab.isInVain { return Self.result(seed, .seed, because: await lab.stoppedBecause) }
    choose(winner, of: seed, in: lab)
    let fresh = examples.count { !searched.contains($0.document.text) }
    let why =
      if let least = OptimizationPlan.leastBudget(
        examples: examples.count, fresh: fresh, asksTwice: setup.asksTwice)
      {
        "the budget is too small to confirm the result: that takes \(least) calls"
      } else if fresh < examples.count {
        "too few examples to confirm with that had no part in what the search starts from"
      } else {
        "too few examples to confirm with"
      }
    var result = Self.result(winner, winner == seed ? .seed : .optimized, because: why)
    result.searched = ExampleMarks(examples.map(\.document.text))
    return result
  }
}
