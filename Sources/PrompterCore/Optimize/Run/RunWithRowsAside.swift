/// Rows set aside: some search, others confirm, and no row does both.
extension OptimizationRun {
  func searchWithConfirmation(
    _ seed: Candidate, _ examples: [Example]
  ) async throws -> OptimizationResult {
    let split = Split(
      examples, schema: schema(seed), shares: plan.shares(examples: examples.count),
      shown: shown(seed, examples), searched: searched, seed: setup.seed)
    // Families of like texts may be too large to be dealt out.
    guard 2 * split.confirm.count >= OptimizationPlan.minimumRows, !split.select.isEmpty else {
      return Self.result(seed, .seed, because: Self.tooAlike)
    }
    let withheld = Set(split.confirm.map(\.document.text))
    let (given, seed) = (seed, seed.withholding(withheld))
    var setup = setup
    setup.arms = setup.arms.map { $0.withholding(withheld) }
    let lab = Lab(
      setup, train: split.train, select: split.select, budget: plan.searchBudget,
      reserve: (split.confirm.count, plan.budget - plan.searchBudget),
      limits: setup.limits.share(Double(plan.searchBudget) / Double(plan.budget)), journal: journal)
    journal.begin(.search)
    let winner = try await optimizer.search(seed, in: lab)
    if await lab.isInVain { return Self.result(given, .seed, because: await lab.stoppedBecause) }
    choose(winner, of: seed, in: lab)
    try Leak.check(split.confirm, in: winner, of: seed, known: split.train + split.select)
    var result = Self.result(winner, .optimized, because: await lab.stoppedBecause)
    result.searched = lab.searched
    let confirmation = Lab(
      setup, train: [], select: split.confirm, budget: plan.budget - (await lab.spent),
      limits: setup.limits.less(await lab.used), journal: journal)
    await confirmation.learn(from: lab)
    journal.begin(.confirm)
    // Long prompts, or calls that failed, may leave room for fewer rows than planned.
    var rows = split.confirm
    while rows.count > OptimizationPlan.minimumRows,
      await !confirmation.allows([seed, winner], on: rows)
    {
      rows.removeLast()
    }
    let (heldOut, confirmed) = try await confirm([(seed, winner, rows)], .confirm, confirmation)
    guard heldOut.seed.count >= min(OptimizationPlan.minimumRows, rows.count) else {
      return await unconfirmed(result, given, heldOut, in: confirmation)
    }
    result.heldOut = heldOut
    result = decide(result, seed)
    if result.shipped == .seed { result.candidate = given }
    let candidate = result.shipped == .seed ? seed : result.candidate
    var outcomes = Array(await confirmation.known(candidate).values)
    if outcomes.isEmpty { outcomes = confirmed }
    let selected = Array(await lab.known(candidate).values)
    result.calibration = calibrate(
      result.candidate, confirm: outcomes, select: selected,
      try await secondAnswers(to: rows, by: candidate, room: await confirmation.left))
    return result
  }
}
