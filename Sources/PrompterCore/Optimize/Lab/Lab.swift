/// Where candidates are tried: evaluates them on examples under a budget, and remembers.
///
/// The budget counts what is asked, whether a cache answers or not, so that a run that is started
/// again takes the same path.
public actor Lab {
  /// Why nothing more can be tried.
  public struct Exhausted: Error, Sendable {}

  /// What the lab works with.
  public struct Setup: Sendable {
    /// Scores records.
    public var scorer: RecordScorer
    /// Runs the task model's calls.
    public var engine: Engine
    /// How answers are chosen.
    public var decoding: Decoding
    /// How often the model is asked again, in training as in service; nil as `ReaskingExtractor` says.
    public var reasks: Int?
    /// Writes new texts; nil leaves it to the library.
    public var proposer: Engine?
    /// The seed of all chance.
    public var seed: UInt64
    /// The most that the whole run may use besides questions.
    public var limits = SearchLimits()
    /// Whether the calibration is to know what a second answer is worth.
    public var asksTwice = false
    /// Prompts that enter the first race beside the optimizer's own.
    public var arms: [PromptTemplate] = []
    /// Hears of questions that were asked: how many, and whether it was in vain.
    public var asked: @Sendable (_ count: Int, _ isFailure: Bool) -> Void = { _, _ in }

    /// Makes a set-up.
    public init(
      scorer: RecordScorer, engine: Engine, decoding: Decoding, reasks: Int?, proposer: Engine?,
      seed: UInt64
    ) {
      self.scorer = scorer
      self.engine = engine
      self.decoding = decoding
      self.reasks = reasks
      self.proposer = proposer
      self.seed = seed
    }
  }

  /// What the lab works with.
  public nonisolated let setup: Setup
  /// Examples that give demonstrations and show failures.
  public nonisolated let train: [Example]
  /// Examples that choose between candidates, in the fixed order in which they are used.
  public nonisolated let select: [Example]
  /// Questions that may be asked in this search.
  public nonisolated let budget: Int

  /// What this search may use besides questions.
  let limits: SearchLimits
  let start: Duration
  /// Requests that are kept for what comes after this search.
  let reserve: Int
  /// Tokens of all answers so far, cached ones included.
  var usage = Usage()
  /// How well tokens were foreseen.
  var experience = Experience()
  /// Their price in US dollars, where one is known.
  var cost = 0.0

  private(set) var outcomes: [String: [String: Evaluator.Outcome]] = [:]
  /// So many documents in a row without an answer, and the model is given up.
  private static let patience = 8

  /// Questions to the proposer that failed since the last one that did not.
  private var vainProposals = 0
  static let proposerPatience = 3

  private let journal: Journal
  private var hasAnswered = false
  /// Documents without an answer since the last one that had one.
  private var unanswered = 0
  /// Questions asked so far.
  public internal(set) var spent = 0
  /// Why the search ended, in a few words.
  public internal(set) var stoppedBecause = "the search was complete"

  /// Makes a lab.
  ///
  /// - Parameters:
  ///   - limits: what it may use besides questions.
  ///   - reserve: requests that others need after it: retries do not use them up.
  public init(
    _ setup: Setup, train: [Example], select: [Example], budget: Int,
    limits: SearchLimits = SearchLimits(), reserve: Int = 0, journal: Journal
  ) {
    self.limits = limits
    self.reserve = reserve
    start = setup.engine.clock.now
    self.setup = setup
    self.train = train
    self.select = select
    self.budget = budget
    self.journal = journal
  }

  /// Questions that are left, as far as other limits go too.
  public var left: Int {
    var left = budget - spent
    if let requests = setup.engine.budget.callsLeft { left = min(left, requests - reserve) }
    if !limits.isEmpty { left = min(left, limits.room(after: spent, using: used)) }
    return max(0, left)
  }

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
    let trials = candidates.map { (candidate: $0, examples: unknown($0, examples)) }
    try check(trials)
    var batch: [(candidate: Candidate, examples: [Example])] = []
    var count = 0
    for trial in trials where !trial.examples.isEmpty {
      batch.append(trial)
      count += trial.examples.count
      guard count > 2 * setup.engine.concurrency else { continue }
      try await ask(batch)
      (batch, count) = ([], 0)
    }
    try await ask(batch)
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
  private func ask(_ trials: [(candidate: Candidate, examples: [Example])]) async throws {
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
        concurrency: setup.engine.concurrency)
    }
    let asked = setup.asked
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
    for (index, trial) in trials.enumerated() {
      try take(answers[index] ?? [], of: trial.candidate)
    }
  }

  /// Takes in a candidate's answers.
  private func take(_ fresh: [Evaluator.Outcome], of candidate: Candidate) throws {
    for outcome in fresh {
      spent += Self.questions(outcome)
      let used = outcome.extraction.usage + outcome.extraction.savedUsage
      count(used, of: setup.engine)
      if !limits.isEmpty { experience.used = experience.used + used }
      hasAnswered = hasAnswered || outcome.row.isAnswered
      unanswered = outcome.row.isAnswered ? 0 : unanswered + 1
      outcomes[candidate.id, default: [:]][outcome.row.id] = outcome
    }
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
      guard hasAnswered, unanswered < Self.patience else { throw failure }
    }
    report(candidate, fresh.map(\.row))
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

  /// The questions that an outcome took.
  private static func questions(_ outcome: Evaluator.Outcome) -> Int {
    1 + outcome.row.repairs.count { $0 == "reask" }
  }

  /// What is known of a candidate, by example.
  public func known(_ candidate: Candidate) -> [String: Evaluator.Outcome] {
    outcomes[candidate.id] ?? [:]
  }

  /// Paired differences, second minus first, over examples that both have answered.
  ///
  /// - Parameter examples: which ones; nil for all.
  public func differences(
    _ first: Candidate, _ second: Candidate, field: FieldPath? = nil, on examples: [Example]? = nil
  ) -> [Double] {
    let (a, b) = (known(first), known(second))
    return (examples?.map(\.id) ?? a.keys.sorted()).compactMap { id in
      guard let x = a[id]?.row, let y = b[id]?.row, x.isAnswered, y.isAnswered else { return nil }
      if let field {
        return (y.fields[field]?.score ?? 0) - (x.fields[field]?.score ?? 0)
      }
      return (y.score ?? 0) - (x.score ?? 0)
    }
  }

  /// Writes down a decision.
  public func note(_ event: JSONValue) { journal.write(event) }

  /// Asks the proposer; counts against the budget.
  ///
  /// - Parameters:
  ///   - temperature: 0 or above; 1 for texts that differ.
  ///   - repetition: tells apart the answers to the same prompt.
  /// - Returns: nil when there is no proposer, or one that has failed three times in a row.
  /// Throws `Exhausted`, or what the model throws.
  public func propose(
    _ prompt: Prompt, temperature: Double = 1, repetition: Int = 0
  ) async throws -> String? {
    guard let proposer = setup.proposer, vainProposals < Self.proposerPatience else { return nil }
    if let reason = limits.exceeded(by: used) {
      stoppedBecause = reason
      throw Exhausted()
    }
    guard left > 0 else { throw exhausted() }
    spent += 1
    setup.asked(1, false)
    let call = Call(
      prompt: prompt,
      decoding: Decoding(temperature: temperature, maximumOutputTokens: 2_000, seed: 0),
      repetition: repetition)
    let answer: Completion
    do { answer = try await proposer.model.complete(call) } catch let error as ModelError {
      vainProposals += 1
      note(["event": "proposer failed", "reason": .string(error.kind.rawValue)])
      throw error
    }
    vainProposals = 0
    count(answer.usage + answer.savedUsage, of: proposer)
    note([
      "event": "proposed", "spent": .integer(spent), "cached": .bool(answer.usage == Usage()),
    ])
    return answer.text
  }

  private func count(_ used: Usage, of engine: Engine) {
    usage = usage + used
    cost += engine.price?.cost(used) ?? 0
  }

  /// The extractor that a candidate would be in service, confidence aside.
  private func extractor(_ candidate: Candidate) -> any Extractor {
    let base = ReaskingExtractor(
      Pipeline(template: candidate.template, engine: setup.engine, decoding: setup.decoding),
      reasks: setup.reasks)
    guard let seconds = limits.seconds else { return base }
    return PunctualExtractor(base: base, end: start + .seconds(seconds))
  }
}
