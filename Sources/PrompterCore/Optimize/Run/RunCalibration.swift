/// What the answers at hand say of confidence.
extension OptimizationRun {
  func calibrate(
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
  func secondAnswers(
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
