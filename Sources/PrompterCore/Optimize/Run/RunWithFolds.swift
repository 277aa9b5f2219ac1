/// Folds that take turns: few examples search and confirm, but never the same ones at once.
extension OptimizationRun {
  func searchWithFolds(
    _ seed: Candidate, _ examples: [Example], _ count: Int
  ) async throws -> OptimizationResult {
    let shown = shown(seed, examples)
    let folds = Split.folds(examples.filter { !shown.contains($0.document.text) }, count)
    guard folds.count(where: { !$0.isEmpty }) > 1 else {
      return Self.result(seed, .seed, because: Self.tooAlike)
    }
    // Each fold's search, the final one, and the answers that confirm share the budget: what a search
    // has used in excess, or left, the next ones share.
    var requestsEach = 1.0
    func share(_ spent: Int, _ searches: Int) -> Int {
      let kept = OptimizationPlan.confirming(
        examples.count, setup.asksTwice, requestsEach: requestsEach, of: plan.budget)
      return max(0, plan.budget - kept - spent) / searches
    }
    let start = setup.engine.clock.now
    var trials: [(seed: Candidate, winner: Candidate, examples: [Example])] = []
    var used = SearchLimits()
    var spent = 0
    for (index, fold) in folds.enumerated() where !fold.isEmpty {
      let ids = Set(fold.map(\.id))
      let rest = examples.filter { !ids.contains($0.id) }
      let own = seed.withholding(Set(fold.map(\.document.text)))
      let lab = smallLab(
        rest, own, share(spent, folds.count + 1 - index), 1 / Double(count + 2))
      journal.begin(.fold)
      let winner = try await optimizer.search(own, in: lab)
      if await lab.isInVain { return Self.result(seed, .seed, because: await lab.stoppedBecause) }
      try Leak.check(fold, in: winner, of: own, known: rest)
      trials.append((own, winner, fold))
      used = used.plus(await lab.used)
      spent += await lab.spent
      requestsEach = max(requestsEach, await lab.requestsEach)
    }
    let lab = smallLab(examples, seed, share(spent, 1), 1 / Double(count + 2))
    journal.begin(.search)
    let final = try await optimizer.search(seed, in: lab)
    choose(final, of: seed, in: lab)
    var result = Self.result(final, .optimized, because: await lab.stoppedBecause)
    result.searched = ExampleMarks(examples.map(\.document.text))
    used = used.plus(await lab.used)
    spent += await lab.spent
    used.seconds = (setup.engine.clock.now - start).seconds
    let confirmation = Lab(
      setup, train: [], select: examples, budget: plan.budget - spent,
      limits: setup.limits.less(used), journal: journal)
    await confirmation.learn(from: lab)
    journal.begin(.confirm)
    let (heldOut, outcomes) = try await confirm(trials, .crossFitted, confirmation)
    guard heldOut.seed.count >= OptimizationPlan.minimumRows else {
      return await unconfirmed(result, seed, heldOut, in: confirmation)
    }
    result.heldOut = heldOut
    result = decide(result, seed)
    let own = await confirmation.known(result.candidate)
      .merging(await lab.known(result.candidate)) { first, _ in first }
    result.calibration = calibrate(
      result.candidate, confirm: [], select: Array(own.values),
      try await secondAnswers(
        to: examples.filter { own[$0.id] != nil }, by: result.candidate,
        room: await confirmation.left))
    // Too few answers of its own: those of the folds' winners are mostly alike.
    if result.calibration == nil {
      result.calibration = calibrate(result.candidate, confirm: [], select: outcomes, [:])
    }
    return result
  }

  /// A lab for few examples: a third gives demonstrations, the others choose.
  func smallLab(
    _ examples: [Example], _ seed: Candidate, _ budget: Int, _ share: Double
  ) -> Lab {
    let split = Split(
      examples, schema: schema(seed), shares: (0.4, 0.6, 0), shown: shown(seed, examples),
      seed: setup.seed)
    return Lab(
      setup, train: split.train, select: split.select, budget: budget,
      limits: setup.limits.share(share), journal: journal)
  }
}
