public import PrompterCore

extension Prompter {
  /// Scores the prompter on labelled examples.
  ///
  /// - Parameters:
  ///   - name: how the record calls the prompter; its file or name@version.
  ///   - repeats: how often each example is asked. Answers to different repeats are kept apart in
  ///     caches, and all repeats of an example count as one in the statistics.
  ///   - monitor: watches how far it is.
  ///   - progress: sees each outcome as it comes.
  /// Throws `DataError` when an example is not labelled with a record of the schema.
  public func evaluate(
    on data: Dataset, name: String? = nil, repeats: Int = 1, monitor: RunMonitor? = nil,
    progress: @Sendable (Evaluator.Outcome) -> Void = { _ in }
  ) async throws -> Evaluation {
    try data.requireLabels(schema)
    return try await evaluate(
      asking: Evaluator.Question.list(data.examples, repeats: repeats), of: data, name: name,
      monitor: monitor, progress: progress)
  }

  /// Asks again what a record of this prompter has no answer to; its other rows stay as they are.
  ///
  /// - Parameter data: holds the examples of the record; others are left alone.
  /// Throws `DataError` when the record is of another prompter, or the examples have changed.
  public func evaluate(
    retrying record: Evaluation, on data: Dataset, monitor: RunMonitor? = nil,
    progress: @Sendable (Evaluator.Outcome) -> Void = { _ in }
  ) async throws -> Evaluation {
    let questions = try questions(retrying: record, in: data)
    guard !questions.isEmpty else {
      monitor?.end()
      return record
    }
    let later = try await evaluate(
      asking: questions, of: data, name: record.prompter, monitor: monitor, progress: progress)
    return record.replacingErrors(with: later)
  }

  /// What the rows without an answer have asked.
  private func questions(
    retrying record: Evaluation, in data: Dataset
  ) throws -> [Evaluator.Question] {
    let examples = try examples(of: record, in: data)
    try examples.requireLabels(schema)
    let byID = Dictionary(
      examples.examples.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return record.unanswered.compactMap { row in
      byID[row.id].map { Evaluator.Question($0, repetition: row.repetition) }
    }
  }

  /// The examples of the data that a record is about.
  ///
  /// Throws `DataError` when the record is of another prompter or of other examples.
  private func examples(of record: Evaluation, in data: Dataset) throws -> Dataset {
    guard record.prompterHash == artifact.sha256, record.model == artifact.model else {
      throw DataError(
        file: data.name,
        message:
          "the record is of another prompter or model; without --retry-errors it is made anew")
    }
    let ids = Set(record.rows.map(\.id))
    let examples = try Dataset(name: data.name, data.examples.filter { ids.contains($0.id) })
    guard examples.sha256 == record.dataHash else {
      throw DataError(
        file: data.name,
        message: "the record is of other examples; without --retry-errors it is made anew")
    }
    return examples
  }

  private func evaluate(
    asking questions: [Evaluator.Question], of data: Dataset, name: String?,
    monitor: RunMonitor?, progress: @Sendable (Evaluator.Outcome) -> Void
  ) async throws -> Evaluation {
    defer { monitor?.end() }
    let engines = try engines()
    let before = engines.reading
    monitor?.begin(total: questions.count, engines)
    let outcomes = try await Evaluator(
      extractor: extractor(), scorer: scorer(), concurrency: engines.concurrency
    ).evaluate(asking: questions) { outcome in
      monitor?.step(outcome.extraction)
      progress(outcome)
    }
    await engines.finish()
    var evaluation = Evaluation(
      prompter: name ?? artifact.name, prompterHash: artifact.sha256, model: artifact.model,
      data: data.name, dataHash: data.sha256, scoredFields: scoredFields,
      reportedFields: reportedFields, rows: outcomes.map(\.row),
      counts: engines.counts(since: before), cost: engines.cost(since: before))
    evaluation.setup.decoding = artifact.decoding
    evaluation.setup.price = engines.all.first?.price
    let searched = artifact.data?.searched ?? ExampleMarks()
    evaluation.setup.searched =
      Set(
        questions.filter { searched.contains($0.example.document.text) }.map(\.example.id)
      ).count
    return evaluation
  }

  /// Foresees what `evaluate` will take.
  ///
  /// Throws `DataError` when an example is not labelled with a record of the schema.
  public func plan(evaluating data: Dataset, repeats: Int = 1) throws -> RunPlan {
    try data.requireLabels(schema)
    return try plan(asking: Evaluator.Question.list(data.examples, repeats: repeats))
  }

  /// Foresees what asking again for the errors of a record will take.
  ///
  /// Throws `DataError` when the record is of another prompter, or the examples have changed.
  public func plan(retrying record: Evaluation, on data: Dataset) throws -> RunPlan {
    try plan(asking: questions(retrying: record, in: data))
  }

  private func plan(asking questions: [Evaluator.Question]) throws -> RunPlan {
    var forecast = try forecast(records: questions.compactMap(\.example.expected))
    for question in questions { forecast.add(question.example.document, of: self) }
    return forecast.plan(documents: questions.count)
  }

  /// Compares this prompter (A) with another one (B) on the same examples.
  ///
  /// The same prompter with the same model is asked once: it does not differ from itself.
  public func compare(
    with other: Prompter, on data: Dataset, repeats: Int = 1
  ) async throws -> Comparison {
    let first = try await evaluate(on: data, repeats: repeats)
    guard !asksTheSame(as: other) else { return Comparison(first, first) }
    return try await Comparison(first, other.evaluate(on: data, repeats: repeats))
  }

  /// Whether another prompter has the same prompt, model and decoding, and neither has a fallback.
  public func asksTheSame(as other: Prompter) -> Bool {
    artifact.sha256 == other.artifact.sha256 && line.members.isEmpty && other.line.members.isEmpty
  }
}
