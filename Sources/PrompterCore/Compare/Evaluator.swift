/// Runs examples through an extractor and scores what comes out.
public struct Evaluator: Sendable {
  /// What is evaluated.
  public let extractor: any Extractor
  /// How records are scored.
  public let scorer: RecordScorer
  /// Documents under way at once.
  public let concurrency: Int
  /// Whether a document that the prompt leaves no room for scores 0, like one with a useless answer:
  /// between prompts that is a difference, where in a measurement it is an error.
  let scoresTooLong: Bool

  /// Makes an evaluator.
  public init(extractor: any Extractor, scorer: RecordScorer, concurrency: Int) {
    self.init(
      extractor: extractor, scorer: scorer, concurrency: concurrency, scoresTooLong: false)
  }

  init(extractor: any Extractor, scorer: RecordScorer, concurrency: Int, scoresTooLong: Bool) {
    self.extractor = extractor
    self.scorer = scorer
    self.concurrency = concurrency
    self.scoresTooLong = scoresTooLong
  }

  /// A scored example, with the extraction that led to it.
  public struct Outcome: Sendable {
    /// The row.
    public let row: EvaluationRow
    /// The extraction.
    public let extraction: Extraction

    /// Whether the model answered, well or badly.
    var isAnswered: Bool { row.isAnswered && row.failure?.isTooLong != true }
  }

  /// An example and which asking of it is meant.
  public struct Question: Sendable {
    /// The example.
    public let example: Example
    /// Which asking it is, from 0: answers to different ones are kept apart in caches.
    public let repetition: Int

    /// Makes a question.
    public init(_ example: Example, repetition: Int = 0) {
      self.example = example
      self.repetition = repetition
    }

    /// Each example so many times; all are asked once before one is asked again.
    public static func list(_ examples: [Example], repeats: Int = 1) -> [Question] {
      (0..<max(1, repeats)).flatMap { repetition in
        examples.map { Question($0, repetition: repetition) }
      }
    }
  }

  /// Evaluates examples; results are in the order of the examples.
  ///
  /// - Parameters:
  ///   - examples: labelled examples; unlabelled ones are left out.
  ///   - progress: called after each example with how many are done.
  /// Throws only `CancellationError`, when what was under way has ended.
  public func evaluate(
    _ examples: [Example], repetition: Int = 0, progress: @Sendable (Outcome) -> Void = { _ in }
  ) async throws -> [Outcome] {
    try await evaluate(
      asking: examples.map { Question($0, repetition: repetition) }, progress: progress)
  }

  /// Asks questions; results are in their order.
  ///
  /// Throws only `CancellationError`, when what was under way has ended.
  public func evaluate(
    asking questions: [Question], progress: @Sendable (Outcome) -> Void = { _ in }
  ) async throws -> [Outcome] {
    var outcomes: [Outcome?] = Array(repeating: nil, count: questions.count)
    try await forEachConcurrently(questions, limit: concurrency) { question in
      await evaluate(question.example, repetition: question.repetition)
    } receive: { index, outcome in
      outcomes[index] = outcome
      if let outcome { progress(outcome) }
    }
    return outcomes.compactMap { $0 }
  }

  private func evaluate(_ example: Example, repetition: Int) async -> Outcome? {
    guard let expected = example.expected else { return nil }
    let extraction = await extractor.extract(example.document, repetition: repetition)
    if extraction.failure?.isCancellation == true { return nil }
    var row = EvaluationRow(
      id: example.id, expected: expected, predicted: extraction.record,
      confidence: extraction.values.compactMapValues(\.confidence),
      recordConfidence: extraction.confidence, failure: extraction.failure,
      repairs: extraction.repairs.map(\.rule), attempts: extraction.attempts,
      usage: extraction.usage, latency: extraction.completion?.latency.milliseconds,
      text: example.document.text, evidence: extraction.values.compactMapValues(\.evidence),
      origin: extraction.origin, repetition: repetition)
    let isRoomless = extraction.failure?.isTooLong == true
    if extraction.failure?.isInvalidAnswer != false || isRoomless && scoresTooLong {
      do {
        let score = try await scorer.score(extraction.record, expected: expected)
        row.score = score.score
        row.fields = score.fields
      } catch {
        // A metric that cannot tell is an error of the row, never another metric's score. One whose
        // model may not be asked any more ends a search as the task model's would.
        let isSpent = (error as? ModelError)?.kind == .budget
        row.failure = Extraction.Failure(
          isInvalidAnswer: false, type: isSpent ? ModelError.Kind.budget.rawValue : "metric",
          message: "\(error)", isRetryable: false)
      }
    }
    return Outcome(row: row, extraction: extraction)
  }
}
