import ArgumentParser
import Foundation
import PrompterKit

/// Options that say what an experiment is.
struct VariantOptions: ParsableArguments {
  @Option(
    name: .customLong("shadow"), parsing: .singleValue,
    help: "A prompter that answers every document too, and serves none. Repeatable.")
  var shadows: [String] = []

  @Option(
    help: "Assign by the value of this named input instead of the document's id.")
  var key: String?

  @Option(help: "The experiment's name, which goes into the hash (default: the file's).")
  var name: String?

  /// A prompter and its weight, as `invoices@3=90`; nil when a text is none.
  static func serving(_ text: String) -> (reference: String, weight: Double)? {
    guard let equals = text.lastIndex(of: "="), equals > text.startIndex,
      let weight = Double(text[text.index(after: equals)...]), weight >= 0, weight.isFinite
    else { return nil }
    return (String(text[..<equals]), weight)
  }

  /// Begins the experiment of a file, or goes on with it.
  ///
  /// - Parameter serving: who serves; nobody for what the experiment was begun with.
  /// Throws as `Experiment` does, and `FileError` when there is nothing to go on with.
  func experiment(
    _ file: String, serving: [(reference: String, weight: Double)], _ model: ModelOptions,
    _ settings: Settings, seed: UInt64, drain: Drain? = nil
  ) throws -> Experiment<JSONValue> {
    var named: [(reference: String, weight: Double?)] =
      serving.map { ($0.reference, $0.weight) } + shadows.map { ($0, nil) }
    var (name, key) = (name, key)
    if named.isEmpty {
      let known = try ExperimentLog(existing: file).definition
      named = known.variants.map { ($0.reference, $0.weight) }
      name = name ?? known.name
      key = key ?? known.key
    }
    let budget = Budget(model.budgetLimits)
    let variants = try named.map { reference, weight in
      let loaded = try LoadedPrompter(
        reference, model, settings, seed: seed, drain: drain, budget: budget)
      return (loaded.name, reference, loaded.prompter, weight)
    }
    return try Experiment(
      name ?? URL(filePath: file).deletingPathExtension().lastPathComponent, log: file,
      variants: variants, by: key)
  }
}
