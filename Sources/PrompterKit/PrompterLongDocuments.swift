import PrompterCore

extension Prompter {
  /// Whether its model looks at pictures.
  public var seesPictures: Bool {
    (try? configuration.capabilities(of: artifact.model))?.sees ?? false
  }

  /// What prompt and answer may take together, as configured or as the model is known to take; nil
  /// when nobody knows.
  var window: DocumentWindow? {
    let known =
      configuration.contextLength
      ?? (try? configuration.capabilities(of: artifact.model))?.contextLength
    return known.map {
      DocumentWindow($0, template: artifact.template, decoding: artifact.decoding)
    }
  }

  /// An extractor that reads documents in parts which are too long for the model.
  ///
  /// - Parameter confidence: the probability that a record is right whose values are these.
  func reading(
    _ base: any Extractor,
    confidence: @escaping @Sendable ([FieldPath: Extraction.Value]) -> Double? = { _ in nil }
  ) throws -> any Extractor {
    let engine = try makeEngine()
    let window = window
    return ChunkingExtractor(
      base, schema: schema, concurrency: engine.concurrency,
      limit: engine.configuration.deadline, clock: engine.clock,
      room: { document in window?.room(for: document) }, confidence: confidence)
  }
}
