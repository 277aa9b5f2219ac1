public import PrompterCore

/// Why there is no confidence to be had.
public struct CalibrationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what to do, in words.
  public let description: String

  /// Makes an error.
  public init(_ description: String) {
    self.description = description
  }
}

/// A threshold that was looked for on labelled examples.
public struct ThresholdReport: Sendable {
  /// What was found.
  public let outcome: RiskThreshold.Outcome
  /// How the confidences of the examples did.
  public let heldOut: HeldOutConfidence
  /// Examples that were left out, because the calibration was fitted on them.
  public let seen: Int
  /// The prompter that keeps them, so that thresholds for other targets can be had without labels.
  public let calibration: Calibration
}

extension Prompter {
  /// Fits the confidence on labelled examples and returns the prompter that has it.
  ///
  /// The prompt stays as it is. What the prompt shows is left out, as the model would only copy it.
  ///
  /// - Parameter monitor: watches how far it is.
  /// Throws `DataError` when an example is not labelled with a record of the schema,
  /// `CalibrationError` when there is nothing to fit on, `Extraction.Failure` when an example has no
  /// answer.
  public func calibrate(on data: Dataset, monitor: RunMonitor? = nil) async throws -> Prompter {
    try data.requireLabels(schema)
    let outcomes = try await judged(data.examples, by: rawExtractor(), monitor)
    let rows = outcomes.compactMap { outcome in
      outcome.extraction.record.map { _ in
        Calibration.Row(
          extraction: outcome.extraction, text: outcome.row.text ?? "",
          right: outcome.row.fields.mapValues { $0.outcome == .right })
      }
    }
    // A seed was chosen by no example, whatever it was made beside.
    let isTraining =
      data.sha256 == artifact.data?.sha256 && artifact.template != PromptTemplate.seed(schema)
    guard
      var calibration = Calibration.fit(
        rows, schema: schema, fields: scoredFields, source: isTraining ? .selection : .confirm,
        belongsTo: Calibration.identity(
          template: artifact.template, model: artifact.model, decoding: artifact.decoding))
    else {
      throw CalibrationError(
        "\(data.name): nothing to fit a confidence on: it takes \(Calibration.minimumValues) "
          + "labelled values of usable answers, some right and some wrong, and there are "
          + Self.counts(rows, scoredFields))
    }
    calibration.data = data.sha256
    calibration.examples = ExampleMarks(outcomes.map { $0.row.text ?? "" })
    var artifact = artifact
    artifact.calibration = calibration
    return try Prompter(
      artifact: artifact, configuration: configuration, optimization: nil, engine: engine,
      line: line)
  }

  private static func counts(_ rows: [Calibration.Row], _ fields: [FieldPath]) -> String {
    let labels = rows.flatMap { row in fields.compactMap { row.right[$0] } }
    return "\(labels.count), \(labels.count { !$0 }) of them wrong"
  }

  /// The confidence from which on records may be accepted so that at most a share of them is wrong.
  ///
  /// Examples that the calibration was fitted on are left out. When there are no others, each is judged
  /// by a fit on the others, which is in the artifact already; no call is made then.
  ///
  /// - Parameters:
  ///   - error: the share of accepted records that may be wrong, inside `0...1`.
  ///   - confidence: how sure it is to be, inside `0...1`.
  /// Throws `CalibrationError` when the prompter is not calibrated, else as `calibrate` does.
  public func threshold(
    on data: Dataset, error: Double, confidence: Double = 0.95, monitor: RunMonitor? = nil
  ) async throws -> ThresholdReport {
    guard isCalibrated, var calibration = artifact.calibration else {
      throw CalibrationError(uncalibrated)
    }
    try data.requireLabels(schema)
    let isTwice = configuration.asksTwice && calibration.agreeing != nil
    let fit = calibration.fit(withSecond: isTwice)
    let unseen =
      data.sha256 == (calibration.data ?? artifact.data?.sha256)
      ? [] : data.examples.filter { !calibration.examples.contains($0.document.text) }
    let heldOut: HeldOutConfidence
    if unseen.isEmpty, let known = fit.heldOut {
      heldOut = known
    } else {
      let outcomes = try await judged(
        unseen.isEmpty ? data.examples : unseen, by: ownExtractor(), monitor)
      guard let fresh = HeldOutConfidence(.fresh, outcomes, scoredFields) else {
        throw CalibrationError("\(data.name): no example has a usable answer with a confidence")
      }
      heldOut = fresh
    }
    if isTwice {
      calibration.agreeing?.heldOut = heldOut
    } else {
      calibration.plain.heldOut = heldOut
    }
    return ThresholdReport(
      outcome: RiskThreshold.find(
        heldOut.records.confidences, heldOut.records.right, target: error, confidence: confidence),
      heldOut: heldOut, seen: heldOut.source == .fresh ? data.examples.count - unseen.count : 0,
      calibration: calibration)
  }

  /// Why its records have no confidence, and what to do; for a prompter that is not calibrated.
  public var uncalibrated: String {
    artifact.calibration == nil
      ? "the prompter is not calibrated; 'prompter calibrate' fits its confidence on labelled "
        + "examples"
      : "its calibration belongs to another prompt, model or decoding and does not apply; "
        + "'prompter calibrate' fits a new one"
  }

  /// The same prompter with another calibration.
  public func with(_ calibration: Calibration) throws -> Prompter {
    var artifact = artifact
    artifact.calibration = calibration
    return try Prompter(
      artifact: artifact, configuration: configuration, optimization: optimization, engine: engine,
      line: line)
  }

  /// The answers to labelled examples, those left out that the prompt shows.
  private func judged(
    _ examples: [Example], by extractor: any Extractor, _ monitor: RunMonitor?
  ) async throws -> [Evaluator.Outcome] {
    defer { monitor?.end() }
    let shown =
      artifact.template.layout.nearest == nil
      ? Set(artifact.template.demonstrations.map(\.input)) : []
    let examples = examples.filter { !shown.contains($0.document.text) }
    let engine = try makeEngine()
    monitor?.begin(total: examples.count, PrompterEngines(all: [engine]))
    let outcomes = try await Evaluator(
      extractor: extractor, scorer: scorer(), concurrency: engine.concurrency
    ).evaluate(examples) { monitor?.step($0.extraction) }
    await engine.finish()
    if let failure = outcomes.first(where: { !$0.row.isAnswered })?.row.failure { throw failure }
    return outcomes
  }
}

extension HeldOutConfidence {
  /// Judges the confidences of examples; an unusable answer is a record that was not accepted.
  fileprivate init?(_ source: Source, _ outcomes: [Evaluator.Outcome], _ fields: [FieldPath]) {
    var values: [Value] = []
    var records: [(confidence: Double, isRight: Bool)] = []
    for row in outcomes.map(\.row) {
      guard row.failure == nil else {
        records.append((0, false))
        continue
      }
      for field in fields {
        guard let probability = row.confidence[field], let score = row.fields[field] else {
          continue
        }
        values.append((field, probability, score.outcome == .right))
      }
      if let confidence = row.recordConfidence, let isRight = row.isExact(fields) {
        records.append((confidence, isRight))
      }
    }
    self.init(source, values: values, records: records)
  }
}
