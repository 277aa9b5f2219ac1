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

  private var outcomes: [String: [String: Evaluator.Outcome]] = [:]
  /// So many documents in a row without an answer, and the model is given up.
  private static let patience = 8

  private let journal: Journal
  private var hasAnswered = false
  /// Documents without an answer since the last one that had one.
  private var unanswered = 0
  /// Questions asked so far.
  public private(set) var spent = 0
  /// Why the search ended, in a few words.
  public private(set) var stoppedBecause = "the search was complete"

  /// Makes a lab.
  public init(
    _ setup: Setup, train: [Example], select: [Example], budget: Int, journal: Journal
  ) {
    self.setup = setup
    self.train = train
    self.select = select
    self.budget = budget
    self.journal = journal
  }

  /// Questions that are left.
  public var left: Int { max(0, budget - spent) }

  /// Tries a candidate on examples; what was tried before is not asked again.
  ///
  /// Throws `Exhausted` before anything is asked when the budget does not suffice for all of them,
  /// `Extraction.Failure` when no example at all had an answer.
  public func evaluate(
    _ candidate: Candidate, on examples: [Example]
  ) async throws -> [Evaluator.Outcome] {
    let known = outcomes[candidate.id] ?? [:]
    _ = try await ask(candidate, on: examples.filter { known[$0.id] == nil })
    return examples.compactMap { outcomes[candidate.id]?[$0.id] }
  }

  /// Asks for a candidate's answers to examples whatever is known already, as optimizers do that
  /// remember nothing; the newest outcome of an example is remembered.
  ///
  /// A cache may still answer, but the budget counts the questions. Throws as `evaluate` does.
  public func ask(
    _ candidate: Candidate, on examples: [Example]
  ) async throws -> [Evaluator.Outcome] {
    guard !examples.isEmpty else { return [] }
    guard examples.count <= left else { throw exhausted() }
    if outcomes[candidate.id] == nil {
      outcomes[candidate.id] = [:]
      introduce(candidate)
    }
    let fresh = try await Evaluator(
      extractor: extractor(candidate), scorer: setup.scorer, concurrency: setup.engine.concurrency
    ).evaluate(examples) { [asked = setup.asked] outcome in
      asked(Self.questions(outcome), outcome.row.failure != nil)
    }
    for outcome in fresh {
      spent += Self.questions(outcome)
      hasAnswered = hasAnswered || outcome.row.isAnswered
      unanswered = outcome.row.isAnswered ? 0 : unanswered + 1
      outcomes[candidate.id, default: [:]][outcome.row.id] = outcome
    }
    if let failure = fresh.first?.row.failure, fresh.allSatisfy({ !$0.row.isAnswered }) {
      if failure.type == ModelError.Kind.budget.rawValue {
        stoppedBecause = failure.message
        throw Exhausted()
      }
      guard hasAnswered, unanswered < Self.patience else { throw failure }
    }
    report(candidate, fresh.map(\.row))
    return fresh
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

  /// The error that ends a search, and why.
  private func exhausted() -> Exhausted {
    stoppedBecause = "the budget of \(budget) calls was used"
    return Exhausted()
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
  /// - Returns: nil when there is no proposer.
  /// Throws `Exhausted`, or what the model throws.
  public func propose(
    _ prompt: Prompt, temperature: Double = 1, repetition: Int = 0
  ) async throws -> String? {
    guard let proposer = setup.proposer else { return nil }
    guard left > 0 else { throw exhausted() }
    spent += 1
    setup.asked(1, false)
    let call = Call(
      prompt: prompt,
      decoding: Decoding(temperature: temperature, maximumOutputTokens: 2_000, seed: 0),
      repetition: repetition)
    return try await proposer.model.complete(call).text
  }

  /// The extractor that a candidate would be in service, confidence aside.
  private func extractor(_ candidate: Candidate) -> any Extractor {
    ReaskingExtractor(
      Pipeline(template: candidate.template, engine: setup.engine, decoding: setup.decoding),
      reasks: setup.reasks)
  }
}

/// Takes down what a search decides, a JSON object an event.
public struct Journal: Sendable {
  /// Writes an event.
  public let write: @Sendable (JSONValue) -> Void

  /// Makes a journal; without a writer nothing is kept.
  public init(_ write: @escaping @Sendable (JSONValue) -> Void = { _ in }) {
    self.write = write
  }
}
