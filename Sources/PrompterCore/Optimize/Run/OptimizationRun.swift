/// One optimization from examples to a confirmed winner.
///
/// The parts of the data have different duties: some rows give demonstrations, some choose, and
/// some, which neither search nor proposer ever sees, confirm the choice once.
public struct OptimizationRun: Sendable {
  /// What searches.
  public let optimizer: any Optimizer
  /// What the search works with.
  public let setup: Lab.Setup
  /// How examples and calls are shared out.
  public let plan: OptimizationPlan
  /// Texts that have chosen what the search starts from: they confirm nothing.
  private let searched: ExampleMarks
  /// Takes down decisions.
  private let journal: Journal
  /// Keeps the decisions.
  private let log = EventLog()

  /// Makes a run.
  ///
  /// - Parameter searched: examples that have chosen what the search starts from.
  public init(
    optimizer: any Optimizer, setup: Lab.Setup, plan: OptimizationPlan,
    searched: ExampleMarks = ExampleMarks(), journal: Journal
  ) {
    self.optimizer = optimizer
    self.setup = setup
    self.plan = plan
    self.searched = searched
    self.journal = log.journal(telling: journal)
  }

  /// Searches, confirms, calibrates.
  ///
  /// Throws `Extraction.Failure` when the model gives no answer at all, `CancellationError`.
  public func callAsFunction(
    _ seed: Candidate, on examples: [Example]
  ) async throws -> OptimizationResult {
    let meter = setup.engine.meter
    let before = meter.current
    let proposerBefore = setup.proposer?.meter.current ?? RunCounts()
    var result = try await search(seed, examples)
    let counts = meter.current - before
    // The task model may be its own proposer; then its calls are counted once.
    let isShared = setup.proposer.map { $0.meter === meter } ?? true
    let proposed =
      isShared ? RunCounts() : (setup.proposer?.meter.current ?? RunCounts()) - proposerBefore
    let events = log.events
    result.history = SearchHistory(events)
    // What a model proposes to itself is told apart by the lab.
    let ownProposals =
      isShared
      ? events.count { $0[key: "event"] == "proposed" && $0[key: "cached"] == false } : 0
    result.taskCalls = counts.calls - min(ownProposals, counts.calls)
    result.proposerCalls = proposed.calls + min(ownProposals, counts.calls)
    result.cachedCalls = counts.cachedCalls + proposed.cachedCalls
    result.usage = counts.usage + proposed.usage
    result.cost = setup.engine.price.flatMap { price in
      let own = price.cost(counts.usage)
      return isShared ? own : setup.proposer?.price.map { own + $0.cost(proposed.usage) }
    }
    return result
  }

  private func search(
    _ seed: Candidate, _ examples: [Example]
  ) async throws -> OptimizationResult {
    guard plan.budget > 0 else {
      return Self.result(seed, .seed, because: "the budget is 0 calls")
    }
    switch plan.confirmation {
    case .rows: return try await searchWithConfirmation(seed, examples)
    case .folds(let count): return try await searchWithFolds(seed, examples, count)
    case .none: return try await searchUnconfirmed(seed, examples)
    }
  }

  private static func result(
    _ candidate: Candidate, _ shipped: OptimizationResult.Shipped, because reason: String
  ) -> OptimizationResult {
    OptimizationResult(candidate: candidate, shipped: shipped, stoppedBecause: reason)
  }

  private func schema(_ seed: Candidate) -> Schema { seed.template.schema }

  /// The texts that a prompt shows with every document before the search has begun.
  private func shown(_ seed: Candidate, _ examples: [Example]) -> Set<String> {
    let templates = [seed.template] + setup.arms
    let demonstrations = templates.filter { $0.layout.nearest == nil }
      .flatMap { $0.demonstrations.map(\.input) }
    return Leak.shown(examples, in: templates, demonstrations: demonstrations)
      .union(demonstrations)
  }

  // MARK: Rows set aside

  private func searchWithConfirmation(
    _ seed: Candidate, _ examples: [Example]
  ) async throws -> OptimizationResult {
    let split = Split(
      examples, schema: schema(seed), shares: plan.shares(examples: examples.count),
      shown: shown(seed, examples), searched: searched, seed: setup.seed)
    let withheld = Set(split.confirm.map(\.document.text))
    let (given, seed) = (seed, seed.withholding(withheld))
    var setup = setup
    setup.arms = setup.arms.map { $0.withholding(withheld) }
    let lab = Lab(
      setup, train: split.train, select: split.select, budget: plan.searchBudget,
      limits: setup.limits.share(Double(plan.searchBudget) / Double(plan.budget)),
      reserve: plan.budget - plan.searchBudget, journal: journal)
    journal.begin(.search)
    let winner = try await optimizer.search(seed, in: lab)
    journal.choose(winner, of: seed, after: log.events)
    try Leak.check(split.confirm, in: winner, of: seed, known: split.train + split.select)
    var result = Self.result(winner, .optimized, because: await lab.stoppedBecause)
    result.searched = ExampleMarks((split.train + split.select).map(\.document.text))
    let confirmation = Lab(
      setup, train: [], select: split.confirm, budget: plan.budget - (await lab.spent),
      limits: setup.limits.less(await lab.used), journal: journal)
    await confirmation.learn(from: await lab.experience)
    journal.begin(.confirm)
    // Long prompts, or calls that failed, may leave room for fewer rows than planned.
    var rows = split.confirm
    while rows.count > OptimizationPlan.minimumRows,
      await !confirmation.allows([seed, winner], on: rows)
    {
      rows.removeLast()
    }
    let heldOut: OptimizationResult.HeldOut
    let confirmed: [Evaluator.Outcome]
    do {
      (heldOut, confirmed) = try await confirm(
        [(seed, winner, rows)], .confirm, confirmation)
    } catch is Lab.Exhausted {
      return unconfirmed(result, given)
    }
    guard heldOut.seed.count >= min(OptimizationPlan.minimumRows, rows.count) else {
      return unconfirmed(result, given)
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

  /// Ships the seed, because nobody knows whether the winner is better.
  private func unconfirmed(_ found: OptimizationResult, _ seed: Candidate) -> OptimizationResult {
    var result = found
    result.shipped = .seed
    result.candidate = seed
    result.stoppedBecause =
      "the budget ended before the result could be confirmed; a larger one goes on from here"
    return result
  }

  /// Ships the winner if it gained, and the 80 % interval's low end is above -1 point.
  private func decide(_ result: OptimizationResult, _ seed: Candidate) -> OptimizationResult {
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

  private func confirm(
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

  // MARK: Folds that take turns

  private func searchWithFolds(
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
  private func smallLab(
    _ examples: [Example], _ seed: Candidate, _ budget: Int, _ share: Double, reserve: Int = 0
  ) -> Lab {
    let split = Split(
      examples, schema: schema(seed), shares: (0.4, 0.6, 0), seed: setup.seed)
    return Lab(
      setup, train: split.train, select: split.select, budget: budget,
      limits: setup.limits.share(share), reserve: reserve, journal: journal)
  }

  // MARK: Too few to confirm

  private func searchUnconfirmed(
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

  // MARK: Checks

  private func calibrate(
    _ candidate: Candidate, confirm: [Evaluator.Outcome], select: [Evaluator.Outcome],
    _ second: [String: JSONValue]
  ) -> Calibration? {
    let rows = (confirm.map { ($0, false) } + select.map { ($0, true) })
      .sorted { $0.0.row.id < $1.0.row.id }.filter { $0.0.extraction.record != nil }
      .map { outcome, hasChosen in
        var extraction = outcome.extraction
        extraction.second = second[outcome.row.id]
        return Calibration.Row(
          extraction: extraction, text: outcome.row.text ?? "",
          right: outcome.row.fields.mapValues { $0.outcome == .right }, hasChosen: hasChosen)
      }
    var calibration = Calibration.fit(
      rows, schema: candidate.template.schema, fields: setup.scorer.fields,
      source: select.isEmpty ? .confirm : .selection,
      belongsTo: Calibration.identity(
        template: candidate.template, model: setup.engine.model.name, decoding: setup.decoding))
    calibration?.examples = ExampleMarks((confirm + select).map { $0.row.text ?? "" })
    return calibration
  }

  /// Asks about examples in another shape, as far as there is room, so that the calibration knows
  /// what a second answer is worth; none when nobody wants to know.
  private func secondAnswers(
    to examples: [Example], by candidate: Candidate, room: Int
  ) async throws -> [String: JSONValue] {
    guard setup.asksTwice else { return [:] }
    let extractor = ReaskingExtractor(
      Pipeline(
        template: candidate.template.otherShape, engine: setup.engine, decoding: setup.decoding),
      reasks: setup.reasks)
    var answers: [String: JSONValue] = [:]
    let asked = setup.asked
    try await forEachConcurrently(
      examples.prefix(max(0, room)), limit: setup.engine.concurrency
    ) { example in
      await extractor.extract(example.document)
    } receive: { _, extraction in
      asked(1, extraction.failure != nil)
      answers[extraction.documentID] = extraction.record
    }
    return answers
  }
}
