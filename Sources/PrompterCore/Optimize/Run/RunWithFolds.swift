/// Folds that take turns: few examples search and confirm, but never the same ones at once.
extension OptimizationRun {
  func searchWithFolds(
    _ seed: Candidate, _ examples: [Example], _ count: Int
  ) async throws -> OptimizationResult {
    let shown = shown(seed, examples)
    let folds = Split.folds(examples.filter { !shown.contains($0.document.text) }, count)
    // Each fold's search, the final one, and two or three answers a row share the budget.
    let answers = setup.asksTwice ? 3 : 2
    let share = max(0, plan.budget - answers * examples.count) / (count + 1)
    let start = setup.engine.clock.now
    var trials: [(seed: Candidate, winner: Candidate, examples: [Example])] = []
    var used = SearchLimits()
    for fold in folds {
      let ids = Set(fold.map(\.id))
      let rest = examples.filter { !ids.contains($0.id) }
      let own = seed.withholding(Set(fold.map(\.document.text)))
      let lab = smallLab(
        rest, own, share, 1 / Double(count + 2), reserve: answers * examples.count)
      journal.begin(.fold)
      let winner = try await optimizer.search(own, in: lab)
      try Leak.check(fold, in: winner, of: own, known: rest)
      trials.append((own, winner, fold))
      used = used.plus(await lab.used)
    }
    let lab = smallLab(
      examples, seed, share, 1 / Double(count + 2), reserve: answers * examples.count)
    journal.begin(.search)
    let final = try await optimizer.search(seed, in: lab)
    journal.choose(final, of: seed, after: log.events)
    var result = Self.result(final, .optimized, because: await lab.stoppedBecause)
    result.searched = ExampleMarks(examples.map(\.document.text))
    used = used.plus(await lab.used)
    used.seconds = (setup.engine.clock.now - start).seconds
    let confirmation = Lab(
      setup, train: [], select: examples, budget: answers * examples.count + 8,
      limits: setup.limits.less(used), journal: journal)
    await confirmation.learn(from: lab)
    journal.begin(.confirm)
    do {
      let (heldOut, outcomes) = try await confirm(trials, .crossFitted, confirmation)
      guard heldOut.seed.count >= OptimizationPlan.minimumRows else {
        return unconfirmed(result, seed)
      }
      result.heldOut = heldOut
      result = decide(result, seed)
      let known = Array(await lab.known(result.candidate).values)
      result.calibration = calibrate(
        result.candidate, confirm: [], select: known.isEmpty ? outcomes : known,
        try await secondAnswers(
          to: examples, by: result.candidate, room: await confirmation.left))
    } catch is Lab.Exhausted {
      return unconfirmed(result, seed)
    }
    return result
  }

  /// A lab for few examples: a third gives demonstrations, the others choose.
  func smallLab(
    _ examples: [Example], _ seed: Candidate, _ budget: Int, _ share: Double, reserve: Int = 0
  ) -> Lab {
    let split = Split(
      examples, schema: schema(seed), shares: (0.4, 0.6, 0), seed: setup.seed)
    return Lab(
      setup, train: split.train, select: split.select, budget: budget,
      limits: setup.limits.share(share), reserve: reserve, journal: journal)
  }
}
