/// Too few examples, or too small a budget, to confirm with.
extension OptimizationRun {
  func searchUnconfirmed(
    _ seed: Candidate, _ examples: [Example]
  ) async throws -> OptimizationResult {
    guard examples.count >= OptimizationPlan.searchFrom else {
      let shown = seed.child("all \(examples.count) examples shown") {
        $0.demonstrations = examples.compactMap(Demonstration.init)
      }
      var result = Self.result(
        shown, .optimized, because: "too few examples to search or confirm with")
      result.searched = ExampleMarks(examples.map(\.document.text))
      return result
    }
    let lab = smallLab(examples, seed, plan.searchBudget, 1)
    journal.begin(.search)
    let winner = try await optimizer.search(seed, in: lab)
    journal.choose(winner, of: seed, after: log.events)
    let fresh = examples.count { !searched.contains($0.document.text) }
    let why =
      if examples.count < OptimizationPlan.foldFrom {
        "too few examples to confirm with"
      } else if fresh < OptimizationPlan.minimumRows {
        "too few examples to confirm with that had no part in what the search starts from"
      } else {
        "the budget is too small to confirm the result"
      }
    var result = Self.result(winner, winner == seed ? .seed : .optimized, because: why)
    result.searched = ExampleMarks(examples.map(\.document.text))
    return result
  }
}
