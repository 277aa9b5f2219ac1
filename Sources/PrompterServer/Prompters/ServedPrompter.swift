public import PrompterKit

/// A prompter behind an address.
public struct ServedPrompter: Sendable {
  /// How requests name it.
  public let name: String
  /// How answers name it: its file, or `name@version`.
  public let reference: String
  /// The schema of its records.
  public let schema: Schema
  /// Its model, as `provider/model`.
  public let model: String
  /// SHA-256 of what it holds.
  public let hash: String
  /// Whether its records come with a confidence.
  public let isCalibrated: Bool
  /// Which of its records are given out; nil for all.
  ///
  /// It holds for records whose confidence is known.
  public var gate: Acceptance?
  let extractor: any Extractor
  /// What prompters in its shadow still do; nil when nobody is in its shadow.
  let shadowWork: ShadowWork?
  /// The clock that deadlines of its extractor are on.
  let clock: any MonotonicClock
  let price: Price?

  /// Makes one of a prompter.
  ///
  /// - Parameters:
  ///   - name: how requests name it; nil for the name of its artifact.
  ///   - reference: how answers name it; nil for `name@version`.
  /// Throws `ModelError` when the key of its model is missing.
  public init<Output>(
    _ prompter: Prompter<Output>, name: String? = nil, reference: String? = nil
  ) throws {
    let engine = try prompter.makeEngine()
    let artifact = prompter.artifact
    self.init(
      name: name ?? artifact.name, reference: reference ?? "\(artifact.name)@\(artifact.version)",
      schema: prompter.schema, model: artifact.model, hash: artifact.sha256,
      isCalibrated: prompter.isCalibrated, extractor: try prompter.extractor(),
      clock: engine.clock, price: engine.price)
  }

  /// Makes one of an experiment, whose answers name the prompter that gave them and do not wait for
  /// those in the shadow.
  ///
  /// - Parameters:
  ///   - name: how requests name it; nil for the experiment's name.
  ///   - shadowFailed: hears why an answer in the shadow could not be taken down.
  /// Throws `ReferenceError` when the experiment has no engine.
  public init<Output>(
    _ experiment: Experiment<Output>, name: String? = nil,
    shadowFailed: @escaping @Sendable (any Error) -> Void = { _ in }
  ) throws {
    let definition = experiment.log.definition
    guard let engine = experiment.engines.all.first else {
      throw ReferenceError("the experiment '\(definition.name)' has nobody who answers")
    }
    let shadowWork = ShadowWork(failed: shadowFailed)
    self.init(
      name: name ?? definition.name, reference: definition.name, schema: definition.schema,
      model: definition.variants[0].model, hash: definition.sha256,
      isCalibrated: experiment.isCalibrated,
      extractor: experiment.extractor(leavingTo: shadowWork), shadowWork: shadowWork,
      clock: engine.clock, price: engine.price)
  }

  init(
    name: String, reference: String, schema: Schema, model: String, hash: String,
    isCalibrated: Bool, extractor: any Extractor, shadowWork: ShadowWork? = nil,
    clock: any MonotonicClock, price: Price?
  ) {
    self.name = name
    self.reference = reference
    self.schema = schema
    self.model = model
    self.hash = hash
    self.isCalibrated = isCalibrated
    self.extractor = extractor
    self.shadowWork = shadowWork
    self.clock = clock
    self.price = price
  }

  /// The line of an extraction, as `predict` prints it.
  ///
  /// Of prompters that were asked in vain it tells the kind alone: an engine's words may name the
  /// model's address.
  func line(_ extraction: Extraction) -> JSONObject {
    let line = extraction.json(
      prompter: reference, model: model, cost: price?.cost(extraction.usage))
    guard var object = line.object else { return [:] }
    if let detours = object["fallback"]?.array {
      object["fallback"] = .array(
        detours.map { detour in
          var detour = detour.object ?? [:]
          detour["reason"] = detour["type"] ?? "error"
          return .object(detour)
        })
    }
    return object
  }
}
