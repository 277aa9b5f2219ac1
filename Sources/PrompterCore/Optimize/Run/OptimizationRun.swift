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
  let searched: ExampleMarks
  /// Takes down decisions.
  let journal: Journal
  /// Keeps the decisions.
  let log = EventLog()

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
    let before = counts
    var result = try await search(seed, examples)
    let events = log.events
    result.history = SearchHistory(events)
    let counts = counts
    let task = counts.task - before.task
    let proposer = counts.proposer - before.proposer
    let teacher = counts.teacher - before.teacher
    let judge = counts.judge - before.judge
    // What a model proposes to itself is told apart by the lab.
    let ownProposals =
      isOwnProposer
      ? min(
        task.calls, events.count { $0[key: "event"] == "proposed" && $0[key: "cached"] == false })
      : 0
    result.taskCalls = task.calls - ownProposals
    result.proposerCalls = proposer.calls + ownProposals
    result.teacherCalls = teacher.calls
    result.judgeCalls = judge.calls
    result.cachedCalls =
      task.cachedCalls + proposer.cachedCalls + teacher.cachedCalls + judge.cachedCalls
    result.usage = task.usage + proposer.usage + teacher.usage + judge.usage
    let costs = [
      (task.usage, setup.engine), (proposer.usage, setup.proposer),
      (teacher.usage, setup.teacher), (judge.usage, setup.judge),
    ].map { usage, engine in
      usage == Usage() ? 0 : engine?.price?.cost(usage)
    }
    result.cost = costs.contains(nil) ? nil : costs.compactMap(\.self).reduce(0, +)
    return result
  }

  private typealias Counts = (
    task: RunCounts, proposer: RunCounts, teacher: RunCounts, judge: RunCounts
  )

  /// What all engines have done so far; the calls of a model that is its own proposer count once.
  private var counts: Counts {
    (
      setup.engine.meter.current,
      isOwnProposer ? RunCounts() : setup.proposer?.meter.current ?? RunCounts(),
      setup.teacher?.meter.current ?? RunCounts(), setup.judge?.meter.current ?? RunCounts()
    )
  }

  private var isOwnProposer: Bool {
    setup.proposer.map { $0.meter === setup.engine.meter } ?? true
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

  /// Tells what a search has found, before anything is confirmed.
  func choose(_ winner: Candidate, of seed: Candidate, in lab: Lab) {
    journal.choose(winner, of: seed, after: log.events)
    setup.best(winner, lab.searched)
  }

  /// Why nothing was searched.
  static let tooAlike =
    "the examples are too much alike, or of too few groups: none could judge what others chose"

  static func result(
    _ candidate: Candidate, _ shipped: OptimizationResult.Shipped, because reason: String
  ) -> OptimizationResult {
    OptimizationResult(candidate: candidate, shipped: shipped, stoppedBecause: reason)
  }

  func schema(_ seed: Candidate) -> Schema { seed.template.schema }

  /// The texts that a prompt shows with every document before the search has begun.
  func shown(_ seed: Candidate, _ examples: [Example]) -> Set<String> {
    let templates = [seed.template] + setup.arms
    let demonstrations = templates.filter { $0.layout.nearest == nil }
      .flatMap { $0.demonstrations.map(\.input) }
    return Leak.shown(examples, in: templates, demonstrations: demonstrations)
      .union(demonstrations)
  }
}
