import PrompterCore

extension OptimizationOptions {
  /// Whether only the seed is written, which takes no call and needs no examples.
  func isSeed(on data: Dataset) -> Bool { maximumCalls == 0 && data.examples.isEmpty }
}

extension Prompter {
  /// Checks what a training is given; it needs no key.
  ///
  /// Throws `DataError` when an example is not labelled with a record of the schema, `SchemaError`
  /// when no field counts in a record's score, or when a metric wants a judge and there is none.
  func check(_ data: Dataset, for options: OptimizationOptions) throws {
    if !options.isSeed(on: data) { try data.requireLabels(schema) }
    guard options.maximumCalls != 0 else { return }
    guard scoresAnything else {
      throw SchemaError(
        pointer: "#", message: "no field counts in a record's score, so no prompt can be better")
    }
    _ = try RecordScorer(schema, catalog: configuration.metrics.merging(options.metrics))
  }

  /// Makes all that a training will ask: task model, proposer, teacher and judge.
  ///
  /// What is missing is missed then before anything is written.
  ///
  /// Throws `ModelError` when a key is missing, `ReferenceError` when there is no such model, and
  /// `SchemaError` when records cannot be scored.
  public func prepare(_ options: OptimizationOptions = .light) throws {
    let engine = try makeEngine()
    _ = try scorer(options.metrics)
    for model in [options.proposer, options.teacher] { _ = try helper(model, of: engine) }
  }
}
