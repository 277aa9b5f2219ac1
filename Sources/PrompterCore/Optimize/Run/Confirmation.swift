/// Whether the winner is shipped: seed and winner on rows that have chosen nothing.
extension OptimizationRun {
  /// Ships the seed, because nobody knows whether the winner is better.
  func unconfirmed(_ found: OptimizationResult, _ seed: Candidate) -> OptimizationResult {
    var result = found
    result.shipped = .seed
    result.candidate = seed
    result.stoppedBecause =
      "the budget ended before the result could be confirmed; a larger one goes on from here"
    return result
  }

  /// Ships the winner if it gained, and the 80 % interval's low end is above -1 point.
  func decide(_ result: OptimizationResult, _ seed: Candidate) -> OptimizationResult {
    var result = result
    guard let heldOut = result.heldOut else { return result }
    let differences = zip(heldOut.seed, heldOut.optimized).map { $1 - $0 }
    let mean = differences.mean ?? 0
    let low = Bootstrap.meanInterval(differences, confidence: 0.8)?.low ?? 0
    let isBetter = mean > 0 && low > -0.01
    if !isBetter || result.candidate == seed {
      result.shipped = .seed
      result.candidate = seed
      result.stoppedBecause += "; no gain was confirmed"
    }
    journal.write([
      "event": "confirmed", "shipped": .string(result.shipped.rawValue),
      "gain": .number(mean), "n": .integer(differences.count),
    ])
    return result
  }

  func confirm(
    _ trials: [(seed: Candidate, winner: Candidate, examples: [Example])],
    _ source: OptimizationResult.HeldOut.Source, _ lab: Lab
  ) async throws -> (OptimizationResult.HeldOut, [Evaluator.Outcome]) {
    var seeds: [EvaluationRow] = []
    var winners: [EvaluationRow] = []
    var outcomes: [Evaluator.Outcome] = []
    for trial in trials {
      let before = try await lab.evaluate(trial.seed, on: trial.examples)
      let after = try await lab.evaluate(trial.winner, on: trial.examples)
      for (x, y) in zip(before, after) where x.row.isAnswered && y.row.isAnswered {
        seeds.append(x.row)
        winners.append(y.row)
      }
      outcomes += after
    }
    var fields: [FieldPath: OptimizationResult.FieldScores] = [:]
    for path in setup.scorer.reported {
      let a = seeds.compactMap { $0.fields[path]?.score }
      let b = winners.compactMap { $0.fields[path]?.score }
      if let seed = a.mean, let score = b.mean { fields[path] = .init(seed: seed, score: score) }
    }
    return (
      OptimizationResult.HeldOut(
        source: source, seed: seeds.compactMap(\.score), optimized: winners.compactMap(\.score),
        fields: fields), outcomes
    )
  }
}
