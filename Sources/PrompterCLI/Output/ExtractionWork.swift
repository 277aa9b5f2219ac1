import PrompterKit

/// What a run does with each document, and what it says of it.
struct ExtractionWork {
  /// What extracts.
  let extractor: any Extractor
  /// What outputs say of an extraction.
  let line: (Extraction) -> JSONValue
  /// Whether another prompter than the first one answered in its stead.
  let isFallback: (Extraction) -> Bool

  /// The work of a prompter and its fallbacks.
  ///
  /// Throws `ModelError` when a key is missing.
  init(_ loaded: LoadedPrompter) throws {
    extractor = try loaded.prompter.extractor()
    line = loaded.line
    isFallback = loaded.isFallback
  }

  /// The work of an experiment: each record names who served it.
  init(_ experiment: Experiment<JSONValue>) {
    extractor = experiment.extractor
    line = { $0.json(prompter: "", model: "", cost: nil) }
    isFallback = { _ in false }
  }
}
