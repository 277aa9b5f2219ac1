import Foundation
public import PrompterCore

/// Extracts records from texts: made for a schema and a model, trained on examples, saved as one
/// file, loaded again.
///
/// It is an immutable value that tasks may share. Training gives a new one.
///
/// ```swift
/// let prompter = try Prompter<Invoice>.load("invoices")
/// let invoice = try await prompter.predict(text)
/// print(invoice.vendor, invoice.confidence ?? .nan)
/// ```
public struct Prompter<Output: Codable & Sendable>: Sendable {
  /// Everything that is saved.
  public let artifact: Artifact
  /// How it reaches its model and runs its calls.
  public let configuration: PrompterConfiguration
  /// What the training did that made it; nil when it was loaded or is the seed.
  public let optimization: OptimizationResult?
  /// Who is asked when this one gives no usable answer, or one that is trusted too little.
  let line: FallbackLine
  let engine: LazyEngine
  /// The fields that count in a record's score, in the order of the schema.
  public let scoredFields: [FieldPath]
  /// The fields that an evaluation reports, those of the items of lists included.
  public let reportedFields: [FieldPath]
  /// Whether any field counts in a record's score.
  let scoresAnything: Bool
  /// The line that it runs, made when first asked for.
  private let made = Made<any Extractor>()

  /// Makes a prompter from what an artifact holds.
  ///
  /// Throws `ReferenceError` when the model's name leads nowhere, `SchemaError` when the schema
  /// declares a metric that does not exist.
  public init(
    artifact: Artifact, configuration: PrompterConfiguration = PrompterConfiguration()
  ) throws {
    let model = artifact.model
    _ = try ModelReference(model)
    try self.init(
      artifact: artifact, configuration: configuration, optimization: nil,
      engine: LazyEngine { try configuration.engine(for: model) })
  }

  init(
    artifact: Artifact, configuration: PrompterConfiguration, optimization: OptimizationResult?,
    engine: LazyEngine, line: FallbackLine = FallbackLine()
  ) throws {
    self.artifact = artifact
    self.configuration = configuration
    self.optimization = optimization
    self.engine = engine
    self.line = line
    // Whoever only extracts needs no judge.
    let described = try RecordScorer(
      artifact.template.schema, catalog: .describing.merging(configuration.metrics))
    (scoredFields, reportedFields) = (described.fields, described.reported)
    scoresAnything = described.weight > 0
  }

  /// Scores its records.
  ///
  /// - Parameter metrics: win over the configuration's.
  /// Throws `SchemaError` when a metric wants a judge and there is none, `ModelError` when the judge
  /// has no key.
  func scorer(_ metrics: MetricCatalog = MetricCatalog()) throws -> RecordScorer {
    let catalog = configuration.metrics.merging(metrics)
    if let judge = catalog.judge as? LazyModel { _ = try judge.engine.get() }
    return try RecordScorer(schema, catalog: catalog)
  }

  /// The engine that runs its calls, made when first asked for.
  ///
  /// Throws `ModelError` when the model's key is missing.
  public func makeEngine() throws -> Engine { try engine.get() }

  /// The schema of its records.
  public var schema: Schema { artifact.template.schema }

  /// The same prompter with other training behind it; the engine is shared.
  func with(_ artifact: Artifact, _ optimization: OptimizationResult) throws -> Prompter {
    try Prompter(
      artifact: artifact, configuration: configuration, optimization: optimization, engine: engine,
      line: line)
  }

  /// The line that it runs: prompt, engine, parser, re-ask, confidence, and then its fallbacks.
  public func extractor() throws -> any Extractor {
    try made.get {
      ReportingExtractor(
        try fallbackExtractor() ?? ownExtractor(), prompter: line.name ?? reference,
        schema: schema, threshold: line.threshold, configuration.engine.telemetry)
    }
  }

  /// The line of this prompter alone.
  func ownExtractor(hasFallback: Bool = false) throws -> any Extractor {
    let base = try wholeExtractor(hasFallback: hasFallback)
    guard isCalibrated, let calibration = artifact.calibration else { return try reading(base) }
    let fields = scoredFields
    let calibrated = CalibratedExtractor(
      base, calibration: calibration, schema: schema, fields: fields)
    let fit = calibration.fit(withSecond: configuration.asksTwice)
    return try reading(calibrated) { values in
      fit.recordProbability(fields.compactMap { values[$0]?.confidence })
    }
  }

  /// The same without confidence.
  func rawExtractor() throws -> any Extractor { try reading(wholeExtractor(hasFallback: false)) }

  /// What reads a document, or a part of one, as a whole.
  private func wholeExtractor(hasFallback: Bool) throws -> any Extractor {
    let engine = try engine.get()
    func extractor(_ template: PromptTemplate) -> any Extractor {
      ReaskingExtractor(
        Pipeline(
          template: template, engine: engine, decoding: artifact.decoding,
          hasFallback: hasFallback), reasks: configuration.reasks)
    }
    let base = extractor(artifact.template)
    guard configuration.asksTwice else { return base }
    return AgreeingExtractor(base, second: extractor(artifact.template.otherShape))
  }

  /// Whether its records come with a confidence: it was calibrated with this prompt, this model and
  /// this decoding.
  public var isCalibrated: Bool {
    artifact.calibration?.belongsTo
      == Calibration.identity(
        template: artifact.template, model: artifact.model, decoding: artifact.decoding)
  }
}

extension Prompter where Output: Extractable {
  /// Makes the seed prompter of a type: its schema's own words, no demonstrations.
  ///
  /// Throws `SchemaError` when the type's schema cannot be used, `ReferenceError` when the model's
  /// name leads nowhere.
  public init(
    model: String = ModelReference.standard.description,
    configuration: PrompterConfiguration = PrompterConfiguration()
  ) throws {
    try self.init(
      artifact: Artifact(
        name: "\(Output.self)".lowercased(), template: .seed(Schema(json: Output.schema)),
        model: model),
      configuration: configuration)
  }
}

extension Prompter where Output == JSONValue {
  /// Makes the seed prompter of a schema that is known at run time only.
  ///
  /// Throws as the initialiser for types does.
  public init(
    schema: Schema, model: String = ModelReference.standard.description,
    configuration: PrompterConfiguration = PrompterConfiguration()
  ) throws {
    try self.init(
      artifact: Artifact(name: schema.title.lowercased(), template: .seed(schema), model: model),
      configuration: configuration)
  }
}

extension Prompter {
  /// Extracts the record of a text.
  ///
  /// Throws `Extraction.Failure` when there is none, `ModelError` when the key is missing.
  public func predict(_ text: String) async throws -> Prediction<Output> {
    try await predict(Document(text: text))
  }

  /// Extracts the record of a document.
  public func predict(_ document: Document) async throws -> Prediction<Output> {
    try await Prediction(extractor().extract(document))
  }

  /// Extracts the records of many documents, a bounded number at a time.
  ///
  /// - Parameter monitor: watches how far it is.
  /// - Returns: one result a document, in their order; a failure costs no other document.
  /// Throws only when nothing could be started, or the task is cancelled.
  public func predictBatch(
    _ documents: [Document], monitor: RunMonitor? = nil
  ) async throws -> [Result<Prediction<Output>, any Error>] {
    var results: [Result<Prediction<Output>, any Error>?] = Array(
      repeating: nil, count: documents.count)
    try await extractAll(documents, monitor: monitor) { index, extraction in
      results[index] = Result { try Prediction(extraction) }
    }
    return results.compactMap { $0 }
  }

  /// Extracts the records of many texts, a bounded number at a time.
  ///
  /// As for documents, which are named by their content.
  public func predictBatch(
    _ texts: [String], monitor: RunMonitor? = nil
  ) async throws -> [Result<Prediction<Output>, any Error>] {
    try await predictBatch(texts.map { Document(text: $0) }, monitor: monitor)
  }

  /// Extracts the records of a stream of documents and hands each on as it comes.
  ///
  /// - Parameter monitor: watches how far it is.
  public func extractAll(
    _ documents: some Sequence<Document>, monitor: RunMonitor? = nil,
    receive: (Int, Extraction) async throws -> Void
  ) async throws {
    defer { monitor?.end() }
    let extractor = try extractor()
    let engines = try engines()
    monitor?.begin(total: (documents as? any Collection)?.count, engines)
    try await forEachConcurrently(documents, limit: engines.concurrency) { document in
      await extractor.extract(document)
    } receive: { index, extraction in
      try await receive(index, extraction)
      monitor?.step(extraction)
    }
    await engines.finish()
  }
}
