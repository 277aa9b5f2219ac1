/// Where candidates are tried: evaluates them on examples under a budget, and remembers.
///
/// The budget counts what is asked, whether a cache answers or not, and what failed before an answer
/// came, so that a run that is started again takes the same path.
public actor Lab {
  /// Why nothing more can be tried.
  public struct Exhausted: Error, Sendable {}

  /// What the lab works with.
  public nonisolated let setup: Setup
  /// Examples that give demonstrations and show failures.
  public nonisolated let train: [Example]
  /// Examples that choose between candidates, in the fixed order in which they are used.
  public nonisolated let select: [Example]
  /// Questions that may be asked in this search.
  public nonisolated let budget: Int

  /// What is kept to confirm the result with: so many rows, and requests for them.
  let reserve: (rows: Int, requests: Int)
  /// What this search may use besides questions.
  let limits: SearchLimits
  let start: Duration
  /// Tokens of all answers so far, cached ones included.
  var usage = Usage()
  /// Their price in US dollars, where one is known.
  var cost = 0.0
  /// How well tokens were foreseen.
  var experience = Experience()

  /// What came out, by candidate and example.
  var outcomes: [String: [String: Evaluator.Outcome]] = [:]
  /// Documents that were asked about, those of them whose answers could be used, and those whose prompts
  /// had demonstrations.
  var asked = (rows: 0, usable: 0, shown: 0)
  /// Requests that they took, retries and the judge's included.
  var requests = 0
  /// Answers that no metric could score.
  var unscored = 0
  /// Whether any document had an answer.
  var hasAnswered = false
  /// Documents without an answer since the last one that had one.
  var unanswered = 0
  /// So many of them, and the model is given up.
  static let patience = 8
  /// So many answers, none of which can be used, and it is given up too.
  static let vainAnswers = 24
  /// So many answers, all of them right, and nothing better is looked for.
  static let proof = 32
  /// Questions to the proposer that failed since the last one that did not.
  var vainProposals = 0
  /// So many of them, and the proposer is given up.
  static let proposerPatience = 3
  /// Questions to the teacher before its first answer.
  var vainLessons = 0
  /// Whether the teacher has answered.
  var hasTaught = false
  let journal: Journal

  /// Requests so far, as if no cache had answered.
  public internal(set) var spent = 0
  /// Why the search ended, in a few words.
  public internal(set) var stoppedBecause = "the search was complete"

  /// Makes a lab.
  ///
  /// - Parameters:
  ///   - reserve: what is kept beside the budget to confirm the result with: so many rows, and requests
  ///     for them.
  ///   - limits: what it may use besides questions.
  public init(
    _ setup: Setup, train: [Example], select: [Example], budget: Int,
    reserve: (rows: Int, requests: Int) = (0, 0), limits: SearchLimits = SearchLimits(),
    journal: Journal
  ) {
    self.reserve = reserve
    self.limits = limits
    start = setup.engine.clock.now
    self.setup = setup
    self.train = train
    self.select = select
    self.budget = budget
    self.journal = journal
  }

  /// Questions that are left, as far as other limits go too.
  ///
  /// They are taken to need as many requests as those before, and so are those that confirm: answers that
  /// cannot be used are asked for again, and a judge is asked too.
  public var left: Int {
    var left = budget - spent
    if requests > asked.rows, asked.rows > 0 {
      let kept =
        reserve.rows == 0
        ? 0
        : OptimizationPlan.confirming(
          reserve.rows, false, requestsEach: requestsEach, of: budget + reserve.requests)
      left = (left - max(0, kept - reserve.requests)) * asked.rows / requests
    }
    if !limits.isEmpty { left = min(left, limits.room(after: spent, using: used)) }
    return max(0, left)
  }

  /// The requests that a question took so far; 1 before there was any.
  var requestsEach: Double {
    asked.rows > 0 ? max(1, Double(requests) / Double(asked.rows)) : 1
  }

  /// What is known of a candidate, by example.
  public func known(_ candidate: Candidate) -> [String: Evaluator.Outcome] {
    outcomes[candidate.id] ?? [:]
  }

  /// Paired differences, second minus first, over examples that both have answered or had no room for.
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
}
