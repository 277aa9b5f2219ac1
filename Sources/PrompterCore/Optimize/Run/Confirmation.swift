/// Whether the winner is shipped: seed and winner on rows that have chosen nothing.
extension OptimizationRun {
  /// So many rows at least are asked about together.
  private static let block = 10

  /// Ships the seed, because nobody knows whether the winner is better.
  func unconfirmed(
    _ found: OptimizationResult, _ seed: Candidate, _ heldOut: OptimizationResult.HeldOut,
    in lab: Lab
  ) async -> OptimizationResult {
    var result = found
    result.shipped = .seed
    result.candidate = seed
    result.stoppedBecause =
      if await lab.isInVain {
        await lab.stoppedBecause
      } else if heldOut.seed.count + heldOut.unanswered >= OptimizationPlan.minimumRows {
        "\(heldOut.unanswered) of the examples that confirm had no answer, which leaves too few; "
          + "the same command asks for them again"
      } else {
        "the budget ended before the result could be confirmed; a larger one goes on from here"
      }
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
    if heldOut.unanswered > 0 {
      result.stoppedBecause +=
        "; \(heldOut.unanswered) of the examples that confirm had no answer"
    }
    journal.write([
      "event": "confirmed", "shipped": .string(result.shipped.rawValue),
      "gain": .number(mean), "n": .integer(differences.count),
    ])
    return result
  }

  /// Asks seed and winner about examples, in blocks: when the budget ends, whole blocks are known.
  ///
  /// Throws what the lab throws, but not that the budget ended.
  func confirm(
    _ trials: [(seed: Candidate, winner: Candidate, examples: [Example])],
    _ source: OptimizationResult.HeldOut.Source, _ lab: Lab
  ) async throws -> (OptimizationResult.HeldOut, [Evaluator.Outcome]) {
    var seeds: [EvaluationRow] = []
    var winners: [EvaluationRow] = []
    var outcomes: [Evaluator.Outcome] = []
    var unanswered = 0
    trials: for trial in trials {
      var rest = trial.examples[...]
      while !rest.isEmpty {
        // Many rows go together while each could be asked about four times.
        let block = Array(rest.prefix(max(Self.block, await lab.left / 8)))
        rest = rest.dropFirst(block.count)
        do {
          try await lab.evaluate([trial.seed, trial.winner], on: block)
        } catch is Lab.Exhausted {
          break trials
        }
        let (before, after) = (await lab.known(trial.seed), await lab.known(trial.winner))
        let pairs = block.compactMap { example in
          before[example.id].flatMap { x in after[example.id].map { (x, $0) } }
        }
        // Of a block that the budget cut short only what was easily answered would be left.
        let isSpent = lab.setup.engine.budget.callsLeft == 0
        guard !pairs.contains(where: { $0.wasCut(isSpent) || $1.wasCut(isSpent) }) else {
          break trials
        }
        let scored = pairs.filter { $0.row.isAnswered && $1.row.isAnswered }
        seeds += scored.map(\.0.row)
        winners += scored.map(\.1.row)
        unanswered += pairs.count - scored.count
        outcomes += pairs.map(\.1)
      }
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
        fields: fields, unanswered: unanswered), outcomes
    )
  }
}

extension Evaluator.Outcome {
  /// Whether the budget may have ended before it had its answer, or a usable one.
  fileprivate func wasCut(_ isSpent: Bool) -> Bool {
    row.failure?.type == ModelError.Kind.budget.rawValue
      || isSpent && row.failure?.isInvalidAnswer == true
  }
}
