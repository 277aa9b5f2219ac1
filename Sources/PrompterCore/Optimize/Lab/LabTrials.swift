/// Asks for candidates' answers, and remembers how they did.
extension Lab {
  /// Tries a candidate on examples; what was tried before is not asked again.
  ///
  /// Throws `Exhausted` before anything is asked when the budget does not suffice for all of them,
  /// `Extraction.Failure` when no example at all had an answer.
  public func evaluate(
    _ candidate: Candidate, on examples: [Example]
  ) async throws -> [Evaluator.Outcome] {
    _ = try await ask(candidate, on: unknown(candidate, examples))
    return examples.compactMap { outcomes[candidate.id]?[$0.id] }
  }

  /// Tries several candidates on the same examples; what was tried before is not asked again.
  ///
  /// One candidate follows the other, so that a provider's prefix cache can serve its questions; as
  /// many go together as keep the engine busy.
  /// Throws as `evaluate(_:on:)` does, before anything is asked when the budget does not suffice.
  public func evaluate(_ candidates: [Candidate], on examples: [Example]) async throws {
    var named: Set<String> = []
    let trials = candidates.filter { named.insert($0.id).inserted }
      .map { (candidate: $0, examples: unknown($0, examples)) }
    try check(trials)
    var batch: [Trial] = []
    var count = 0
    for trial in trials where !trial.examples.isEmpty {
      batch.append(trial)
      count += trial.examples.count
      guard count > 2 * setup.engine.concurrency else { continue }
      try await askInTurn(batch)
      (batch, count) = ([], 0)
    }
    try await askInTurn(batch)
  }

  /// Asks all questions at once, or, when there is no room for that, for one candidate after the other
  /// as long as there is: how many go together must not decide who has answers.
  private func askInTurn(_ trials: [Trial]) async throws {
    guard !fits(trials) else { return try await ask(trials) }
    for trial in trials { try await ask([trial]) }
  }

  /// Asks for a candidate's answers to examples whatever is known already, as optimizers do that
  /// remember nothing; the newest outcome of an example is remembered.
  ///
  /// A cache may still answer, but the budget counts the questions. Throws as `evaluate` does.
  public func ask(
    _ candidate: Candidate, on examples: [Example]
  ) async throws -> [Evaluator.Outcome] {
    try await ask([(candidate, examples)])
    return examples.compactMap { outcomes[candidate.id]?[$0.id] }
  }

  /// Asks all questions at once, and takes in the answers candidate by candidate.
  private func ask(_ trials: [Trial]) async throws {
    let count = trials.reduce(0) { $0 + $1.examples.count }
    guard count > 0 else { return }
    try check(trials)
    if !limits.isEmpty {
      experience.foreseen = experience.foreseen + forecast(trials, isCorrected: false)
    }
    for trial in trials where outcomes[trial.candidate.id] == nil {
      outcomes[trial.candidate.id] = [:]
      introduce(trial.candidate)
    }
    let evaluators = trials.map { trial in
      Evaluator(
        extractor: extractor(trial.candidate), scorer: setup.scorer,
        concurrency: setup.engine.concurrency, scoresTooLong: true)
    }
    let asked = setup.asked
    let judged = judgeQuestions
    let answers = try await withThrowingTaskGroup(of: (Int, [Evaluator.Outcome]).self) { group in
      for (index, evaluator) in evaluators.enumerated() {
        let examples = trials[index].examples
        group.addTask {
          let outcomes = try await evaluator.evaluate(examples) { outcome in
            asked(Self.questions(outcome), outcome.row.failure != nil)
          }
          return (index, outcomes)
        }
      }
      return try await group.reduce(into: [Int: [Evaluator.Outcome]]()) { $0[$1.0] = $1.1 }
    }
    let ordered = trials.indices.map { answers[$0] ?? [] }
    try checkAlive(ordered.flatMap { $0 })
    // The judge's own retries depend on the day, its questions do not.
    let verdicts = judgeQuestions - judged
    spent += verdicts
    requests += verdicts
    for (fresh, trial) in zip(ordered, trials) { try take(fresh, of: trial.candidate) }
  }

  /// What the judge was asked so far, whether a cache answered or not.
  var judgeQuestions: Int {
    let counts = setup.judge?.meter.current ?? RunCounts()
    return counts.calls - counts.retries + counts.cachedCalls
  }

  /// Takes in a candidate's answers.
  private func take(_ fresh: [Evaluator.Outcome], of candidate: Candidate) throws {
    for outcome in fresh {
      spent += Self.questions(outcome)
      requests += Self.questions(outcome)
      asked.rows += 1
      if outcome.extraction.record != nil { asked.usable += 1 }
      if !candidate.template.demonstrations.isEmpty { asked.shown += 1 }
      let used = outcome.extraction.usage + outcome.extraction.savedUsage
      count(used, of: setup.engine)
      if !limits.isEmpty { experience.used = experience.used + used }
      hasAnswered = hasAnswered || outcome.isAnswered
      unanswered = outcome.row.isAnswered ? 0 : unanswered + 1
      outcomes[candidate.id, default: [:]][outcome.row.id] = outcome
    }
    try checkScored(fresh)
    if let limit = limits.seconds, used.seconds ?? 0 >= limit,
      fresh.contains(where: { $0.row.failure?.type == ModelError.Kind.deadline.rawValue })
    {
      stoppedBecause = "its share of the seconds was used"
      throw Exhausted()
    }
    if let failure = fresh.first?.row.failure, fresh.allSatisfy({ !$0.row.isAnswered }) {
      if failure.type == ModelError.Kind.budget.rawValue {
        stoppedBecause = failure.message
        throw Exhausted()
      }
      guard hasAnswered, unanswered < patience(failure) else { throw failure }
    }
    report(candidate, fresh.map(\.row))
    if isInVain {
      stoppedBecause = "none of \(asked.rows) answers could be used"
      throw Exhausted()
    }
  }

  /// Notes how a candidate did on new rows, and on all so far.
  private func report(_ candidate: Candidate, _ fresh: [EvaluationRow]) {
    let scores = fresh.compactMap(\.score)
    let known = (outcomes[candidate.id] ?? [:]).sorted { $0.key < $1.key }.map(\.value.row)
    let total = known.compactMap(\.score)
    let fields = setup.scorer.fields.map { path in
      (path.description, JSONValue(known.compactMap { $0.fields[path]?.score }.mean))
    }
    journal.write([
      "event": "evaluated", "candidate": .string(candidate.id), "origin": .string(candidate.origin),
      "n": .integer(scores.count), "mean": JSONValue(scores.mean),
      "total": ["n": .integer(total.count), "mean": JSONValue(total.mean)],
      "fields": .object(JSONObject(fields)), "spent": .integer(spent), "budget": .integer(budget),
    ])
  }

  /// The requests that an outcome took, or would have taken without a cache.
  static func questions(_ outcome: Evaluator.Outcome) -> Int {
    max(
      1 + outcome.row.repairs.count { $0 == "reask" },
      outcome.extraction.attempts + outcome.extraction.savedAttempts)
  }

  /// The extractor that a candidate would be in service, confidence aside.
  ///
  /// - Parameter engine: the model that answers; nil for the task model.
  func extractor(_ candidate: Candidate, of engine: Engine? = nil) -> any Extractor {
    let base = ReaskingExtractor(
      Pipeline(
        template: candidate.template, engine: engine ?? setup.engine, decoding: setup.decoding),
      reasks: setup.reasks)
    guard let seconds = limits.seconds else { return base }
    return PunctualExtractor(base: base, end: start + .seconds(seconds))
  }
}
