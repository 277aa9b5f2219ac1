public import PrompterCore

/// Prompters that answer the same stream of documents, to find out which is better.
///
/// Who serves a document is decided by a hash of its id, or of one of its inputs: whoever asks
/// again gets the same one, in every process, with nothing to keep. Those in the shadow answer
/// everything too, and nobody sees it but the log.
///
/// ```swift
/// let experiment = try Experiment(
///   "invoices", log: "invoices.sqlite", serving: [("v3", v3, 90), ("v4", v4, 10)])
/// let prediction = try await experiment.predict(Document(id: "m-17", text: text))
/// try await experiment.log.note(record: corrected, of: "m-17")
/// print(try experiment.log.report().contrasts.map(\.verdict))
/// ```
public struct Experiment<Output: Codable & Sendable>: Sendable {
  /// Who answered what, and what came of it.
  public let log: ExperimentLog
  /// The engines of all who take part, each once.
  public let engines: PrompterEngines
  /// Whether the records of all who serve come with a confidence.
  public let isCalibrated: Bool
  private let line: ExperimentExtractor

  /// Begins an experiment, or goes on with it.
  ///
  /// Prompters with one model at one address share an engine, and all share the budget of the
  /// first.
  ///
  /// - Parameters:
  ///   - name: goes into the hash that assigns.
  ///   - path: the SQLite file of the log.
  ///   - serving: names, prompters of one schema and their weights; the first one is what others are
  ///     compared with.
  ///   - shadows: those that answer everything and serve nothing.
  ///   - key: the named input whose value is assigned; nil for the document's id.
  /// Throws `FileError` when the file holds another experiment, or the fields of a schema differ;
  /// `ReferenceError` when a weight is none; `ModelError` when a model's key is missing.
  public init(
    _ name: String, log path: String,
    serving: [(name: String, prompter: Prompter<Output>, weight: Double)],
    shadows: [(name: String, prompter: Prompter<Output>)] = [], by key: String? = nil
  ) throws {
    try self.init(
      name, log: path,
      variants: serving.map { ($0.name, $0.name, $0.prompter, $0.weight) }
        + shadows.map { ($0.name, $0.name, $0.prompter, nil) }, by: key)
  }

  /// The same with what users call the prompters, for commands that find them again.
  package init(
    _ name: String, log path: String,
    variants: [(name: String, reference: String, prompter: Prompter<Output>, weight: Double?)],
    by key: String?
  ) throws {
    let variants = variants.filter { $0.weight != nil } + variants.filter { $0.weight == nil }
    guard let first = variants.first?.prompter else {
      throw ReferenceError("an experiment needs a prompter that serves")
    }
    for variant in variants {
      let differences = first.schema.differences(from: variant.prompter.schema)
      guard differences.isEmpty else {
        throw FileError(
          variant.name,
          "its schema is not that of \(variants[0].name): \(differences.joined(separator: "; "))")
      }
    }
    let definition = try ExperimentDefinition(
      name: name,
      variants: variants.map { variant in
        ExperimentDefinition.Variant(
          name: variant.name, reference: variant.reference, weight: variant.weight,
          prompterHash: variant.prompter.artifact.sha256, model: variant.prompter.artifact.model)
      }, key: key, schema: first.schema)
    var sharing: [Prompter<Output>] = []
    for variant in variants { sharing.append(try variant.prompter.sharingEngines(with: sharing)) }
    var engines: [LazyEngine] = []
    var members: [ExperimentExtractor.Member] = []
    for (variant, prompter) in zip(variants, sharing) {
      let engine = try prompter.makeEngine()
      for engine in [prompter.engine] + prompter.line.members.map(\.engine)
      where !engines.contains(where: { $0 === engine }) {
        engines.append(engine)
      }
      members.append(
        ExperimentExtractor.Member(
          name: variant.name, model: prompter.artifact.model,
          extractor: try prompter.extractor(), price: engine.price))
    }
    self.engines = PrompterEngines(all: try engines.map { try $0.get() })
    isCalibrated = variants.allSatisfy { $0.weight == nil || $0.prompter.isCalibrated }
    log = try ExperimentLog(path, for: definition)
    line = ExperimentExtractor(log: log, members: members)
  }

  /// What answers: the record is that of the one who serves.
  public var extractor: any Extractor { line }

  /// What answers as soon as who serves has answered.
  ///
  /// - Parameter shadowWork: goes on with what the others have to say, and is to be waited for.
  public func extractor(leavingTo shadowWork: ShadowWork) -> any Extractor {
    var line = line
    line.shadowWork = shadowWork
    return line
  }

  /// Extracts the record of a document and takes down who answered.
  ///
  /// Throws `Extraction.Failure` when there is no record.
  public func predict(_ document: Document) async throws -> Prediction<Output> {
    try Prediction(await line.extract(document))
  }

  /// The name of who serves a key.
  public func variant(for key: String) -> String {
    line.members[log.definition.allocation.choice(for: key)].name
  }
}

extension Prompter {
  /// The same prompter with the engine of another one that has its model and address; else with
  /// the budget of the first of them.
  fileprivate func sharingEngines(with others: [Prompter]) throws -> Prompter {
    guard let first = others.first else { return self }
    let shared: LazyEngine
    if let same = others.first(where: { other in
      other.artifact.model == artifact.model
        && other.configuration.connection.baseURL == configuration.connection.baseURL
    }) {
      shared = same.engine
    } else {
      let (model, configuration, budget) = (artifact.model, configuration, first.engine)
      shared = LazyEngine { try configuration.engine(for: model, sharing: budget.get().budget) }
    }
    return try Prompter(
      artifact: artifact, configuration: configuration, optimization: optimization,
      engine: shared, line: line)
  }
}
