import Foundation
import PrompterKit

/// A prompter that was named on the command line, with the options applied.
struct LoadedPrompter {
  /// The prompter.
  let prompter: Prompter<JSONValue>
  /// How it is called in outputs: its file, or `name@version`.
  let name: String

  /// Loads a prompter; `--model` replaces its model and `--temperature` and the like its decoding,
  /// and its calibration then does not apply.
  init(
    _ reference: String, _ options: ModelOptions, _ settings: Settings, seed: UInt64,
    fallback: FallbackOptions? = nil, drain: Drain? = nil, journal: RunJournal? = nil,
    budget: Budget? = nil, asksTwice: Bool = false, judge: JudgeOptions? = nil
  ) throws {
    var configuration = try options.configuration(
      settings, seed: seed, drain: drain, journal: journal, budget: budget)
    configuration.asksTwice = asksTwice
    let loaded = try Prompter<JSONValue>.load(
      reference, model: options.model, configuration: configuration)
    var artifact = loaded.artifact
    artifact.decoding = options.decoding(artifact.decoding)
    name = Self.name(reference, artifact)
    configuration = try options.priced(loaded.configuration, for: artifact.model)
    if let judge {
      configuration.metrics = try judge.metrics(configuration, beside: artifact.model)
    }
    let alone = try Prompter<JSONValue>(artifact: artifact, configuration: configuration)
    prompter = try fallback?.apply(to: alone, name, options) ?? alone
  }

  /// What the user should know: that there will be no confidence, or that the second answers add
  /// nothing to it.
  var confidenceNotes: [String] {
    guard let calibration = prompter.artifact.calibration else { return [] }
    guard prompter.isCalibrated else { return ["no confidence: \(prompter.uncalibrated)"] }
    guard prompter.configuration.asksTwice, calibration.agreeing == nil else { return [] }
    return [
      "the confidence takes no notice of second answers; 'prompter calibrate --agreement' fits it "
        + "with them"
    ]
  }

  /// How outputs call a prompter.
  static func name(_ reference: String, _ artifact: Artifact) -> String {
    reference.hasSuffix(".json") ? reference : "\(artifact.name)@\(artifact.version)"
  }

  /// Whether another prompter than this one answered.
  func isFallback(_ extraction: Extraction) -> Bool {
    guard let origin = extraction.origin else { return false }
    return origin.prompter != name || origin.model != prompter.artifact.model
  }

  /// What `predict` prints of an extraction.
  func line(_ extraction: Extraction) -> JSONValue {
    extraction.json(
      prompter: name, model: prompter.artifact.model,
      cost: (try? prompter.makeEngine())?.price?.cost(extraction.usage))
  }
}
