public import PrompterCore

extension Prompter {
  /// Extracts the record of a document, and tells of its fields while the model is writing them.
  ///
  /// Fields come one by one from providers that stream (all with an OpenAI-compatible address); from
  /// others nothing is heard before the record is there.
  ///
  /// - Parameter wrote: called with all fields that are written out so far, in the record's shape;
  ///   an answer that cannot be used is asked for again, and the fields begin anew.
  /// Throws what `predict` throws.
  public func predict(
    _ document: Document, wrote: @escaping @Sendable (JSONValue) -> Void
  ) async throws -> Prediction<Output> {
    try await RecordListener.$current.withValue(RecordListener(wrote: wrote)) {
      try await predict(document)
    }
  }
}
